package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.CountingProxy;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// What each command that needs the database says when it cannot have it.
class ConnectionTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
        project.root().with("seeds/fruits.csv", "name\napple\n");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Execution run(String url, String command) {
        return FrontDoor.run(
                project.environment("DATABASE_URL", url, "CONNECT_TIMEOUT", "1s"),
                command.split(" ", -1));
    }

    private void assertFailed(Execution result, int exitCode, String... texts) {
        assertThat(result.stderr())
                .contains(exitCode == 4 ? "error[unreachable]: " : "error[refused]: ")
                .contains("nothing was done", "  why: ", "  fix: ")
                .contains(texts);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.stdout()).isEmpty();
        assertThat(project.database().tables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate --plan", "status", "seed", "seed --plan"})
    void triesAWrongPasswordOnce(String command) {
        try (var proxy = new CountingProxy(project.database().port())) {
            var url =
                    "postgresql://app:wr0ngwr0ng@127.0.0.1:%d/%s"
                            .formatted(proxy.port(), project.database().name());

            var result = run(url, command);

            assertFailed(
                    result,
                    5,
                    "the server at 127.0.0.1:"
                            + proxy.port()
                            + " refused the password of user app");
            assertThat(result.stderr()).doesNotContain("wr0ngwr0ng");
            assertThat(proxy.connections()).as("login attempts").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate --plan", "status", "seed"})
    void saysThatNothingListens(String command) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        var result = run("postgresql://app@127.0.0.1:" + port + "/db", command);

        assertFailed(result, 4, "nothing is listening at 127.0.0.1:" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate --plan", "status", "seed"})
    void saysThatAHostDoesNotResolve(String command) {
        var result = run("postgresql://app@no-such-host.invalid/db", command);

        assertFailed(result, 4, "the host name no-such-host.invalid does not resolve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate --plan", "status", "seed"})
    void saysThatADatabaseDoesNotExist(String command) {
        var result =
                run(
                        project.database().url().replace(project.database().name(), "nowhere"),
                        command);

        assertFailed(result, 5, "has no database nowhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "status"})
    void saysThatAPasswordIsMissing(String command) {
        var result =
                run(
                        "postgresql://app@127.0.0.1:%d/%s"
                                .formatted(project.database().port(), project.database().name()),
                        command);

        assertFailed(
                result, 5, "give a password: in DATABASE_URL after the user, or in DB_PASSWORD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate --plan", "status", "seed"})
    void waitsForASilentServerNoLongerThanTheTimeout(String command) throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var started = System.nanoTime();

            var result =
                    run("postgresql://app@127.0.0.1:" + silent.getLocalPort() + "/db", command);

            assertFailed(
                    result,
                    4,
                    "127.0.0.1:" + silent.getLocalPort() + " did not answer: connection timed out");
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?sslmode=disable"})
    void saysThatSomethingElseListens(String query) throws IOException {
        try (var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAsAWebServer(other));

            var result =
                    run(
                            "postgresql://app@127.0.0.1:" + other.getLocalPort() + "/db" + query,
                            "migrate");

            assertFailed(
                    result,
                    5,
                    "what listens at 127.0.0.1:" + other.getLocalPort() + " is no PostgreSQL");
        }
    }

    private static void answerAsAWebServer(ServerSocket listener) {
        try (var client = listener.accept()) {
            client.getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            client.getInputStream().readAllBytes();
        } catch (IOException gone) {
            // The test says what is missing.
        }
    }
}
