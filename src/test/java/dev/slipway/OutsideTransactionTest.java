package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Blocker;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;
import dev.slipway.support.RunningCommand;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Migrations that PostgreSQL refuses to run in a transaction: what they wait for, what is left of
/// them, and how the next run goes on.
class OutsideTransactionTest {
    private static final String OUTSIDE = "executeInTransaction=false";

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations()
                .with(
                        "V1__fruits.sql",
                        "create table fruits (name text); insert into fruits values ('fig'), ('kiwi'); create table log (line text);");
        assertDone(migrate());
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Execution migrate(String... settings) {
        return RunningCommand.start(project.environment(settings), "migrate").finish();
    }

    private void assertDone(Execution result) {
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    private String indexes() {
        return String.join(
                " ",
                project.database()
                        .rows(
                                "select indexrelid::regclass || case when indisvalid then '' else '(invalid)' end from pg_index join pg_class on oid = indrelid where relname in ('fruits', 'Fruits') and not indisprimary order by 1"));
    }

    private String log() {
        return String.join(" ", project.database().rows("select line from log"));
    }

    /// Leaves an invalid index, as a build that failed does.
    private void leaveInvalidIndex(String name) {
        project.database().execute("insert into fruits values ('fig')");
        try {
            project.database()
                    .execute("create unique index concurrently " + name + " on fruits (name)");
            throw new AssertionError("the index is valid");
        } catch (IllegalStateException duplicate) {
            project.database().execute("delete from fruits where ctid = '(0,3)'");
        }
        assertThat(indexes()).contains("(invalid)");
    }

    private static void awaitLine(RunningCommand running, String part) {
        Wait.until("it says: " + part, () -> running.stderr().contains(part));
    }

    @Test
    void waitsWithoutALockTimeoutAndSaysForWhom() {
        project.migrations().with("V2__index.sql", "create index concurrently i on fruits (name);");
        Execution result;
        try (var blocker =
                Blocker.of(project.database(), "web", "insert into fruits values ('plum')")) {
            var running =
                    RunningCommand.start(project.environment("LOCK_TIMEOUT", "100ms"), "migrate");
            awaitLine(running, "waiting for writers before build");
            blocker.end();
            result = running.finish();
        }

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr().lines().findFirst().orElseThrow())
                .matches(
                        "V2__index\\.sql waits for an older transaction to end: pid \\d+ \\(app=web, user=app, from=127\\.0\\.0\\.1, idle in transaction for 00:00:\\d\\d\\): insert into fruits.*");
        assertThat(result.stderr())
                .containsPattern(
                        "V2__index\\.sql: waiting for writers before build, 0 %, [0-9.]+ s");
        assertThat(indexes()).isEqualTo("i");
    }

    @Test
    void givesUpAtTheDeadlineAndGoesOnInTheNextRun() {
        project.migrations().with("V2__index.sql", "create index concurrently i on fruits (name);");
        try (var blocker =
                Blocker.of(project.database(), "web", "insert into fruits values ('plum')")) {
            var failed = migrate("LOCK_DEADLINE", "1s");

            assertThat(failed.exitCode()).isEqualTo(6);
            assertThat(failed.stderr())
                    .containsPattern(
                            "error\\[locked\\]: V2__index.sql waited for longer than 1 s for an older transaction to end; it was stopped, what it finished stays\n  why: pid \\d+ \\(app=web, ")
                    .containsPattern(
                            "  fix: end that session \\(select pg_terminate_backend\\(\\d+\\);\\), or run again");
            assertThat(indexes()).isEqualTo("i(invalid)");
            blocker.end();
        }

        var result = migrate();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .isEqualTo(
                        "V2__index.sql: cleaning up after an unfinished try: drop index concurrently public.i\n");
        assertThat(indexes()).isEqualTo("i");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void buildsAnIndexAnewThatIsLeftInvalid() {
        leaveInvalidIndex("i");
        project.migrations()
                .with(
                        "V2__index.sql",
                        "create index concurrently if not exists i on fruits (name);");

        var result = migrate();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).contains("drop index concurrently public.i\n");
        assertThat(indexes()).isEqualTo("i");
        assertThat(
                        project.database()
                                .value(
                                        "select indisunique from pg_index where indexrelid = 'i'::regclass"))
                .isEqualTo("f");
    }

