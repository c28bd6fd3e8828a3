package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/// A PgBouncer in a container, in front of a database of {@link PostgresContainer}, with which it
/// logs in by itself.
public final class PgBouncer implements AutoCloseable {
    private static final String IMAGE = build();
    private static final int PORT = 6432;

    private final String container;

    private PgBouncer(String container) {
        this.container = container;
    }

    private static String build() {
        try {
            var directory = Files.createTempDirectory("slipway-pgbouncer-");
            var file =
                    Files.writeString(
                            directory.resolve("Dockerfile"),
                            """
                            FROM debian:trixie-slim
                            RUN apt-get update -qq \\
                             && apt-get install -y -qq --no-install-recommends pgbouncer \\
                             && rm -rf /var/lib/apt/lists/*
                            """);
            Shell.output(
                    "docker", "build", "-q", "-t", "slipway-pgbouncer:test", directory.toString());
            Files.delete(file);
            Files.delete(directory);
            return "slipway-pgbouncer:test";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts one and waits until it answers.
    ///
    /// @param database of the container's PostgreSQL
    /// @param mode `session`, `transaction` or `statement`
    /// @param poolSize how many sessions of the server it has
    /// @param ignored the start-up parameters that it is to ignore
    public static PgBouncer start(String database, String mode, int poolSize, String ignored) {
        var address = PostgresContainer.url(database).replaceFirst(".*@([^:/]+):.*", "$1");
        var configuration =
                """
                [databases]
                %s = host=%s user=app password='%s'
                [pgbouncer]
                listen_addr=0.0.0.0
                listen_port=%d
                auth_type=any
                pool_mode=%s
                default_pool_size=%d
                ignore_startup_parameters=%s
                """
                        .formatted(
                                database,
                                address,
                                PostgresContainer.password(),
                                PORT,
                                mode,
                                poolSize,
                                ignored);
        var container =
                Shell.output(
                        "docker",
                        "run",
                        "-d",
                        "--rm",
                        "--user",
                        "nobody",
                        "-p",
                        "127.0.0.1::" + PORT,
                        IMAGE,
                        "sh",
                        "-c",
                        "echo \"$0\" >/tmp/pgbouncer.ini && exec pgbouncer /tmp/pgbouncer.ini",
                        configuration);
        var started = new PgBouncer(container);
        Wait.until(
                "PgBouncer listens",
                () ->
                        Shell.run(Map.of(), "docker", "logs", container)
                                .stderr()
                                .contains("listening on"));
        return started;
    }

    public int port() {
        return Integer.parseInt(
                Shell.output("docker", "port", container, Integer.toString(PORT))
                        .replaceAll("(?s).*:([0-9]+).*", "$1"));
    }

    @Override
    public void close() {
        Shell.output("docker", "kill", container);
    }
}
