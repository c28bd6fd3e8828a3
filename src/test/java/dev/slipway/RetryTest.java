package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.CountingProxy;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/// What passes is waited for, and every attempt is in the log.
class RetryTest {
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

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private SlipwayProcess start(String url) {
        return SlipwayProcess.start(
                project.environment("DATABASE_URL", url, "CONNECT_TIMEOUT", "60s"), "migrate");
    }

    private String url(int port) {
        return project.database()
                .url()
                .replace(":" + project.database().port() + "/", ":" + port + "/");
    }

    @Test
    void waitsForAServerThatIsNotThereYet() throws IOException {
        var port = freePort();
        try (var process = start(url(port))) {
            Wait.until("it tries again", () -> process.stderr().contains("trying again"));
            try (var _ = new CountingProxy(project.database().port(), port)) {
                var result = process.finish();

                assertThat(result.exitCode()).as(result.stderr()).isZero();
                assertThat(result.stderr().lines().findFirst().orElseThrow())
                        .matches(
                                "nothing is listening at 127\\.0\\.0\\.1:"
                                        + port
                                        + "; trying again in 0\\.[0-9] s \\(5[0-9] s left\\)");
                assertThat(project.applied()).isEqualTo("1");
            }
        }
    }

    @Test
    void waitsForAServerThatHasNoConnectionLeft() {
        var name = project.database().name();
        project.database().executeAsSuperuser("alter database " + name + " connection limit 0");
        try (var process = start(project.database().url())) {
            Wait.until("it tries again", () -> process.stderr().contains("trying again"));
            assertThat(process.stderr()).contains("has no connection left; trying again in ");
            project.database()
                    .executeAsSuperuser("alter database " + name + " connection limit -1");

            var result = process.finish();

            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThat(project.applied()).isEqualTo("1");
        }
    }

    @Test
    void waitsForAReadOnlyServerToBecomeTheWriter() {
        var name = project.database().name();
        project.database()
                .executeAsSuperuser(
                        "alter database " + name + " set default_transaction_read_only = on");
        try (var process = start(project.database().url())) {
            Wait.until("it tries again", () -> process.stderr().contains("trying again"));
            assertThat(process.stderr()).contains("is read-only; trying again in ");
            project.database()
                    .executeAsSuperuser(
                            "alter database " + name + " set default_transaction_read_only = off");

            var result = process.finish();

            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThat(project.applied()).isEqualTo("1");
        }
    }

    @Test
    void refusesAServerThatStaysReadOnlyAndStillTellsItsStatus() {
        project.database()
                .executeAsSuperuser(
                        "alter database "
                                + project.database().name()
                                + " set default_transaction_read_only = on");
        var environment = project.environment("CONNECT_TIMEOUT", "1s");

        var result = FrontDoor.run(environment, "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        "is read-only; nothing was done",
                        "default_transaction_read_only is on for user app",
                        "connect to the writer's endpoint");
        assertThat(FrontDoor.run(environment, "status").exitCode()).isEqualTo(10);
        assertThat(FrontDoor.run(environment, "migrate", "--plan").exitCode()).isZero();
    }

    @Test
    void saysHowOftenAndHowLongItTried() throws IOException {
        var result =
                FrontDoor.run(
                        project.environment(
                                "DATABASE_URL", url(freePort()), "CONNECT_TIMEOUT", "2s"),
                        "migrate");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.stderr())
                .containsPattern(
                        "why: tried [2-9] times within [0-9.]+ s; CONNECT_TIMEOUT, or connect_timeout in the URL, sets for how long");
        assertThat(result.stderr().lines().filter(line -> line.contains("trying again")))
                .as("each attempt that is made again is in the log")
                .hasSize(attempts(result) - 1);
    }

    private static int attempts(Execution result) {
        return Integer.parseInt(result.stderr().replaceAll("(?s).*tried ([0-9]+) times.*", "$1"));
    }

    @Test
    void theUrlsOwnTimeoutWins() throws IOException {
        var result =
                FrontDoor.run(
                        project.environment(
                                "DATABASE_URL",
                                url(freePort()) + "?connect_timeout=1",
                                "CONNECT_TIMEOUT",
                                "10m"),
                        "migrate");

        assertThat(result.exitCode()).isEqualTo(4);
    }

    @Test
    void stopsWaitingWhenToldTo() throws IOException {
        try (var process = start(url(freePort()))) {
            Wait.until("it waits", () -> process.stderr().contains("trying again"));

            process.signal("TERM");

            assertInterrupted(process.finish());
        }
    }

    @Test
    void stopsAnAttemptWhenToldTo() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var process = start(url(silent.getLocalPort()))) {
            silent.accept();

            process.signal("TERM");

            var result = process.finish();
            assertInterrupted(result);
            assertThat(result.stderr()).doesNotContain("before the server had answered");
        }
    }

    private static void assertInterrupted(Execution result) {
        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(130);
        assertThat(result.stderr()).contains("error[interrupted]: ");
    }
}
