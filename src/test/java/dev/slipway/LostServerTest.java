package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.Folder;
import dev.slipway.support.NeedsDocker;
import dev.slipway.support.Shell;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A server that is gone without a word, in the middle of a statement: its machine, or the network
/// on the way.
@NeedsDocker
@Alongside
class LostServerTest {
    private static final String SESSIONS =
            "select count(*) from pg_stat_activity where application_name like 'slipway %'";

    @TempDir private Path directory;

    private String network;
    private String container;

    @BeforeEach
    void startServer() {
        network =
                Shell.output(
                        "docker", "network", "create", "slipway-" + ProcessHandle.current().pid());
        container =
                Shell.output(
                        "docker",
                        "run",
                        "-d",
                        "--network",
                        network,
                        "-e",
                        "POSTGRES_PASSWORD=secret",
                        "postgres:17");
        Wait.until("it answers", () -> query("select 1").equals("1"));
    }

    @AfterEach
    void removeServer() {
        Shell.output("docker", "rm", "-f", container);
        Shell.output("docker", "network", "rm", network);
    }

    /// Inside the container, which needs no network.
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

    @Test
    void aStatementWhoseServerIsGoneEndsAndItsSessionsToo() {
        new Folder(directory)
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with("V2__slow.sql", "alter table fruits add weight int; select pg_sleep(3000);");
        var address =
                Shell.output(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        container);
        try (var process =
                SlipwayProcess.start(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://postgres:secret@" + address + "/postgres",
                                "MIGRATIONS_DIR",
                                directory.toString()),
                        "migrate")) {
            Wait.until(
                    "the statement runs",
                    () ->
                            query(
                                            "select count(*) from pg_stat_activity where query like '%pg_sleep(3000)%' and application_name like 'slipway %'")
                                    .equals("1"));

            Shell.output("docker", "network", "disconnect", network, container);

            var result = process.finish(Duration.ofMinutes(3));
            assertThat(result.exitCode()).as(result.stderr()).isEqualTo(4);
            assertThat(result.stderr())
                    .contains("error[unreachable]: ", "V2__slow.sql", "was lost");
            assertThat(result.stdout()).contains("Applied 1 migration");
            Wait.until(
                    Duration.ofMinutes(3),
                    "the server ends its sessions",
                    () -> query(SESSIONS).equals("0"));
            assertThat(
                            query(
                                    "select count(*) from information_schema.columns where table_name = 'fruits'"))
                    .as("the second migration was rolled back")
                    .isEqualTo("1");
        }
    }
}
