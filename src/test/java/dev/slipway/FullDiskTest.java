package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsDocker;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/// A server whose disk is full: a tablespace in a file system of 32 MB.
@NeedsDocker
class FullDiskTest {
    @SuppressWarnings("resource") // It is stopped below.
    private static final PostgreSQLContainer SERVER =
            new PostgreSQLContainer("postgres:17")
                    .withUsername("postgres")
                    .withPassword("secret")
                    .withTmpFs(Map.of("/small", "rw,size=32m"));

    @TempDir private Path directory;

    private Folder migrations;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        SERVER.start();
        SERVER.execInContainer("chown", "postgres", "/small");
        execute("postgres", "create tablespace small location '/small'");
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @BeforeEach
    void createDatabase() {
        execute("postgres", "drop database if exists shop");
        execute("postgres", "create database shop tablespace small");
        migrations =
                new Folder(directory)
                        .with(
                                "V1__rows.sql",
                                "create table rows_ as select i, repeat('x', 90) as text from generate_series(1, 40000) i; create table ballast as select repeat('x', 1000) as text from generate_series(1, 9000);");
        assertThat(migrate().exitCode()).isZero();
    }

    @Test
    void rollsTheMigrationBackAndGoesOnWhenThereIsRoom() {
        migrations.with(
                "V2__more.sql",
                "create table more as select * from rows_; insert into more select * from rows_; insert into more select * from rows_; insert into more select * from rows_;");

        var failed = migrate();

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stderr())
                .startsWith("error[migration]: V2__more.sql failed at line 1; it was rolled back")
                .contains("No space left on device")
                .contains(
                        "fix: free space on the server's disk, or make it larger, then run again");
        assertThat(value("select to_regclass('more')")).isNull();

        execute("shop", "drop table ballast");
        migrations.with("V2__more.sql", "create table more as select * from rows_;");
        assertThat(migrate().exitCode()).isZero();
    }

    @Test
    void goesOnByItselfWithWhatRunsOutsideATransaction() {
        migrations.with(
                "V2__index.sql",
                "create index concurrently a on rows_ (i);\ncreate index concurrently b on rows_ (text, i);\n");
        fillAllButTwoMegabytes();

        var failed = migrate();

        assertThat(failed.exitCode()).as(failed.toString()).isEqualTo(7);
        assertThat(failed.stderr())
                .startsWith(
                        "error[migration]: V2__index.sql was stopped by the server; what it finished stays, and the next run goes on from there")
                .contains("No space left on device");

        execute("shop", "drop table ballast");
        var again = migrate();
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(value("select bool_and(indisvalid)::text from pg_index")).isEqualTo("true");
        assertThat(value("select count(*)::text from pg_index where indrelid = 'rows_'::regclass"))
                .isEqualTo("2");
    }

    private static void fillAllButTwoMegabytes() {
        var tables = 0;
        try {
            for (; ; tables++) {
                execute(
                        "shop",
                        "create table filler_"
                                + tables
                                + " as select repeat('x', 1000) as text from generate_series(1, 900)");
            }
        } catch (IllegalStateException full) {
            execute("shop", "drop table filler_" + (tables - 1) + ", filler_" + (tables - 2));
        }
    }

    private Execution migrate() {
        return FrontDoor.run(
                Map.of(
                        "DATABASE_URL",
                        "postgresql://postgres:secret@127.0.0.1:"
                                + SERVER.getMappedPort(5432)
                                + "/shop",
                        "MIGRATIONS_DIR",
                        directory.toString()),
                "migrate");
    }

    private static void execute(String database, String sql) {
        try (var connection = DriverManager.getConnection(url(database), "postgres", "secret");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String value(String sql) {
        try (var connection = DriverManager.getConnection(url("shop"), "postgres", "secret");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + SERVER.getMappedPort(5432) + "/" + database;
    }
}
