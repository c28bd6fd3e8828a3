package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.FrontDoor;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/// How `status --drift` goes about it.
class DriftStatusTest extends DriftBench {
    @Test
    void leavesPlainStatusAsItIs() {
        migrate("create table a (id int)");
        database.execute("drop table a");

        var result = FrontDoor.run(environment(), "status");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).doesNotContain("Drift");
    }

    @Test
    void comparesWithWhatIsAppliedAndNotWithWhatIsPending() {
        migrate("create table a (id int)");
        migrations
                .with("V2__b.sql", "create table b (id int)")
                .with("R__v.sql", "create view v as select 1");

        var result = status("--output", "json");

        assertThat(result.exitCode()).isEqualTo(10);
        var document = JsonMapper.shared().readTree(result.stdout());
        assertThat(document.get("result").asString()).isEqualTo("pending");
        assertThat(document.get("drift")).isEmpty();
    }

    @Test
    void warnsOfARepeatableMigrationThatHasChangedSince() {
        migrations.with("R__v.sql", "create or replace view v as select 1 as one");
        migrate("create table a (id int)");
        migrations.with("R__v.sql", "create or replace view v as select 2 as one");

        var result = status();

        assertThat(result.stderr()).contains("warning: R__v.sql has changed since it was applied");
        assertThat(result.stdout()).contains("different view public.v");
    }

    @Test
    void knowsTheHistorysOwnSchemaAndSearchPath() {
        database.execute(
                "create schema app; alter role app in database "
                        + database.name()
                        + " set search_path = app, lib, public");
        migrate(
                "create schema lib; create domain lib.code as text; create table a (id code); create table public.b (id int);");
        assertThat(database.value("select to_regclass('app.a') is not null")).isEqualTo("t");

        assertThat(drift()).isEmpty();
        database.execute("create table app.c (id int)");
        assertThat(drift()).containsExactly("extra table app.c");
    }

    @Test
    void leavesOtherSchemasAndPartitionsAndExtensionsAlone() {
        migrate(DriftTest.EVERYTHING);
        database.execute(
                """
                create schema another;
                create table another.a (id int);
                create table shop.events_2026 partition of shop.events for values from ('2026-01-01') to ('2027-01-01');
                create index on shop.events_2026 (what);
                create extension citext schema shop;
                create table slipway_scratch (id int primary key);
                """);

        assertThat(drift()).isEmpty();
    }

    private List<String> leftovers() {
        try (var other = TestDatabase.create(throwaway())) {
            return other.rows(
                    "select datname from pg_database where datname like 'slipway_drift%'");
        }
    }

    @Test
    void leavesNothingOnTheThrowawayServer() {
        migrate("create table a (id int)");

        status();

        assertThat(leftovers()).isEmpty();
    }

    @Test
    void saysWhichMigrationCannotBeBuiltThere() {
        // An extension that only the database has, as far as the migration can see.
        migrate(
                "do $$ begin if current_database() like 'slipway_drift%' then raise 'no type geometry'; end if; end $$;");

        var result = status();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .contains(
                        "error[migration]: drift is not known: the applied migrations could not be built anew on the throwaway server")
                .contains("V1__part.sql", "no type geometry", "--against-server");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void makesExtensionsThatMigrationsRelyOn() {
        database.execute("create extension citext");
        migrate("create table a (name citext)");

        assertThat(drift()).isEmpty();
    }

    @Test
    void refusesAPasswordOnTheCommandLine() {
        var result = status("--against-server", "postgresql://app:secret@localhost/postgres");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .contains("--against-server holds a password")
                .doesNotContain("secret");
    }

    @Test
    void tellsAWrongServerWithTheOtherSettings() {
        var environment = environment();
        environment.put("DRIFT_SERVER", "mysql://app:hidden@localhost/x");
        environment.put("MIGRATIONS_STRICT", "perhaps");

        var result = FrontDoor.run(environment, "status", "--drift");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr())
                .contains("DRIFT_SERVER: begins with mysql://", "MIGRATIONS_STRICT is 'perhaps'")
                .doesNotContain("hidden");
    }

    @Test
    void saysThatTheThrowawayServerCannotBeReached() {
        migrate("create table a (id int)");
        var environment = environment();
        environment.put("DRIFT_SERVER", "postgresql://app@127.0.0.1:1/postgres?connect_timeout=1");

        var result = FrontDoor.run(environment, "status", "--drift");

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(4);
    }

    @Test
    void buildsOnAnEmbeddedServerWithTheDatabasesRoles() {
        migrate(
                "create table a (id int); grant select on a to app; alter database \""
                        + database.name()
                        + "\" set timezone = 'UTC';");
        database.execute("drop table a");
        var environment = environment();
        environment.remove("DRIFT_SERVER");

        var result = FrontDoor.run(environment, "status", "--drift");

        assertThat(result.stdout()).contains("missing table public.a");
        assertThat(result.exitCode()).isEqualTo(10);
    }

    @Test
    void asksForTheSchemaBeforeABaseline() {
        database.execute("create table old (id int)");
        migrations.with("V2__part.sql", "create table a (id int)");
        var environment = environment();
        environment.put("FLYWAY_BASELINE_ON_MIGRATE", "true");
        environment.put("FLYWAY_BASELINE_VERSION", "1");
        var migrated = FrontDoor.run(environment, "migrate");
        assertThat(migrated.exitCode()).as(migrated.stderr()).isZero();

        var refused = FrontDoor.run(environment, "status", "--drift");
        assertThat(refused.exitCode()).isEqualTo(8);
        assertThat(refused.stderr())
                .contains("the history begins with the baseline 1", "pg_dump --schema-only");

        migrations.with("V1__old.sql", "create table old (id int)");
        var result = FrontDoor.run(environment, "status", "--drift");
        assertThat(result.stdout()).as(result.stderr()).contains("Drift: none");
    }
}
