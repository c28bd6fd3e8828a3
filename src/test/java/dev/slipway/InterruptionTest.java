package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Project;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.SQLException;

/// A process that is told to stop, by a person with Ctrl-C or by a platform with SIGTERM.
class InterruptionTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private void awaitStatement(String beginning) {
        Wait.until(
                "the server executes " + beginning,
                () ->
                        !project.database()
                                .rows(
                                        "select pid from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and datname = current_database() and query ilike '"
                                                + beginning
                                                + "%'")
                                .isEmpty());
    }

    private void assertNoSessionIsLeft() {
        Wait.until(
                "no session is left",
                () ->
                        project.database()
                                .rows(
                                        "select pid from pg_stat_activity where application_name like 'slipway%' and datname = current_database()")
                                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void rollsBackTheMigrationUnderWay(String signal) {
        project.migrations()
                .with("V2__slow.sql", "create table half (a int);\nselect pg_sleep(600);\n")
                .with("V3__never.sql", "create table never (a int);");
        try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
            awaitStatement("select pg_sleep");

            process.signal(signal);
            var result = process.finish();

            assertThat(result.exitCode()).isEqualTo(130);
            assertThat(result.stderr())
                    .startsWith(
                            "error[interrupted]: V2__slow.sql was interrupted; it was rolled back, the migrations before it stay applied\n")
                    .contains("  fix: run again");
            assertThat(result.stdout()).contains("Applied 1 migration");
        }
        assertNoSessionIsLeft();
        assertThat(project.database().tables()).containsExactly("flyway_schema_history", "fruits");
        assertThat(project.applied()).isEqualTo("1");
    }

    @Test
    void runsAgainAfterAnInterruption() {
        project.migrations().with("V2__slow.sql", "select pg_sleep(600);");
        try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
            awaitStatement("select pg_sleep");
            process.signal("TERM");
            assertThat(process.finish().exitCode()).isEqualTo(130);
        }
        project.migrations().with("V2__slow.sql", "select pg_sleep(0);");

        assertThat(project.run("migrate").exitCode()).isZero();
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void goesOnByItselfWithAStatementOutsideATransaction() throws SQLException {
        assertThat(project.run("migrate").exitCode()).isZero();
        project.migrations()
                .with("V2__index.sql", "create index concurrently fruits_name on fruits (name);");
        // CREATE INDEX CONCURRENTLY waits for the transactions that may see the table without it.
        try (var blocker = project.database().connect();
                var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("insert into fruits values ('fig')");
            try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
                Wait.until(
                        "it says for whom it waits",
                        () -> process.stderr().contains("V2__index.sql waits for "));

                process.signal("TERM");
                var result = process.finish();

                assertThat(result.exitCode()).isEqualTo(130);
                assertThat(result.stderr())
                        .contains(
                                "error[interrupted]: V2__index.sql was interrupted; what it finished stays, and the next run goes on from there");
            }
            blocker.rollback();
        }
        assertNoSessionIsLeft();

        assertThat(project.run("migrate").exitCode()).isZero();
        assertThat(project.applied()).isEqualTo("1 2");
        assertThat(
                        project.database()
                                .rows(
                                        "select indexrelid::regclass, indisvalid from pg_index where indrelid = 'fruits'::regclass"))
                .containsExactly("fruits_name|t");
    }

    @Test
    void stopsWaitingForAnotherRun() throws SQLException {
        try (var holder = project.database().connect();
                var statement = holder.createStatement()) {
            statement.execute(
                    "select pg_advisory_lock(hashtextextended('slipway ' || current_schema(), 0))");
            try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
                Wait.until("it waits", () -> process.stderr().contains("waiting for another run"));

                process.signal("TERM");
                var result = process.finish();

                assertThat(result.exitCode()).isEqualTo(130);
                assertThat(result.stderr()).contains("error[interrupted]: the run was interrupted");
                assertThat(result.stdout()).isEmpty();
            }
        }
        assertNoSessionIsLeft();
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void showsNoPasswordOnItsCommandLine() {
        project.migrations().with("V2__slow.sql", "select pg_sleep(600);");
        try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
            awaitStatement("select pg_sleep");

            assertThat(process.commandLine())
                    .contains("dev.slipway.cli.Main")
                    .doesNotContain(
                            TestDatabase.PASSWORD, TestDatabase.encoded(TestDatabase.PASSWORD));

            process.signal("TERM");
            assertThat(process.finish().exitCode()).isEqualTo(130);
        }
    }

    @Test
    void leavesNothingBehindWhenItIsKilled() {
        project.migrations()
                .with("V2__slow.sql", "create table half (a int);\nselect pg_sleep(600);\n");
        try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
            awaitStatement("select pg_sleep");
            process.signal("KILL");
            assertThat(process.finish().exitCode()).isEqualTo(137);
        }

        // The server notices within seconds that nobody is there any more.
        assertNoSessionIsLeft();
        assertThat(project.database().tables()).doesNotContain("half");
        assertThat(project.applied()).isEqualTo("1");
    }

    @Test
    void exitsAtOnceWhenNothingIsUnderWay() {
        try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
            var result = process.finish();

            assertThat(result.stderr()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.stdout()).contains("Applied 1 migration", "Done in ");
        }
    }
}