    @Test
    void seesAnInvalidIndexWhileAnotherRoleBuildsOne() throws Exception {
        leaveInvalidIndex("i");
        project.migrations()
                .with(
                        "V2__index.sql",
                        "create index concurrently if not exists i on fruits (name);");
        try (var blocker = Blocker.of(project.database(), "web", "insert into log values ('x')");
                var superuser = project.database().connectAsSuperuser();
                var statement = superuser.createStatement()) {
            var building =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return statement.execute(
                                            "create index concurrently theirs on log (line)");
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            Wait.until(
                    "the other index is being built",
                    () ->
                            !project.database()
                                    .rows(
                                            "select from pg_stat_progress_create_index where datname = current_database()")
                                    .isEmpty());

            var result = migrate();

            assertThat(result.exitCode()).isZero();
            assertThat(indexes()).isEqualTo("i");
            blocker.end();
            building.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void leavesTheInvalidIndexesOfOthersAlone() {
        leaveInvalidIndex("theirs");
        project.migrations().with("V2__index.sql", "create index concurrently i on fruits (name);");

        assertDone(migrate());

        assertThat(indexes()).isEqualTo("i theirs(invalid)");
    }

    @Test
    void findsAnIndexByAnyName() {
        project.database().execute("create table \"Fruits\" (\"The Name\" text)");
        project.database().execute("insert into \"Fruits\" values ('fig'), ('fig')");
        project.migrations()
                .with(
                        "V2__index.sql",
                        "create unique index concurrently \"by \"\"Name\"\"\" on Public.\"Fruits\" using btree (\"The Name\");");

        var failed = migrate();

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stderr())
                .contains("left behind: the invalid index public.\"by \"\"Name\"\"\"\n");
        project.database().execute("delete from \"Fruits\" where ctid = '(0,2)'");
        assertThat(project.run("repair", "--yes").exitCode()).isZero();
        assertThat(indexes()).isEmpty();
        assertDone(migrate());
        assertThat(indexes()).isEqualTo("\"by \"\"Name\"\"\"");
    }

    @Test
    void countsAnIndexThatWasFinishedAndNotNotedAsDone() {
        project.migrations()
                .with(
                        "V2__index.sql",
                        "create index concurrently i on fruits (name);\nvacuum fruits;");
        pretendToBeInterruptedIn("V2__index.sql", 0, "create index i on fruits (name)");

        assertDone(migrate());

        assertThat(indexes()).isEqualTo("i");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    /// What a kill leaves behind: a statement that was begun and never noted as done.
    private void pretendToBeInterruptedIn(String script, int done, String reallyDone) {
        project.migrations().with("V1.9__journal.sql", "vacuum log;\nvacuum nothing_there;");
        assertThat(migrate().exitCode()).isEqualTo(7);
        project.migrations().without("V1.9__journal.sql");
        project.database()
                .execute(
                        "delete from flyway_schema_history where not success; update slipway_progress set script = '"
                                + script
                                + "', done = "
                                + done
                                + ", begun = true, failure = null, before = '', digest = -1; "
                                + reallyDone);
    }

    @Test
    void buildsAnIndexWithoutAName() {
        project.migrations().with("V2__index.sql", "create index concurrently on fruits (name);");
        try (var blocker =
                Blocker.of(project.database(), "web", "insert into fruits values ('plum')")) {
            assertThat(migrate("LOCK_DEADLINE", "1s").exitCode()).isEqualTo(6);
            assertThat(indexes()).isEqualTo("fruits_name_idx(invalid)");
            blocker.end();
        }

        assertThat(migrate().exitCode()).isZero();

        assertThat(indexes()).isEqualTo("fruits_name_idx");
    }

    @Test
    void dropsAnIndexAgainThatWasLeftHalfDropped() {
        project.database().execute("create index i on fruits (name)");
        project.migrations().with("V2__drop.sql", "drop index concurrently i;");
        try (var blocker = Blocker.of(project.database(), "web", "select * from fruits")) {
            assertThat(migrate("LOCK_DEADLINE", "1s").exitCode()).isEqualTo(6);
            assertThat(indexes()).isEqualTo("i(invalid)");
            blocker.end();
        }

        assertThat(migrate().exitCode()).isZero();

        assertThat(indexes()).isEmpty();
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void countsAnIndexThatIsGoneAsDropped() {
        project.migrations().with("V2__drop.sql", "drop index concurrently i;\nvacuum fruits;");
        pretendToBeInterruptedIn("V2__drop.sql", 0, "select 1");

        assertDone(migrate());
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void clearsAwayWhatAReindexLeftAndDoesItAgain() {
        project.database().execute("create index i on fruits (name)");
        for (var statement :
                new String[] {
                    "reindex table concurrently fruits", "reindex (verbose) index concurrently i"
                }) {
            project.migrations().with("V2__reindex.sql", statement + ";");
            try (var blocker =
                    Blocker.of(project.database(), "web", "insert into fruits values ('plum')")) {
                assertThat(migrate("LOCK_DEADLINE", "1s").exitCode()).isEqualTo(6);
                assertThat(indexes()).isEqualTo("i i_ccnew(invalid)");
                blocker.end();
            }

            var result = migrate();
            assertThat(result.stderr()).contains("drop index concurrently public.i_ccnew");
            assertThat(result.exitCode()).isZero();
            assertThat(indexes()).isEqualTo("i");
            project.database().execute("delete from flyway_schema_history where version = '2'");
        }
    }

    @Test
    void finalizesADetachThatWasBrokenOff() {
        project.database()
                .execute(
                        "create table days (d date) partition by range (d); create table old partition of days for values from ('2000-01-01') to ('2020-01-01')");
        project.migrations()
                .with(
                        "V2__detach.sql",
                        "alter table days detach partition old concurrently;\nset search_path = public;");
        try (var blocker = Blocker.of(project.database(), "web", "select * from days")) {
            assertThat(migrate("LOCK_DEADLINE", "1s").exitCode()).isEqualTo(6);
            assertThat(project.database().value("select inhdetachpending from pg_inherits"))
                    .isEqualTo("t");
            blocker.end();
        }

        var result = migrate();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).contains("alter table days detach partition old finalize");
        assertThat(project.database().value("select count(*) from pg_inherits")).isEqualTo("0");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void runsNoStatementTwiceAfterALaterOneFailed() {
        project.migrations()
                .with(
                        "V2__both.sql",
                        "set my.line = 'set';\ninsert into log values (current_setting('my.line'));\nvacuum nothing_there;\ninsert into log values (current_setting('my.line') || ' again');\n");

        var failed = migrate("FLYWAY_MIXED", "true");

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stderr())
                .startsWith(
                        "error[migration]: V2__both.sql failed at line 3; it ran outside a transaction")
                .contains("left behind: its first 2 statements are done, and stay");
        assertThat(migrate("FLYWAY_MIXED", "true").exitCode()).isEqualTo(8);
        assertThat(project.run("repair", "--yes").exitCode()).isZero();
        project.database().execute("create table nothing_there (a int)");

        var result = migrate("FLYWAY_MIXED", "true");

        assertThat(result.stderr())
                .isEqualTo(
                        "V2__both.sql goes on where an earlier run was interrupted, after statement 2\n");
        assertThat(result.exitCode()).isZero();
        assertThat(log()).isEqualTo("set set again");
    }

    @Test
    void asksAPersonAboutAProcedureThatCommitsByItself() {
        project.database()
                .execute(
                        "create procedure p() language plpgsql as $$ begin insert into log values ('called'); commit; perform 1 / count(*) from log where line = 'go'; end $$");
        project.migrations()
                .with("V2__call.sql", "call p();\ninsert into log values ('after');")
                .with("V2__call.sql.conf", OUTSIDE);
        pretendToBeInterruptedIn("V2__call.sql", 0, "insert into log values ('called')");

        var undecided = migrate();

        assertThat(undecided.exitCode()).isEqualTo(8);
        assertThat(undecided.stderr())
                .startsWith(
                        "error[history]: V2__call.sql was interrupted in its statement 1, and nobody can tell whether that was done; nothing was done now\n")
                .contains("slipway repair --yes", "slipway repair --yes --done");
        assertThat(log()).isEqualTo("called");
        assertThat(migrate().exitCode()).isEqualTo(8);
        assertThat(project.run("repair").exitCode()).isEqualTo(10);

        assertThat(project.run("repair", "--yes", "--done").exitCode()).isZero();

        assertThat(migrate().exitCode()).isZero();
        assertThat(log()).isEqualTo("called after");
    }

    @Test
    void runsSuchAProcedureAgainWhenThePersonSaysSo() {
        project.database()
                .execute(
                        "create procedure p() language plpgsql as $$ begin insert into log values ('called'); commit; end $$");
        project.migrations().with("V2__call.sql", "call p();").with("V2__call.sql.conf", OUTSIDE);
        pretendToBeInterruptedIn("V2__call.sql", 0, "insert into log values ('called')");

        assertThat(project.run("repair", "--yes").exitCode()).isZero();

        assertThat(migrate().exitCode()).isZero();
        assertThat(log()).isEqualTo("called called");
    }

    @Test
    void refusesAScriptThatWasEditedAfterItWasInterrupted() {
        project.migrations()
                .with("V2__both.sql", "insert into log values ('a');\nvacuum nothing_there;\n");
        assertThat(migrate("FLYWAY_MIXED", "true").exitCode()).isEqualTo(7);
        // As if it had been interrupted there.
        project.database()
                .execute(
                        "delete from flyway_schema_history where not success; update slipway_progress set failure = null");
        project.migrations().with("V2__both.sql", "insert into log values ('b');\nvacuum log;\n");

        var refused = migrate("FLYWAY_MIXED", "true");

        assertThat(refused.exitCode()).isEqualTo(8);
        assertThat(refused.stderr())
                .startsWith(
                        "error[history]: V2__both.sql was edited after it was interrupted behind statement 1; nothing was done\n")
                .contains("slipway repair");
        assertThat(log()).isEqualTo("a");

        project.migrations().with("V2__both.sql", "vacuum log;\n");
        project.database().execute("update slipway_progress set done = 2");
        assertThat(migrate().stderr())
                .startsWith(
                        "error[history]: V2__both.sql was edited after it was interrupted behind statement 2; nothing was done\n");
        project.database().execute("update slipway_progress set done = 1");
        project.migrations().with("V2__both.sql", "insert into log values ('b');\nvacuum log;\n");

        var shown = project.run("repair");
        assertThat(shown.exitCode()).isEqualTo(10);
        assertThat(project.run("repair", "--yes").exitCode()).isZero();
        assertThat(migrate("FLYWAY_MIXED", "true").exitCode()).isZero();
        assertThat(log()).isEqualTo("a");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void replacesPlaceholders() {
        project.migrations()
                .with("V2__index.sql", "create index concurrently ${name} on fruits (name);");
        try (var blocker =
                Blocker.of(project.database(), "web", "insert into fruits values ('plum')")) {
            assertThat(migrate("FLYWAY_PLACEHOLDERS_NAME", "i", "LOCK_DEADLINE", "1s").exitCode())
                    .isEqualTo(6);
            blocker.end();
        }
        assertThat(migrate("FLYWAY_PLACEHOLDERS_NAME", "i").exitCode()).isZero();
        assertThat(indexes()).isEqualTo("i");
    }

    @Test
    void keepsATransactionThatAScriptBeginsItself() {
        project.migrations()
                .with(
                        "V2__own.sql",
                        "insert into log values ('before');\nbegin;\nset local my.line = 'inside';\ninsert into log values (current_setting('my.line'));\ninsert into log values (1 / (select count(*) - 2 from fruits));\ncommit;\ninsert into log values ('behind');")
                .with("V2__own.sql.conf", OUTSIDE);

        var failed = migrate();

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(log()).isEqualTo("before");
        project.database().execute("insert into fruits values ('plum')");
        assertThat(project.run("repair", "--yes").exitCode()).isZero();
        assertThat(migrate().exitCode()).isZero();
        assertThat(log()).isEqualTo("before inside 1 behind");
    }

    @Test
    void runsARepeatableMigrationWheneverItChanges() {
        project.migrations().with("R__clean.sql", "vacuum fruits;\nanalyze fruits;");
        assertDone(migrate());
        project.migrations().with("R__clean.sql", "vacuum fruits;\nanalyze fruits;\nvacuum log;");
        assertDone(migrate());
        project.migrations().with("R__clean.sql", "drop index concurrently nothing;");
        assertThat(migrate().exitCode()).isEqualTo(7);
        project.migrations().with("R__clean.sql", "vacuum log;");
        assertThat(project.run("repair", "--yes").exitCode()).isZero();
        assertDone(migrate());
        assertThat(project.applied()).isEqualTo("1 clean clean clean");
    }

    @Test
    void runsCallbacksBesideItsStatements() {
        project.migrations()
                .with("V2__vacuum.sql", "vacuum fruits;\nvacuum nothing_there;")
                .with("beforeEachMigrate.sql", "insert into log values ('beforeEach');")
                .with("beforeEachMigrateStatement.sql", "insert into log values ('statement');")
                .with("afterEachMigrate.sql", "insert into log values ('afterEach');")
                .with("afterMigrate.sql", "insert into log values ('after');");
        assertThat(migrate().exitCode()).isEqualTo(7);
        assertThat(project.database().value("select done from slipway_progress")).isEqualTo("1");
        project.database().execute("create table nothing_there (a int); delete from log");
        assertThat(project.run("repair", "--yes").exitCode()).isZero();

        var result = migrate();

        assertThat(result.stderr())
                .isEqualTo(
                        "V2__vacuum.sql goes on where an earlier run was interrupted, after statement 1\n");
        assertThat(result.exitCode()).isZero();
        assertThat(log()).isEqualTo("beforeEach statement statement afterEach after");
    }

    @Test
    void keepsItsJournalBesideTheHistory() {
        var environment = project.environment("DB_SCHEMA", "shop", "FLYWAY_TABLE", "History Of It");
        project.migrations()
                .with(
                        "V1__fruits.sql",
                        "create table fruits (name text); insert into fruits values ('fig'), ('fig');")
                .with("V2__index.sql", "create unique index concurrently i on fruits (name);");

        assertThat(FrontDoor.run(environment, "migrate").exitCode()).isEqualTo(7);

        assertThat(project.database().value("select script from shop.slipway_progress"))
                .isEqualTo("V2__index.sql");
        project.database().execute("delete from shop.fruits where ctid = '(0,2)'");
        assertThat(FrontDoor.run(environment, "repair", "--yes").exitCode()).isZero();
        var result = FrontDoor.run(environment, "migrate");
        assertDone(result);
        assertThat(project.database().value("select count(*) from shop.slipway_progress"))
                .isEqualTo("0");
    }

    @Test
    void saysThatItMayNotKeepItsJournal() {
        project.migrations().with("V2__index.sql", "create index concurrently i on fruits (name);");
        project.database()
                .executeAsSuperuser(
                        "alter database " + project.database().name() + " owner to postgres");
        try (var superuser = Blocker.of(project.database(), "postgres", "", "admin", "select 1")) {
            superuser.commit(
                    "alter schema public owner to postgres; revoke create on schema public from public");
        }

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .startsWith("error[refused]: ")
                .contains(
                        "nothing of it was done",
                        "slipway_progress",
                        "grant create on schema public to app");
        assertThat(
                        project.database()
                                .value(
                                        "select count(*) from flyway_schema_history where not success"))
                .isEqualTo("0");
    }

    @Test
    void waitsForTheSessionThatADeadRunLeft() {
        project.migrations().with("V2__vacuum.sql", "vacuum fruits;");
        try (var dead =
                Blocker.of(
                        project.database(),
                        "slipway",
                        "select pg_advisory_lock(hashtextextended('slipway journal \"public\".slipway_progress', 0))")) {
            var failed = migrate("LOCK_DEADLINE", "300ms");
            assertThat(failed.exitCode()).isEqualTo(6);
            assertThat(failed.stderr())
                    .containsPattern(
                            "error\\[locked\\]: V2__vacuum.sql waited for longer than 0\\.3 s for the session of an earlier run \\(pid \\d+\\) to end; nothing of it was done now\n")
                    .containsPattern("fix: .*select pg_terminate_backend\\(\\d+\\);");

            var running = RunningCommand.start(project.environment(), "migrate");
            awaitLine(running, "V2__vacuum.sql waits for the session of an earlier run (pid ");
            dead.execute("select pg_advisory_unlock_all()");
            assertThat(running.finish().exitCode()).isZero();
        }
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void goesOnAfterAKillWhileTheServerIsStillAtIt() {
        project.migrations().with("V2__index.sql", "create index concurrently i on fruits (name);");
        try (var blocker =
                Blocker.of(project.database(), "web", "insert into fruits values ('plum')")) {
            try (var process = SlipwayProcess.start(project.environment(), "migrate")) {
                Wait.until("it waits", () -> process.stderr().contains("waits for"));
                process.signal("KILL");
                assertThat(process.finish().exitCode()).isEqualTo(137);
            }
            // The server notices within seconds; a new run that comes before waits for that.
            var running = RunningCommand.start(project.environment(), "migrate");
            awaitLine(running, "waits for an older transaction");
            blocker.end();
            assertThat(running.finish().exitCode()).isZero();
        }
        assertThat(indexes()).isEqualTo("i");
        assertThat(project.applied()).isEqualTo("1 2");
    }
}
