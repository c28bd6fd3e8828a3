package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsDocker;
import dev.slipway.support.Shell;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/// A server in hot standby, as a read replica is, or a name that leads to one after a failover.
@NeedsDocker
class ReplicaTest {
    @TempDir private Path directory;

    private String container;

    @BeforeEach
    void startStandby() {
        container =
                Shell.output(
                        "docker",
                        "run",
                        "-d",
                        "-p",
                        "127.0.0.1::5432",
                        "-e",
                        "POSTGRES_PASSWORD=secret",
                        "postgres:17");
        // The image's first start is its own; the second one is for us.
        awaitAnswer("select not pg_is_in_recovery()");
        Shell.output("docker", "exec", container, "sh", "-c", "touch \"$PGDATA/standby.signal\"");
        Shell.output("docker", "restart", container);
        awaitAnswer("select pg_is_in_recovery()");
        new Folder(directory).with("V1__fruits.sql", "create table fruits (name text);");
    }

    @AfterEach
    void removeStandby() {
        Shell.output("docker", "rm", "-f", container);
    }

    private void awaitAnswer(String question) {
        Wait.until(question, () -> query(question).equals("t"));
    }

    /// By TCP: the image's first server listens on a socket only.
    private String query(String sql) {
        return Shell.run(
                        Map.of(),
                        "docker",
                        "exec",
                        "-e",
                        "PGPASSWORD=secret",
                        container,
                        "psql",
                        "-h",
                        "127.0.0.1",
                        "-U",
                        "postgres",
                        "-XAtc",
                        sql)
                .stdout()
                .strip();
    }

    private Map<String, String> environment(String timeout) {
        var port =
                Shell.output("docker", "port", container, "5432")
                        .replaceAll("(?s).*:([0-9]+).*", "$1");
        return Map.of(
                "DATABASE_URL",
                "postgresql://postgres:secret@127.0.0.1:" + port + "/postgres",
                "MIGRATIONS_DIR",
                directory.toString(),
                "CONNECT_TIMEOUT",
                timeout);
    }

    @Test
    void refusesToWriteToAReplicaAndReadsItsStatus() {
        var result = FrontDoor.run(environment("1s"), "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        "is a read replica; nothing was done", "connect to the writer's endpoint");
        assertThat(FrontDoor.run(environment("1s"), "status").exitCode()).isEqualTo(10);
    }

    @Test
    void waitsForAReplicaToBecomeTheWriter() {
        try (var process = SlipwayProcess.start(environment("60s"), "migrate")) {
            Wait.until(
                    "it tries again",
                    () -> process.stderr().contains("is a read replica; trying again"));
            query("select pg_promote()");

            var result = process.finish();

            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThat(query("select count(*) from fruits")).isEqualTo("0");
        }
    }
}
