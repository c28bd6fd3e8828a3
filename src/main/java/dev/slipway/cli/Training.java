package dev.slipway.cli;

import org.postgresql.Driver;

import java.sql.SQLException;
import java.util.Properties;

/// What the Dockerfile runs, in the build, to make the image's AOT cache. Its only caller is the
/// Dockerfile.
///
/// The cache holds what a start with nothing to do needs, and no more: every class in it is loaded
/// and linked at every start, so Flyway and jOOQ in it would make the commonest start half as slow
/// again, to save a third of a second where there is work that takes seconds.
public final class Training {
    private Training() {}

    /// Prepares a throwaway server, or, when given none, trains on the one that the environment
    /// names, as a container would.
    ///
    /// @param args the JDBC URL of a server that trusts its superuser, or nothing
    public static void main(String[] args) throws SQLException {
        if (args.length > 0) {
            prepare(args[0]);
            return;
        }
        // Many times over, so that what is compiled early is known as well.
        for (int i = 0; i < 20; i++) {
            require("run");
            require("migrate");
        }
    }

    private static void prepare(String url) throws SQLException {
        try (var connection = new Driver().connect(url, new Properties());
                var statement = connection.createStatement()) {
            statement.execute("create role trainee login password 'training'");
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

    private static void require(String command) {
        var exitCode = Main.execute(System.getenv(), command);
        if (exitCode != 0) {
            throw new IllegalStateException("training: " + command + " ended with " + exitCode);
        }
    }
}
