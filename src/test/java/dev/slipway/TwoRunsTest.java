package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Slipway;
import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Two runs on one database at the same time. What keeps the first one busy is a lock that the test
/// holds on the table which its migration alters.
class TwoRunsTest {
    private static final String BLOCKED =
            "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like 'alter table fruits%'";

    /// The common pool may be too small for runs that wait for each other.
    private static final Executor A_THREAD = task -> Thread.ofPlatform().start(task);

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
        assertThat(project.run("migrate").exitCode()).isZero();
        project.migrations()
                .with("V2__color.sql", "alter table fruits add color text;")
                .with("V3__colors.sql", "create table colors (name text);");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Connection lockFruits() throws SQLException {
        var blocker = project.database().connect();
        blocker.setAutoCommit(false);
        try (var statement = blocker.createStatement()) {
            statement.execute("lock table fruits in access share mode");
        }
        return blocker;
    }

    private CompletableFuture<Execution> startFirst() {
        var first = CompletableFuture.supplyAsync(() -> project.run("migrate"), A_THREAD);
        Wait.until(
                "the first run is in its migration",
                () -> !project.database().rows(BLOCKED).isEmpty());
        return first;
    }

    @Test
    void theSecondWaitsSaysForWhomAndAppliesNothingTwice() throws SQLException {
        var err = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();
        Execution first;
        int second;
        try (var blocker = lockFruits()) {
            var running = startFirst();
            var waiting =
                    CompletableFuture.supplyAsync(
                            () ->
                                    new Slipway(
                                                    project.environment(),
                                                    InputStream.nullInputStream(),
                                                    stream(out),
                                                    stream(err),
                                                    () -> false)
                                            .run("migrate"),
                            A_THREAD);
            Wait.until(
                    "the second run says that it waits",
                    () -> err.toString(StandardCharsets.UTF_8).contains("waiting for another run"));
            blocker.rollback();
            first = running.join();
            second = waiting.join();
        }

        assertThat(first.stderr()).isEmpty();
        assertThat(first.exitCode()).isZero();
        assertThat(second).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .matches(
                        "waiting for another run to finish: pid \\d+ \\(slipway \\S+ [0-9a-f]+, user app, from 127\\.0\\.0\\.1, since [0-9:]+\\)\n");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Nothing to migrate: the schema is at version 3.");
        assertThat(project.applied()).isEqualTo("1 2 3");
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void theSecondGivesUpAfterItsTimeoutAndNamesTheHolder() throws SQLException {
        try (var blocker = lockFruits()) {
            var running = startFirst();

            var second = FrontDoor.run(project.environment("RUN_LOCK_TIMEOUT", "300ms"), "migrate");

            assertThat(second.exitCode()).isEqualTo(6);
            assertThat(second.stdout()).isEmpty();
            assertThat(second.stderr())
                    .contains(
                            "error[locked]: another run held the lock for longer than 0.3 s; nothing was done",
                            "  why: pid ",
                            "(slipway ",
                            "  fix: ",
                            "RUN_LOCK_TIMEOUT");
            assertThat(project.applied()).isEqualTo("1");
            blocker.rollback();
            assertThat(running.join().exitCode()).isZero();
        }
        assertThat(project.applied()).isEqualTo("1 2 3");
    }

    @Test
    void manyRunsAtOnceApplyEverythingOnce() {
        project.migrations()
                .with("V4__count.sql", "create table once (a int); insert into once values (1);");
        var runs = new ArrayList<CompletableFuture<Execution>>();
        for (int i = 0; i < 5; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> project.run("migrate"), A_THREAD));
        }

        assertThat(runs).allSatisfy(run -> assertThat(run.join().exitCode()).isZero());
        assertThat(project.applied()).isEqualTo("1 2 3 4");
        assertThat(project.database().value("select count(*) from once")).isEqualTo("1");
    }

    @Test
    void aRunWithNothingToDoWaitsForNobody() throws SQLException {
        assertThat(project.run("migrate").exitCode()).isZero();
        var olderFiles =
                new Folder(directory.resolve("older"))
                        .with("V1__fruits.sql", "create table fruits (name text);")
                        .with("V2__color.sql", "alter table fruits add color text;")
                        .with("V3__colors.sql", "create table colors (name text);");
        project.migrations().with("V4__more.sql", "alter table fruits add more text;");
        try (var blocker = lockFruits()) {
            var running = startFirst();

            var second =
                    FrontDoor.run(
                            project.environment("RUN_LOCK_TIMEOUT", "100ms"),
                            "migrate",
                            "--migrations",
                            olderFiles.toString());

            assertThat(second.stderr()).isEmpty();
            assertThat(second.exitCode()).isZero();
            blocker.rollback();
            assertThat(running.join().exitCode()).isZero();
        }
    }
}
