package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsDocker;
import dev.slipway.support.PgBouncer;
import dev.slipway.support.PostgresContainer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A pooler between Slipway and the server: one that leaves a session to whom it gave it is used,
/// any other is refused before anything is done.
@NeedsDocker
class PoolerTest {
    @TempDir private Path directory;

    private String database;

    @BeforeEach
    void createDatabase() {
        database = PostgresContainer.newDatabase();
        new Folder(directory).with("V1__fruits.sql", "create table fruits (name text);");
    }

    private Execution migrate(PgBouncer pooler, String... settings) {
        var environment =
                new HashMap<>(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://app:any@127.0.0.1:" + pooler.port() + "/" + database,
                                "MIGRATIONS_DIR",
                                directory.toString()));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return FrontDoor.run(environment, "migrate");
    }

    private void assertRefused(Execution result, String text) {
        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stderr()).contains("nothing was done", text);
        assertThat(tables()).isEqualTo("0");
    }

    private String tables() {
        return PostgresContainer.query(
                database, "select count(*) from pg_tables where schemaname = 'public'");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20})
    void refusesAPoolInTransactionMode(int size) {
        try (var pooler = PgBouncer.start(database, "transaction", size, "options")) {
            assertRefused(migrate(pooler), "is a connection pooler that hands sessions round");
        }
    }

    @Test
    void refusesAPoolInStatementMode() {
        try (var pooler = PgBouncer.start(database, "statement", 20, "options")) {
            assertRefused(migrate(pooler), "is a connection pooler that this run cannot use");
        }
    }

    @Test
    void refusesAPoolWithASingleSession() {
        try (var pooler = PgBouncer.start(database, "session", 1, "options")) {
            assertRefused(migrate(pooler), "it did not serve two connections at a time");
        }
    }

    @Test
    void worksThroughAPoolInSessionMode() {
        try (var pooler = PgBouncer.start(database, "session", 20, "options")) {
            var result = migrate(pooler);

            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThat(tables()).isEqualTo("2");
        }
    }

    @Test
    void namesAPoolerThatTakesNoOptions() {
        try (var pooler = PgBouncer.start(database, "session", 20, "")) {
            assertRefused(
                    migrate(pooler), "is a connection pooler that does not take start-up options");
        }
    }

    @Test
    void doesNotGoWithoutTheRoleThatAPoolerDrops() {
        try (var pooler = PgBouncer.start(database, "session", 20, "options")) {
            assertRefused(
                    migrate(pooler, "DB_ROLE", "pg_monitor"),
                    "DB_ROLE is pg_monitor, and the session does not have that role");
        }
    }
}
