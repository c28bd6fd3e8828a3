package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class MigrateTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Execution migrate(String... options) {
        var args = new String[options.length + 1];
        args[0] = "migrate";
        System.arraycopy(options, 0, args, 1, options.length);
        return project.run(args);
    }

    private void assertDone(Execution result) {
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void appliesInTheOrderOfVersions() {
        project.migrations()
                .with("R__view.sql", "create or replace view names as select name from fruits;")
                .with("V10__third.sql", "alter table fruits add third int;")
                .with("V2__second.sql", "alter table fruits add second int;")
                .with("deeper/V1.1__first.sql", "alter table fruits add first int;")
                .with("V1__fruits.sql", "create table fruits (name text);");

        var result = migrate();

        assertDone(result);
        assertThat(result.stdout())
                .contains("Applied 5 migrations; the schema is at version 10:")
                .containsSubsequence("fruits", "first", "second", "third", "repeatable  view");
        assertThat(project.applied()).isEqualTo("1 1.1 2 10 view");
    }

    @Test
    void rollsAFailedMigrationBackAndKeepsTheOnesBefore() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with(
                        "V2__colors.sql",
                        "create table colors (name text);\n\n-- the paint\nalter table fruits\n    ad column color text;\n")
                .with("V3__never.sql", "create table never (a int);");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).contains("Applied 1 migration");
        assertThat(result.stderr())
                .isEqualTo(
                        """
                        error[migration]: V2__colors.sql failed at line 5; it was rolled back, the migrations before it stay applied
                            3 | -- the paint
                            4 | alter table fruits
                          > 5 |     ad column color text;
                              |     ^
                          why: syntax error at or near "ad" (SQLSTATE 42601)
                          fix: correct the file and run again; nothing needs repair
                        """);
        assertThat(project.database().tables()).containsExactly("flyway_schema_history", "fruits");
        assertThat(project.applied()).isEqualTo("1");
    }

    @Test
    void runsAgainOnceTheFileIsCorrected() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with("V2__colors.sql", "create tabel colors (name text);");
        assertThat(migrate().exitCode()).isEqualTo(7);
        project.migrations().with("V2__colors.sql", "create table colors (name text);");

        var result = migrate();

        assertDone(result);
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void pointsIntoTheLineOfAStatementBehindAnother() {
        project.migrations()
                .with("V1__two.sql", "select 1; select 'it''s', nothing from pg_class;\n");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr())
                .contains(
                        """
                          > 1 | select 1; select 'it''s', nothing from pg_class;
                              |                           ^
                        """)
                .contains("why: column \"nothing\" does not exist (SQLSTATE 42703)");
    }

    @Test
    void pointsAtTheRightOneOfTwoEqualStatements() {
        project.migrations()
                .with("V1__twice.sql", "create table a (x int);\n\ncreate table a (x int);\n");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr())
                .contains("failed at line 3;", "> 3 | create table a", "already exists");
    }

    @Test
    void pointsAtTheRightLineWhenPlaceholdersStandBefore() {
        project.migrations()
                .with(
                        "V1__placeholder.sql",
                        "create table ${table} (a int);\nselect '${table}', nothing;\n");

        var result =
                FrontDoor.run(
                        project.environment("FLYWAY_PLACEHOLDERS_TABLE", "a_rather_long_name"),
                        "migrate");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr()).contains("failed at line 2;", "> 2 | select '${table}'");
    }

    @Test
    void tellsTheServersDetailAndHint() {
        project.migrations()
                .with(
                        "V1__duplicate.sql",
                        "create table a (x int unique); insert into a values (1), (1);");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr()).contains("why: Key (x)=(1) already exists.");
    }

    @Test
    void refusesAnEmptyFolder() {
        project.migrations().with("README.md", "Migrations go here.");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .startsWith("error[settings]: there are no migrations in " + project.migrations())
                .contains("V1__description.sql", "MIGRATIONS_DIR");
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void refusesAFolderThatDoesNotExist() {
        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .startsWith(
                        "error[settings]: there is no migrations folder " + project.migrations())
                .contains("MIGRATIONS_DIR");
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void showsThePlanAndChangesNothing() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text); -- sweet\n")
                .with("V2__index.sql", "create index concurrently i on fruits (name);\n");

        var result = migrate("--plan");

        assertDone(result);
        assertThat(result.stdout())
                .contains(
                        "2 migrations pending; no version is applied.",
                        "-- V1__fruits.sql\ncreate table fruits (name text); -- sweet\n",
                        "-- V2__index.sql (runs outside a transaction)\n",
                        "Nothing was changed.");
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void plansOnlyWhatIsPending() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
        migrate();
        project.migrations().with("V2__color.sql", "alter table fruits add color text;");
        var history = project.database().rows("select * from flyway_schema_history");

        var result = migrate("--plan");

        assertDone(result);
        assertThat(result.stdout())
                .contains("1 migration pending; the schema is at version 1.", "add color text")
                .doesNotContain("create table fruits");
        assertThat(project.database().rows("select * from flyway_schema_history"))
                .isEqualTo(history);
    }

    @Test
    void planCreatesNoSchema() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");

        var result = FrontDoor.run(project.environment("DB_SCHEMA", "shop"), "migrate", "--plan");

        assertDone(result);
        assertThat(
                        project.database()
                                .rows("select nspname from pg_namespace where nspname = 'shop'"))
                .isEmpty();
    }

    @Test
    void appliesNothingAboveTheTarget() {
        project.migrations()
                .with("V1__one.sql", "create table one (a int);")
                .with("V2__two.sql", "create table two (a int);")
                .with("V3__three.sql", "create table three (a int);");

        var result = migrate("--target", "2");

        assertDone(result);
        assertThat(project.applied()).isEqualTo("1 2");
        assertThat(project.database().tables()).doesNotContain("three");
    }

    @Test
    void plansNothingAboveTheTarget() {
        project.migrations()
                .with("V1__one.sql", "create table one (a int);")
                .with("V2__two.sql", "create table two (a int);");

        var result = migrate("--plan", "--target", "1");

        assertDone(result);
        assertThat(result.stdout()).contains("1 migration pending").doesNotContain("table two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seven", "-1", "1..2", "1;drop"})
    void refusesATargetThatIsNoVersion(String target) {
        project.migrations().with("V1__one.sql", "create table one (a int);");

        for (var plan : new boolean[] {false, true}) {
            var result =
                    plan ? migrate("--target=" + target, "--plan") : migrate("--target=" + target);

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.stderr()).startsWith("error[settings]: ").contains("target", target);
            assertThat(project.database().tables()).isEmpty();
        }
    }

    @Test
    void runsOutsideATransactionWhatRefusesOne() {
        project.migrations()
                .with(
                        "V1__tables.sql",
                        """
                        create table fruits (name text);
                        create table events (at date) partition by range (at);
                        create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
                        """)
                .with("V2__index.sql", "CREATE INDEX CONCURRENTLY fruits_name ON fruits (name);")
                .with("V3__reindex.sql", "reindex table concurrently fruits;")
                .with(
                        "V4__detach.sql",
                        "-- years go\nalter table events detach partition events_2026 concurrently;")
                .with("V5__vacuum.sql", "set statement_timeout = '1min'; vacuum (analyze) fruits;")
                .with("V6__drop.sql", "drop index concurrently fruits_name;");

        var result = migrate();

        assertDone(result);
        assertThat(project.applied()).isEqualTo("1 2 3 4 5 6");
        assertThat(project.database().value("select count(*) from pg_inherits")).isEqualTo("0");
    }

    @Test
    void refusesAScriptOfBothKindsBeforeAnythingRuns() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with(
                        "V2__both.sql",
                        "alter table fruits add color text;\n\ncreate index concurrently i on fruits (color);");

        for (var plan : new boolean[] {true, false}) {
            var result = plan ? migrate("--plan") : migrate();

            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.stdout()).doesNotContain("create table");
            assertThat(result.stderr())
                    .startsWith("error[migration]: a script mixes statements")
                    .contains("nothing was applied", "V2__both.sql:3: cannot run in a transaction")
                    .contains("fix: move each such statement into a migration of its own");
            assertThat(project.database().tables()).isEmpty();
        }
    }

    @Test
    void doesNotMindAnAppliedScriptOfBothKinds() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with(
                        "V2__both.sql",
                        "alter table fruits add color text;\ncreate index concurrently i on fruits (color);");
        assertDone(FrontDoor.run(project.environment("FLYWAY_MIXED", "true"), "migrate"));
        project.migrations().with("V3__more.sql", "alter table fruits add taste text;");

        var result = migrate();

        assertDone(result);
        assertThat(project.applied()).isEqualTo("1 2 3");
    }

    @Test
    void namesTheInvalidIndexAndTheRepairWhichThenWorks() {
        project.migrations()
                .with(
                        "V1__fruits.sql",
                        "create table fruits (name text); insert into fruits values ('fig'), ('fig');")
                .with(
                        "V2__unique.sql",
                        "create unique index concurrently \"fruits Name\" on fruits (name);");

        var failed = migrate();

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stderr())
                .startsWith(
                        "error[migration]: V2__unique.sql failed at line 1; it ran outside a transaction")
                .contains("the migrations before it stay applied", "Key (name)=(fig) is duplicated")
                .contains(
                        "why: left behind: the invalid index public.\"fruits Name\"",
                        "fix: see what it left behind: slipway repair; clean it up: slipway repair --yes");
        assertThat(project.applied()).isEqualTo("1");

        // Until somebody has cleaned up, every run says so again.
        var again = migrate();
        assertThat(again.exitCode()).isEqualTo(8);
        assertThat(again.stderr())
                .startsWith("error[history]: ")
                .contains("V2__unique.sql: failed in an earlier run", "slipway repair --yes");

        project.database().execute("delete from fruits where ctid = '(0,2)'");
        assertThat(project.run("repair", "--yes").exitCode()).isZero();

        assertDone(migrate());
        assertThat(project.applied()).isEqualTo("1 2");
        assertThat(project.database().value("select bool_and(indisvalid) from pg_index"))
                .isEqualTo("t");
    }

    @Test
    void cleansUpInTheSchemaOfItsHistory() {
        project.migrations()
                .with(
                        "V1__fruits.sql",
                        "create table fruits (name text); insert into fruits values ('fig'), ('fig');")
                .with("V2__unique.sql", "create unique index concurrently i on fruits (name);");

        var result = FrontDoor.run(project.environment("DB_SCHEMA", "shop"), "migrate");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr()).contains("left behind: the invalid index shop.i\n");
        var repair = FrontDoor.run(project.environment("DB_SCHEMA", "shop"), "repair", "--yes");
        assertThat(repair.stdout())
                .contains(
                        "V2__unique.sql failed at line 1", "done: drop index concurrently shop.i;");
        assertThat(
                        project.database()
                                .value(
                                        "select count(*) from shop.flyway_schema_history where not success"))
                .isEqualTo("0");
        assertThat(project.database().value("select to_regclass('shop.i')")).isEqualTo("∅");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V2_x.sql",
                "v3__x.sql",
                "V4__x.SQL",
                "V5__x.sql.txt",
                "U1__x.sql",
                "V__x.sql",
                "2__x.sql",
                "V1.a__x.sql",
                "R_x.sql"
            })
    void warnsAboutANameThatWouldBeSkipped(String name) {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with(name, "create table skipped (a int);");

        var result = migrate();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).startsWith("warning: " + name + ": is skipped");
        assertThat(result.stderr().lines()).hasSize(1);
        assertThat(project.database().tables()).doesNotContain("skipped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"V2_x.sql", "v3__x.sql", "V4__x.SQL", "V5__x.sql.txt", "U1__x.sql"})
    void refusesANameThatWouldBeSkippedWhenStrict(String name) {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with(name, "create table skipped (a int);");

        var result = migrate("--strict");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr()).startsWith("error[settings]: ").contains(name + ": is skipped");
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void saysNothingAboutFilesThatAreNoMigrations() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with("README.md", "Read me.")
                .with(".gitkeep", "")
                .with("V1__fruits.sql.conf", "executeInTransaction=true")
                .with("beforeMigrate.sql", "select 1;");

        assertDone(migrate("--strict"));
    }

    @Test
    void statusSaysWhetherWorkIsPending() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");

        var before = project.run("status");
        migrate();
        var after = project.run("status");

        assertThat(before.exitCode()).isEqualTo(10);
        assertThat(before.stderr()).isEmpty();
        assertThat(before.stdout()).contains("no version is applied, 1 pending.", "pending");
        assertDone(after);
        assertThat(after.stdout())
                .contains("the schema is at version 1, 0 pending.", "applied", "app");
    }

    @Test
    void statusChangesNothing() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");

        project.run("status");

        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void runsWhatHoldsSemicolonsInItsBodies() {
        project.migrations()
                .with("V1__log.sql", "create table log (line text);")
                .with(
                        "V2__dollars.sql",
                        """
                        create function note(line text) returns void language plpgsql as $body$
                        begin
                          -- it's; "noted"
                          execute $q$ insert into log values ($1); $q$ using line;
                        end $body$;
                        select note('one;');
                        do $$ begin perform note('two'); end $$;
                        """)
                .with(
                        "V3__atomic.sql",
                        """
                        create function twice(a int) returns int language sql
                        begin atomic
                          select a;
                          select case when a > 0 then 2 * a else 0 end;
                        end;
                        insert into log values (twice(21));
                        """)
                .with(
                        "V4__copy.sql",
                        "copy log (line) from stdin;\nit's; raw\n\\N\n\\.\ninsert into log values ('last');\n");

        assertDone(migrate());

        assertThat(project.database().rows("select line from log"))
                .containsExactly("one;", "two", "42", "it's; raw", "∅", "last");
    }

    @Test
    void runsARepeatableMigrationAgainWhenItChanges() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with("R__view.sql", "create or replace view v as select 1 as a;");
        migrate();
        project.migrations().with("R__view.sql", "create or replace view v as select 2 as a;");

        var result = migrate();

        assertDone(result);
        assertThat(result.stdout()).contains("Applied 1 migration", "repeatable");
        assertThat(project.database().value("select a from v")).isEqualTo("2");
    }

    @Test
    void refusesWhatTheUserMayNotDo() {
        project.migrations().with("V1__role.sql", "create role somebody;");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .startsWith("error[refused]: V1__role.sql failed at line 1; it was rolled back")
                .contains("user app may not do this", "grant the missing right");
    }

    @Test
    void leavesNoSessionBehind() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");

        migrate();
        project.run("status");

        assertThat(
                        project.database()
                                .rows(
                                        "select pid from pg_stat_activity where application_name like 'slipway%' and datname = current_database()"))
                .isEmpty();
    }
}
