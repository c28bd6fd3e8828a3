package dev.slipway.cli;

import org.postgresql.Driver;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/// What the Dockerfile runs, in the build, to make the image's AOT cache. Its only caller is the
/// Dockerfile.
///
/// The cache holds what a start with nothing to do needs, and no more: every class in it is loaded
/// and linked at every start, so Flyway and jOOQ in it would make the commonest start half as slow
/// again, to save a third of a second where there is work that takes seconds.
public final class Training {
    private static final String PASSWORD = "training";

    private Training() {}

    /// Prepares a throwaway server, then, in a process of its own, trains on it.
    ///
    /// @param args `prepare` or `train`, the superuser's URL of a server that trusts it, and the
    ///     folder of migrations
    public static void main(String[] args) throws SQLException {
        var server = args[1].replaceFirst("//[^@]*@", "//").replaceFirst("/[^/]*$", "/");
        if (args[0].equals("prepare")) {
            prepare("jdbc:" + server + "postgres?user=postgres");
        }
        var environment =
                Map.of(
                        "DATABASE_URL",
                        server.replaceFirst("//", "//trainee:" + PASSWORD + "@") + "training",
                        "MIGRATIONS_DIR",
                        Path.of(args[2]).toString(),
                        "RUN_MIGRATIONS",
                        "true",
                        "RUN_SEED",
                        "false");
        // Many times over, so that what is compiled early is known as well.
        for (int i = 0; i < (args[0].equals("prepare") ? 1 : 20); i++) {
            require(environment, "run");
            require(environment, "migrate");
        }
    }

    private static void prepare(String url) throws SQLException {
        try (var connection = new Driver().connect(url, new Properties());
                var statement = connection.createStatement()) {
            statement.execute("create role trainee login password '" + PASSWORD + "'");
            statement.execute("create database training owner trainee");
            // Logging in with SCRAM is a third of such a start, so it must be in the training.
            statement.execute(
                    """
                    do $$ begin
                      execute format('copy (values (''host all all all scram-sha-256'')) to %L',
                                     current_setting('hba_file'));
                    end $$
                    """);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void require(Map<String, String> environment, String command) {
        var exitCode = Main.execute(environment, command);
        if (exitCode != 0) {
            throw new IllegalStateException("training: " + command + " ended with " + exitCode);
        }
    }
}
