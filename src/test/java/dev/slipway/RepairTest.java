package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Blocker;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// What is said and done about migrations that failed outside a transaction.
class RepairTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations()
                .with(
                        "V1__fruits.sql",
                        "create table fruits (name text); insert into fruits values ('fig'), ('fig');");
        assertThat(project.run("migrate").exitCode()).isZero();
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private void failOnADuplicate() {
        project.migrations()
                .with("V2__unique.sql", "create unique index concurrently i on fruits (name);");
        assertThat(project.run("migrate").exitCode()).isEqualTo(7);
    }

    private void assertRepaired(Execution result) {
        assertThat(result.stderr()).doesNotContain("error");
        assertThat(result.exitCode()).isZero();
        assertThat(
                        project.database()
                                .value(
                                        "select count(*) from flyway_schema_history where not success"))
                .isEqualTo("0");
    }

    private String invalidIndexes() {
        return String.join(
                " ",
                project.database()
                        .rows("select indexrelid::regclass from pg_index where not indisvalid"));
    }

    @Test
    void findsNothingToRepair() {
        for (var command : new String[] {"repair", "repair --yes", "repair --yes --done"}) {
            var result = project.run(command.split(" "));
            assertThat(result.stderr()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.stdout()).isEqualTo("Nothing to repair.\n");
        }
    }

    @Test
    void findsNothingToRepairInAnEmptyDatabase() {
        try (var empty = new Project(directory.resolve("empty"))) {
            empty.migrations().with("V1__fruits.sql", "create table fruits (name text);");
            var result = empty.run("repair");
            assertThat(result.stdout()).isEqualTo("Nothing to repair.\n");
            assertThat(result.exitCode()).isZero();
            assertThat(empty.database().tables()).isEmpty();
        }
    }

    @Test
    void showsWhatIsLeftAndChangesNothing() {
        failOnADuplicate();

        var result = project.run("repair");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout())
                .isEqualTo(
                        """
                        V2__unique.sql failed at line 1: could not create unique index "i" (SQLSTATE 23505)
                          left behind: the invalid index public.i
                          to do: drop index concurrently public.i;
                          to do: forget that it failed: take its row out of the migration history
                          to do: the next run goes on from there, with the file as it is then
                        Nothing was changed; to do this: slipway repair --yes
                        """);
        assertThat(invalidIndexes()).isEqualTo("i");
        assertThat(project.run("repair").stdout()).isEqualTo(result.stdout());
    }

    @Test
    void cleansUpSoThatTheNextRunSucceeds() {
        failOnADuplicate();

        var result = project.run("repair", "--yes");

        assertRepaired(result);
        assertThat(result.stdout())
                .contains("  done: drop index concurrently public.i;\n")
                .endsWith(
                        "Repaired; correct the file if it was at fault, then run again: slipway migrate\n");
        assertThat(result.stderr()).isEqualTo("V2__unique.sql: drop index concurrently public.i\n");
        assertThat(invalidIndexes()).isEmpty();
        assertThat(project.run("repair").stdout()).isEqualTo("Nothing to repair.\n");
        project.database().execute("delete from fruits where ctid = '(0,2)'");
        assertThat(project.run("migrate").exitCode()).isZero();
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void saysTheSameInJson() {
        failOnADuplicate();

        var shown = project.run("repair", "--output", "json");

        assertThat(shown.exitCode()).isEqualTo(10);
        assertThat(shown.stdout())
                .isEqualTo(
                        """
                        {
                          "result" : "pending",
                          "exitCode" : 10,
                          "repairs" : [ {
                            "script" : "V2__unique.sql",
                            "state" : "failed at line 1: could not create unique index \\"i\\" (SQLSTATE 23505)",
                            "left" : [ "the invalid index public.i" ],
                            "proposals" : [ "drop index concurrently public.i;", "forget that it failed: take its row out of the migration history", "the next run goes on from there, with the file as it is then" ]
                          } ],
                          "repaired" : false,
                          "error" : null
                        }
                        """);
        var done = project.run("repair", "--yes", "--output", "json");
        assertThat(done.exitCode()).isZero();
        assertThat(done.stdout())
                .startsWith("{\n  \"result\" : \"done\",\n  \"exitCode\" : 0,\n")
                .contains("\"repaired\" : true");
    }

    @Test
    void leavesTheInvalidIndexesOfOthersAlone() {
        try {
            project.database().execute("create unique index concurrently theirs on fruits (name)");
            throw new AssertionError("it is valid");
        } catch (IllegalStateException duplicate) {
            assertThat(invalidIndexes()).isEqualTo("theirs");
        }
        failOnADuplicate();

        var result = project.run("repair", "--yes");

        assertRepaired(result);
        assertThat(result.stdout()).doesNotContain("theirs");
        assertThat(invalidIndexes()).isEqualTo("theirs");
    }

    @Test
    void repairsWhatFailedBeforeThereWasAJournal() {
        failOnADuplicate();
        project.database().execute("drop table slipway_progress");

        var shown = project.run("repair");

        assertThat(shown.exitCode()).isEqualTo(10);
        assertThat(shown.stdout())
                .startsWith(
                        "V2__unique.sql failed outside a transaction; what it did is not on record\n")
                .contains("  to do: drop index concurrently public.i;\n");
        assertRepaired(project.run("repair", "--yes"));
        assertThat(invalidIndexes()).isEmpty();
    }

    @Test
    void forgetsAFailureWhoseFileIsGone() {
        failOnADuplicate();
        project.migrations().without("V2__unique.sql");

        var shown = project.run("repair");

        assertThat(shown.exitCode()).isEqualTo(10);
        assertThat(shown.stdout()).contains("V2__unique.sql failed: could not create unique index");
        assertRepaired(project.run("repair", "--yes"));
        assertThat(project.run("migrate").exitCode()).isZero();
        assertThat(project.applied()).isEqualTo("1");
        assertThat(project.run("repair").stdout()).isEqualTo("Nothing to repair.\n");
    }

    @Test
    void repairsSeveral() {
        failOnADuplicate();
        project.database()
                .execute(
                        "insert into flyway_schema_history values (99, '3', 'x', 'SQL', 'V3__x.sql', 1, 'app', now(), 1, false)");
        project.migrations().with("V3__x.sql", "vacuum fruits;");

        var shown = project.run("repair");

        assertThat(shown.stdout())
                .contains(
                        "V2__unique.sql failed at line 1",
                        "V3__x.sql failed outside a transaction");
        assertRepaired(project.run("repair", "--yes"));
    }

    @Test
    void takesTheLockOfARun() {
        failOnADuplicate();
        try (var run =
                Blocker.of(
                        project.database(),
                        "other",
                        "select pg_advisory_lock(hashtextextended('slipway ' || current_schema(), 0))")) {
            var result =
                    FrontDoor.run(
                            project.environment("RUN_LOCK_TIMEOUT", "300ms"), "repair", "--yes");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr()).contains("error[locked]: another run held the lock");
            assertThat(invalidIndexes()).isEqualTo("i");
            // Only looking waits for nobody.
            assertThat(project.run("repair").exitCode()).isEqualTo(10);
            run.end();
        }
    }

    @Test
    void hasNothingToDecideAboutAnInterruption() {
        failOnADuplicate();
        project.database()
                .execute(
                        "delete from flyway_schema_history where not success; update slipway_progress set failure = null");

        var result = project.run("repair");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .startsWith(
                        "V2__unique.sql was stopped at line 1; the next run goes on with it by itself\n")
                .endsWith("Nothing to repair.\n");
    }

    @Test
    void saysWhatDoneIsForWithoutYes() {
        var result = project.run("repair", "--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("slipway repair --yes --done", "Examples:");
    }
}
