package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Project;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// A backfill as a migration: what a run does, stops and takes up. Its total is added to, so that a
/// row done twice would be seen.
class BackfillRunTest {
    private static final String ADD = "update orders set total = total + amount";

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations()
                .with(
                        "V1__orders.sql",
                        "create table orders (id int primary key, amount int not null, total int not null default 0); insert into orders select i, i from generate_series(1, 1000) i;");
        assertThat(project.run("migrate").exitCode()).isZero();
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private void backfill(String header, String statement) {
        project.migrations().with("V2__totals.sql", "-- slipway: " + header + "\n" + statement);
    }

    private String done() {
        return project.database()
                .value(
                        "select count(*) filter (where total = amount) || ' once, ' || count(*) filter (where total = 0) || ' not yet' from orders");
    }

    private void assertFinished() {
        var result = project.run("migrate");
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(done()).isEqualTo("1000 once, 0 not yet");
        assertThat(project.applied()).isEqualTo("1 2");
        assertThat(project.database().rows("select * from slipway_progress")).isEmpty();
    }

    @Test
    void isDoneInBatchesAndNotedAsOneMigration() {
        backfill("backfill key=id batch=100", ADD);

        var result = project.run("migrate");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("Applied 1 migration; the schema is at version 2:");
        assertThat(result.stderr()).contains("V2__totals.sql: 1,000 rows written in ");
        assertFinished();
    }

    @Test
    void keepsTheBatchesBeforeAFailureAndDoesTheRestOfACorrectedStatement() {
        backfill("backfill key=id batch=100", ADD + " / case when id = 550 then 0 else 1 end");

        var failed = project.run("migrate");

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stderr())
                .startsWith(
                        "error[migration]: V2__totals.sql stopped in a batch, which was rolled back; ")
                .contains("division by zero", "it goes on where it stopped");
        var before = done();
        assertThat(before).matches("[1-5]?[0-9]{2} once, [0-9]+ not yet");
        assertThat(
                        project.database()
                                .value(
                                        "select count(*) from flyway_schema_history where not success"))
                .isEqualTo("0");

        backfill("backfill key=id batch=100", ADD);
        assertFinished();
    }

    @Test
    void goesOnWithAnotherBatchAndPauseAfterItWasInterrupted() {
        interrupt();

        backfill("backfill key=id batch=1000\n-- slipway: lock_timeout=1s", ADD);
        assertFinished();
    }

    @Test
    void refusesAnotherStatementAfterItWasInterruptedUntilARepairAllowsIt() {
        interrupt();
        var before = done();
        backfill("backfill key=id batch=50 pause=200ms", ADD + " + 0");

        var refused = project.run("migrate");

        assertThat(refused.exitCode()).isEqualTo(8);
        assertThat(refused.stderr())
                .startsWith(
                        "error[history]: V2__totals.sql was edited while its backfill was under way; nothing was done\n");
        assertThat(done()).isEqualTo(before);

        assertThat(project.run("repair").exitCode()).isEqualTo(10);
        assertThat(project.run("repair", "--yes").exitCode()).isZero();
        assertFinished();
    }

    /// Stops it by SIGTERM when some batches are done.
    private void interrupt() {
        backfill("backfill key=id batch=50 pause=200ms", ADD);
        try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
            Wait.until("a batch is done", () -> !done().startsWith("0 once"));
            process.signal("TERM");
            var result = process.finish();
            assertThat(result.exitCode()).isEqualTo(130);
            assertThat(result.stderr())
                    .contains(
                            "error[interrupted]: the run was interrupted in V2__totals.sql; the batch under way was rolled back, ");
        }
        assertThat(done()).doesNotContain("1000 once");
    }
}
