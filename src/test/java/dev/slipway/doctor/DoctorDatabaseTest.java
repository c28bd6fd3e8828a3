package dev.slipway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Checkup;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;

/// What the doctor says of a server that lets it in.
class DoctorDatabaseTest {
    private static final String OTHER = "doctors_other";
    private static final String OTHER_PASSWORD = "otherpw-17";

    private static final String LOCK =
            "select pg_advisory_lock(hashtextextended('slipway ' || current_schema(), 0))";

    @TempDir private Path directory;

    private Project project;
    private TestDatabase database;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        database = project.database();
        project.migrations().with("V1__fruits.sql", "create table fruits (name text primary key);");
        project.root().with("seeds/fruits.csv", "name\napple\n");
        database.executeAsSuperuser(
                "create role " + OTHER + " login password '" + OTHER_PASSWORD + "'");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
        database.executeAsSuperuser("drop role " + OTHER);
    }

    private Checkup asOther() {
        return Checkup.of(
                project.environment(
                        "DATABASE_URL",
                        "postgresql://%s:%s@127.0.0.1:%d/%s"
                                .formatted(
                                        OTHER, OTHER_PASSWORD, database.port(), database.name())));
    }

    @Test
    void namesEveryMissingRightAndTheGrantForIt() {
        database.execute("revoke temporary on database " + database.name() + " from public");

        asOther()
                .shows(
                        "✗",
                        "privileges",
                        "user doctors_other lacks CREATE on schema public, TEMPORARY on database")
                .passes("server", "run lock", "transactions", "connections")
                .lacks("privileges", "history", "seeds")
                .tells(
                        "error[refused]: user doctors_other lacks rights",
                        "  fix: grant usage, create on schema public to doctors_other\n",
                        "  fix: grant temporary on database "
                                + database.name()
                                + " to doctors_other\n")
                .exits(5);
    }

    @Test
    void namesTheHistoriesThatTheUserMayNotRead() {
        assertThat(
                        FrontDoor.run(
                                        project.environment(
                                                "RUN_MIGRATIONS", "true", "RUN_SEED", "true"),
                                        "run")
                                .exitCode())
                .isZero();
        database.execute("grant usage, create on schema public to " + OTHER);

        asOther()
                .shows(
                        "✗",
                        "privileges",
                        "SELECT and INSERT on flyway_schema_history, SELECT and INSERT on slipway_seed_history")
                .lacks("privileges", "history", "seeds")
                .tells("grant select, insert on flyway_schema_history to doctors_other")
                .exits(5);
    }

    @Test
    void saysThatSessionsOfOthersAreNotSeen() throws SQLException {
        database.execute("grant usage, create on schema public to " + OTHER);
        try (var idle = database.connect()) {
            assertThat(idle.isClosed()).isFalse();

            asOther()
                    .shows("✓", "transactions", "of other users not seen", "pg_read_all_stats")
                    .exits(0);
        }
    }

    @Test
    void needsCreateOnTheDatabaseWhereTheSchemaIsAbsent() {
        var environment =
                project.environment(
                        "DB_SCHEMA",
                        "shop",
                        "DATABASE_URL",
                        "postgresql://%s:%s@127.0.0.1:%d/%s"
                                .formatted(
                                        OTHER, OTHER_PASSWORD, database.port(), database.name()));

        Checkup.of(environment)
                .shows("✗", "privileges", "CREATE on database " + database.name())
                .tells("grant create on database " + database.name() + " to doctors_other")
                .exits(5);

        database.execute("grant create on database " + database.name() + " to " + OTHER);

        Checkup.of(environment)
                .shows("✓", "privileges", "may create in schema shop, which is not there yet")
                .exits(0);
    }

    @Test
    void warnsOfTablesThatMigrationsCouldNotAlter() {
        database.execute("create table customers (id int)");
        database.execute("grant usage, create on schema public to " + OTHER);

        asOther()
                .shows("!", "privileges", "does not own 1 of the objects there")
                .tells("customers is owned by app")
                .exits(0);
    }

    @Test
    void refusesADatabaseThatIsReadOnly() {
        database.execute(
                "alter database " + database.name() + " set default_transaction_read_only = on");

        Checkup.of(project.environment())
                .shows("✗", "server", "PostgreSQL 18", "is read-only")
                .passes("privileges", "run lock")
                .tells("is read-only; nothing was done", "default_transaction_read_only is on")
                .exits(5);
    }

    @Test
    void saysWhoHoldsTheRunLockAndWhatItWaitsFor() throws SQLException {
        assertThat(project.run("migrate").exitCode()).isZero();
        try (var holder = database.connect();
                var worker = database.connect();
                var blocker = database.connect();
                var lock = holder.createStatement();
                var work = worker.createStatement();
                var block = blocker.createStatement()) {
            lock.execute("set application_name = 'slipway of the other team'");
            work.execute("set application_name = 'slipway of the other team'");
            lock.execute(LOCK);
            blocker.setAutoCommit(false);
            block.execute("lock table fruits");
            var waiting =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            work.execute("alter table fruits add color text");
                                        } catch (SQLException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            Wait.until(
                    "the other run waits",
                    () ->
                            !database.rows(
                                            "select pid from pg_locks where not granted and relation = 'fruits'::regclass")
                                    .isEmpty());

            Checkup.of(project.environment())
                    .shows("✗", "run lock", "held by pid ", "slipway of the other team")
                    .tells(
                            "error[locked]: another run is under way; nothing was done",
                            "  why: its session pid ",
                            "waiting for pid ",
                            ": alter table fruits add color text",
                            "  why: in its way: pid ",
                            "holds locks on fruits",
                            "  fix: if it hangs, end its session: select pg_terminate_backend(")
                    .exits(6);

            blocker.rollback();
            waiting.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void warnsOfASessionThatIsIdleInATransactionAndShowsNoSecretOfItsQuery() throws SQLException {
        assertThat(project.run("migrate").exitCode()).isZero();
        try (var idle = database.connect();
                var statement = idle.createStatement()) {
            statement.execute("set application_name = 'web'");
            idle.setAutoCommit(false);
            statement.execute("insert into fruits values ('s3cr3t-fruit')");
            Wait.until(
                    "it is idle for long",
                    () -> Checkup.of(project.environment()).line("transactions").startsWith("!"));

            var checkup = Checkup.of(project.environment());

            checkup.shows("!", "transactions", "is idle in transaction for 00:00:")
                    .tells(
                            "warning: a migration that needs a lock",
                            "(app=web, user=app, from=127.0.0.1, idle in transaction for 00:00:",
                            "holds locks on fruits",
                            ": insert into fruits values ('…')",
                            "select pg_terminate_backend(")
                    .exits(0);
            assertThat(checkup.execution().stderr()).doesNotContain("s3cr3t-fruit");
        }
    }

    @Test
    void warnsOfAReplicationSlotThatNobodyReads() {
        database.executeAsSuperuser(
                "select pg_create_physical_replication_slot('forgotten', true)");
        try {
            Checkup.of(project.environment())
                    .shows("!", "replication slots", "forgotten (physical, read by nobody, keeps ")
                    .tells("select pg_drop_replication_slot('forgotten')")
                    .exits(0);
        } finally {
            database.executeAsSuperuser("select pg_drop_replication_slot('forgotten')");
        }
    }

    @Test
    void failsWhereTooFewConnectionsAreLeftAndWarnsWhereFewAre() {
        database.execute("grant usage, create on schema public to " + OTHER);
        database.executeAsSuperuser("alter role " + OTHER + " connection limit 3");

        asOther()
                .shows("✗", "connections", "3 of 3 left for user doctors_other")
                .tells("error[unreachable]: the server has too few connections left")
                .exits(4);

        database.executeAsSuperuser("alter role " + OTHER + " connection limit 6");

        asOther().shows("!", "connections", "6 of 6 left for user doctors_other").exits(0);
    }

    @Test
    void findsAFailedMigrationAndAChangedFile() {
        project.migrations()
                .with("V2__index.sql", "create index concurrently fruits_i on fruits (nothing);");
        assertThat(project.run("migrate").exitCode()).isEqualTo(7);

        Checkup.of(project.environment())
                .passes("migration files")
                .shows(
                        "✗",
                        "history",
                        "1 disagreement with the files",
                        "last row is V2__index.sql, by app at 20")
                .tells("error[history]: ", "V2__index.sql")
                .exits(8);
    }

    @Test
    void warnsThatTheFilesAreOlderThanTheDatabase() {
        project.migrations().with("V2__pears.sql", "create table pears (name text);");
        assertThat(project.run("migrate").exitCode()).isZero();
        project.migrations().without("V2__pears.sql");

        Checkup.of(project.environment())
                .shows("!", "history", "the files are older than the database")
                .exits(0);
    }

    @Test
    void saysThatTheDatabaseIsSeededForAnotherEnvironment() {
        project.root().with("seeds/env/staging/pears.csv", "name\npear\n");
        project.migrations().with("V2__pears.sql", "create table pears (name text primary key);");
        assertThat(project.run("migrate").exitCode()).isZero();
        assertThat(project.run("seed", "--env", "staging").exitCode()).isZero();

        Checkup.of(project.environment())
                .shows("✗", "seeds", "this database is seeded for staging")
                .exits(9);
        Checkup.of(project.environment("SEED_ENV", "staging")).passes("seeds").exits(0);
    }

    @Test
    void explainsAFailedRunWithTheRightThatIsMissing() {
        var result =
                FrontDoor.run(
                        project.environment(
                                "DATABASE_URL",
                                "postgresql://%s:%s@127.0.0.1:%d/%s"
                                        .formatted(
                                                OTHER,
                                                OTHER_PASSWORD,
                                                database.port(),
                                                database.name())),
                        "migrate");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .startsWith("error[refused]: ")
                .endsWith(
                        "\n  see: slipway doctor, privileges: user doctors_other lacks CREATE on schema public\n");
    }

    @Test
    void explainsAFullDiskWithWhatTakesIt() {
        project.migrations()
                .with(
                        "V2__full.sql",
                        """
                        do $$ begin
                          raise exception using errcode = '53100',
                            message = 'could not extend file: No space left on device';
                        end $$;
                        """);

        var result = project.run("migrate");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr())
                .contains("No space left on device (SQLSTATE 53100)")
                .contains("\n  see: slipway doctor, size: the database takes ");
    }

    @Test
    void explainsALockedRunWithItsHolder() throws SQLException {
        try (var holder = database.connect();
                var lock = holder.createStatement()) {
            lock.execute("set application_name = 'slipway that hangs'");
            lock.execute(LOCK);

            var result = FrontDoor.run(project.environment("RUN_LOCK_TIMEOUT", "300ms"), "migrate");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr())
                    .contains("error[locked]: ")
                    .contains("\n  see: slipway doctor, run lock: held by pid ")
                    .endsWith(", which has no other session\n");
        }
    }

    @Test
    void explainsAHistoryThatDisagreesWithWhoWroteItLast() {
        assertThat(project.run("migrate").exitCode()).isZero();
        project.migrations().with("V1__fruits.sql", "create table fruits (name varchar(9));");

        var result = project.run("migrate");

        assertThat(result.exitCode()).isEqualTo(8);
        assertThat(result.stderr())
                .contains(
                        "\n  see: slipway doctor, history: 1 disagreement with the files; the history's last row is V1__fruits.sql, by app at 20");
    }
}
