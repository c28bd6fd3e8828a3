package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Blocker;
import dev.slipway.support.Execution;
import dev.slipway.support.Project;
import dev.slipway.support.RunningCommand;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.TestServer;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/// Migrations whose locks others hold.
class LockTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations()
                .with(
                        "V1__fruits.sql",
                        "create table fruits (name text primary key); insert into fruits values ('fig');");
        assertThat(project.run("migrate").exitCode()).isZero();
        project.migrations().with("V2__color.sql", "alter table fruits add color text;");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Execution migrate(String... settings) {
        return RunningCommand.start(project.environment(settings), "migrate").finish();
    }

    private RunningCommand start(String... settings) {
        return RunningCommand.start(project.environment(settings), "migrate");
    }

    private Blocker reader() {
        return Blocker.of(project.database(), "reports", "select * from fruits");
    }

    private static void awaitLine(RunningCommand running, String part) {
        Wait.until("it says: " + part, () -> running.stderr().contains(part));
    }

    @Test
    void stepsBackSaysWhoIsInTheWayAndSucceedsWhenThatOneIsGone() {
        Execution result;
        try (var blocker = reader()) {
            var running = start("LOCK_TIMEOUT", "300ms");
            awaitLine(running, "stepped back");
            blocker.end();
            result = running.finish();
        }

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr().lines().findFirst().orElseThrow())
                .matches(
                        "V2__color\\.sql waited in vain for ACCESS EXCLUSIVE on fruits and stepped back; trying again in [0-9.]+ s \\([0-9.]+ s left\\):"
                                + " pid \\d+ \\(app=reports, user=app, from=127\\.0\\.0\\.1, idle in transaction for 00:00:\\d\\d\\) holds ACCESS SHARE: select \\* from fruits");
        assertThat(result.stdout()).contains("Applied 1 migration");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void letsOthersPassMeanwhile() {
        try (var blocker = reader()) {
            var running = start("LOCK_TIMEOUT", "2s");
            awaitWaiting("alter table fruits%");

            // It queues behind the waiting ALTER TABLE, and gets through when that steps back.
            Blocker.of(
                            project.database(),
                            "late",
                            "set statement_timeout = '20s'; select count(*) from fruits")
                    .close();

            assertThat(running.isRunning()).isTrue();
            blocker.end();
            assertThat(running.finish().exitCode()).isZero();
        }
    }

    private void awaitWaiting(String query) {
        Wait.until(
                "a session waits in " + query,
                () ->
                        !project.database()
                                .rows(
                                        "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '"
                                                + query
                                                + "'")
                                .isEmpty());
    }

    @Test
    void givesUpAtTheDeadlineAndNamesWhoeverIsInTheWay() {
        project.migrations()
                .with("V1.5__fine.sql", "create table fine (a int);")
                .with("V3__never.sql", "create table never (a int);");
        try (var blocker = reader();
                var another = Blocker.of(project.database(), "web", "select 1 from fruits")) {
            var result = migrate("LOCK_TIMEOUT", "200ms", "LOCK_DEADLINE", "1s");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stdout()).contains("Applied 1 migration").contains("fine");
            var error = result.stderr().substring(result.stderr().indexOf("error["));
            assertThat(error)
                    .matches(
                            """
                            error\\[locked\\]: V2__color\\.sql waited 1 s for ACCESS EXCLUSIVE on fruits, in \\d+ tries; it was rolled back, the migrations before it stay applied
                              why: pid \\d+ \\(app=reports, user=app, from=127\\.0\\.0\\.1, idle in transaction for 00:00:\\d\\d\\) holds ACCESS SHARE: select \\* from fruits
                              why: pid \\d+ \\(app=web, user=app, from=127\\.0\\.0\\.1, idle in transaction for 00:00:\\d\\d\\) holds ACCESS SHARE: select 1 from fruits
                              fix: end that session \\(select pg_terminate_backend\\(\\d+\\);\\), or run again when it has finished; nothing needs repair
                              fix: LOCK_DEADLINE sets how long to try
                            """);
            assertThat(result.stderr()).contains(" (and 1 more)\n");
            blocker.end();
            another.end();
        }
        assertThat(project.applied()).isEqualTo("1 1.5");
        assertThat(project.run("migrate").exitCode()).isZero();
        assertThat(project.applied()).isEqualTo("1 1.5 2 3");
    }

    @Test
    void waitsInOneGoWithoutALockTimeout() {
        try (var blocker = reader()) {
            var result = migrate("LOCK_TIMEOUT", "0", "LOCK_DEADLINE", "1s");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr())
                    .startsWith(
                            "error[locked]: V2__color.sql waited 1 s for ACCESS EXCLUSIVE on fruits; it was rolled back")
                    .contains("why: pid ", "app=reports");
            blocker.end();
        }
    }

    @Test
    void triesForEverWithoutADeadline() {
        Execution result;
        try (var blocker = reader()) {
            var running = start("LOCK_TIMEOUT", "100ms", "LOCK_DEADLINE", "0");
            Wait.until(
                    "it steps back three times",
                    () -> running.stderr().split("stepped back", -1).length > 3);
            blocker.end();
            result = running.finish();
        }
        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).doesNotContain(" left)");
    }

    @Test
    void saysForWhomItWaitsWhenItMayWaitLong() {
        try (var blocker = reader()) {
            var running = start("LOCK_TIMEOUT", "0", "LOCK_DEADLINE", "0");
            awaitLine(running, "V2__color.sql waits for ACCESS EXCLUSIVE on fruits: pid ");
            blocker.end();
            assertThat(running.finish().exitCode()).isZero();
        }
    }

    @Test
    void heedsTheHeaderOfAMigrationBeforeTheSettings() {
        project.migrations()
                .with(
                        "V2__color.sql",
                        "-- slipway: lock_timeout=200ms lock_deadline=700ms\nalter table fruits add color text;");
        try (var blocker = reader()) {
            var result = migrate("LOCK_TIMEOUT", "1h", "LOCK_DEADLINE", "1h");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr()).contains("stepped back", " tries; it was rolled back");
            blocker.end();
        }
        project.migrations()
                .with(
                        "V2__color.sql",
                        "-- slipway: statement_timeout=100ms\nselect pg_sleep(600);");
        var result = migrate("STATEMENT_TIMEOUT", "1h");
        assertThat(result.exitCode()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate --plan"})
    void tellsEveryBadHeaderBeforeAnythingIsDone(String command) {
        project.migrations()
                .with("V2__color.sql", "-- slipway: lock_timout=5s\nalter table fruits add a int;")
                .with(
                        "V3__size.sql",
                        "-- the size\n-- slipway: lock_timeout=soon statement_timeout=1m\nalter table fruits add b int;");

        var result = project.run(command.split(" "));

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr())
                .startsWith(
                        "error[migration]: a script cannot be run as it says; nothing was applied\n")
                .contains("V2__color.sql:1:", "did you mean lock_timeout?")
                .contains("V3__size.sql:2:", "lock_timeout is 'soon'");
        assertThat(project.applied()).isEqualTo("1");
    }

    @Test
    void triesAgainAsTheVictimOfADeadlock() {
        project.migrations()
                .with(
                        "V2__color.sql",
                        "create table seen (a int);\nlock table seeds;\nlock table fruits;\n");
        project.database().execute("create table seeds (a int)");
        Execution result;
        try (var blocker =
                Blocker.of(
                        project.database(),
                        "postgres",
                        "",
                        "other",
                        "set deadlock_timeout = '1h'; lock table fruits")) {
            var running = start("LOCK_TIMEOUT", "1h");
            awaitWaiting("lock table fruits%");
            blocker.execute("lock table seeds");
            blocker.end();
            result = running.finish();
        }

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).contains("V2__color.sql ", "stepped back");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void heedsTheLimitThatAScriptSetsItself() {
        project.migrations()
                .with(
                        "V2__color.sql",
                        "set lock_timeout = '200ms';\nalter table fruits add color text;");
        try (var blocker = reader()) {
            var running = start("LOCK_TIMEOUT", "1h");
            awaitLine(running, "stepped back");
            blocker.end();
            assertThat(running.finish().exitCode()).isZero();
        }
    }

    @Test
    void saysWhatItMaySeeOfAnotherRolesSession() {
        project.database().execute("grant select on fruits to public");
        try (var blocker =
                Blocker.of(
                        project.database(), "postgres", "", "backup", "select name from fruits")) {
            var result = migrate("LOCK_TIMEOUT", "200ms", "LOCK_DEADLINE", "500ms");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr())
                    .containsPattern(
                            "why: pid \\d+ \\(app=backup, user=postgres, state hidden\\) holds ACCESS SHARE\n");
            blocker.end();
        }
    }

    @Test
    void namesWhoHoldsARow() {
        project.migrations().with("V2__color.sql", "update fruits set name = 'plum';");
        try (var blocker =
                Blocker.of(project.database(), "web", "update fruits set name = 'kiwi'")) {
            var result = migrate("LOCK_TIMEOUT", "200ms", "LOCK_DEADLINE", "500ms");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr())
                    .containsPattern(
                            "error\\[locked\\]: V2__color.sql waited 1 s for transaction \\d+ to end")
                    .containsPattern("why: pid \\d+ \\(app=web, .*\\): update fruits");
            blocker.end();
        }
    }

    @Test
    void stepsBackWithAllOfAGroup() {
        project.migrations().with("V1.5__fine.sql", "create table fine (a int);");
        try (var blocker = reader()) {
            var failed =
                    migrate("FLYWAY_GROUP", "true", "LOCK_TIMEOUT", "200ms", "LOCK_DEADLINE", "1s");

            assertThat(failed.exitCode()).isEqualTo(6);
            assertThat(failed.stderr())
                    .contains("; it was rolled back, and every other pending migration with it\n");
            assertThat(failed.stdout()).isEmpty();
            assertThat(project.database().tables()).doesNotContain("fine");

            var running = start("FLYWAY_GROUP", "true", "LOCK_TIMEOUT", "200ms");
            awaitLine(running, "stepped back");
            blocker.end();
            var result = running.finish();
            assertThat(result.exitCode()).isZero();
            assertThat(result.stdout()).contains("Applied 2 migrations");
        }
        assertThat(project.applied()).isEqualTo("1 1.5 2");
    }

    @Test
    void stepsBackFromTheLockOfACallbackToo() {
        project.migrations()
                .with("V2__color.sql", "create table colors (name text);")
                .with("afterEachMigrate.sql", "lock table fruits;");
        try (var blocker = reader()) {
            var running = start("LOCK_TIMEOUT", "200ms");
            awaitLine(
                    running,
                    "V2__color.sql waited in vain for ACCESS EXCLUSIVE on fruits and stepped back");
            blocker.end();
            assertThat(running.finish().exitCode()).isZero();
        }
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void endsAtOnceWhenItIsToldToWhileItStandsBack() {
        try (var blocker = reader();
                var process =
                        SlipwayProcess.start(
                                project.environment("LOCK_TIMEOUT", "1s"), "migrate")) {
            Wait.until(
                    "it has stepped back twice",
                    () -> process.stderr().split("stepped back", -1).length > 2);

            process.signal("TERM");
            var result = process.finish();

            assertThat(result.exitCode()).isEqualTo(130);
            assertThat(result.stderr()).contains("error[interrupted]: ");
            blocker.end();
        }
        assertThat(project.applied()).isEqualTo("1");
    }

    @Test
    void stopsAStatementThatTakesTooLong() {
        project.migrations().with("V2__slow.sql", "select pg_sleep(600);").without("V2__color.sql");

        var result = migrate("STATEMENT_TIMEOUT", "200ms");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr())
                .startsWith(
                        "error[migration]: V2__slow.sql failed at line 1; it was rolled back, the migrations before it stay applied")
                .contains(
                        "why: canceling statement due to statement timeout",
                        "fix: ",
                        "STATEMENT_TIMEOUT");
    }

    @Test
    void stopsARunThatTakesTooLongInAMigration() {
        project.migrations().with("V2__slow.sql", "select pg_sleep(600);").without("V2__color.sql");

        var result = migrate("RUN_TIMEOUT", "1s");

        assertThat(result.exitCode()).isEqualTo(130);
        assertThat(result.stderr())
                .isEqualTo(
                        """
                        error[interrupted]: V2__slow.sql was interrupted; it was rolled back, the migrations before it stay applied
                          why: it took longer than 1 s, its RUN_TIMEOUT
                          fix: run again with a longer RUN_TIMEOUT: what is done is not done twice
                        """);
    }

    @Test
    void stopsARunThatTakesTooLongInASeed() {
        project.root().with("seeds/fruits.sql", "select pg_sleep(600);");

        var result =
                RunningCommand.start(project.environment("RUN_TIMEOUT", "1s"), "seed").finish();

        assertThat(result.exitCode()).isEqualTo(130);
        assertThat(result.stderr())
                .contains("error[interrupted]: ", "why: it took longer than 1 s, its RUN_TIMEOUT");
    }

    @Test
    void stopsARunThatWaitsTooLongForAnother() {
        try (var holder =
                Blocker.of(
                        project.database(),
                        "other",
                        "select pg_advisory_lock(hashtextextended('slipway ' || current_schema(), 0))")) {
            var result = migrate("RUN_TIMEOUT", "1s");

            assertThat(result.exitCode()).isEqualTo(130);
            assertThat(result.stderr())
                    .contains(
                            "waiting for another run to finish: pid ",
                            "error[interrupted]: the run was stopped",
                            "RUN_TIMEOUT");
            holder.end();
        }
    }

    @Test
    void waitsForQuietAndGivesUpAtTheDeadline() {
        try (var blocker = old(reader())) {
            var failed = migrate("WAIT_FOR_QUIET", "true", "LOCK_DEADLINE", "500ms");

            assertThat(failed.exitCode()).isEqualTo(6);
            assertThat(failed.stderr())
                    .containsPattern(
                            "V2__color.sql waits for quiet: pid \\d+ \\(app=reports, .*\\) holds ACCESS SHARE on fruits")
                    .containsPattern(
                            "error\\[locked\\]: V2__color.sql waited 1 s for old transactions to end; nothing of it was done, the migrations before it stay applied\n  why: pid \\d+ \\(app=reports");

            var running =
                    RunningCommand.start(project.environment(), "migrate", "--wait-for-quiet");
            awaitLine(running, "waits for quiet");
            blocker.end();
            var result = running.finish();
            assertThat(result.exitCode()).isZero();
            assertThat(result.stderr()).doesNotContain("stepped back");
        }
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void doesNotWaitForTheQuietOfOtherTablesOrOfReadersThatAnIndexDoesNotDisturb() {
        project.database().execute("create table others (a int)");
        project.migrations().with("V2__color.sql", "create index on fruits (name);");
        try (var blocker = reader()) {
            blocker.execute("insert into others values (1)");
            var result =
                    RunningCommand.start(
                                    project.environment(
                                            "WAIT_FOR_QUIET", "true", "LOCK_DEADLINE", "5s"),
                                    "migrate")
                            .finish();
            assertThat(result.stderr()).isEmpty();
            assertThat(result.exitCode()).isZero();
            old(blocker);
            project.migrations().with("V3__index.sql", "create index on fruits (name, name);");
            var again = migrate("WAIT_FOR_QUIET", "true", "LOCK_DEADLINE", "5s");
            assertThat(again.stderr()).isEmpty();
            assertThat(again.exitCode()).isZero();

            project.migrations().with("V4__index.sql", "create index on others (a);");
            var disturbed = migrate("WAIT_FOR_QUIET", "true", "LOCK_DEADLINE", "300ms");
            assertThat(disturbed.exitCode()).isEqualTo(6);
            assertThat(disturbed.stderr()).contains("holds ROW EXCLUSIVE on others");
            blocker.end();
        }
    }

    /// Waits until its transaction is an old one.
    private Blocker old(Blocker blocker) {
        Wait.until(
                "its transaction is old",
                () ->
                        !project.database()
                                .rows(
                                        "select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and xact_start < clock_timestamp() - interval '5.1 s'")
                                .isEmpty());
        return blocker;
    }

    @Test
    @EnabledIf("dev.slipway.support.TestServer#has15")
    void namesAPreparedTransactionThatIsInTheWay() {
        try (var other = new Project(directory.resolve("prepared"), TestServer.DEBIAN_15)) {
            other.migrations().with("V1__fruits.sql", "create table fruits (name text);");
            assertThat(other.run("migrate").exitCode()).isZero();
            other.migrations().with("V2__color.sql", "alter table fruits add color text;");
            other.database()
                    .execute(
                            "begin; insert into fruits values ('fig'); prepare transaction 'left over'");

            var failed =
                    RunningCommand.start(
                                    other.environment(
                                            "LOCK_TIMEOUT", "300ms", "LOCK_DEADLINE", "500ms"),
                                    "migrate")
                            .finish();

            assertThat(failed.exitCode()).isEqualTo(6);
            assertThat(failed.stderr())
                    .containsPattern(
                            "why: the prepared transaction 'left over' \\(user=app, since 00:00:\\d\\d\\) holds ROW EXCLUSIVE\n")
                    .contains("fix: end that transaction (rollback prepared 'left over';), or ");
            other.database().execute("rollback prepared 'left over'");
            assertThat(other.run("migrate").exitCode()).isZero();
        }
    }
}
