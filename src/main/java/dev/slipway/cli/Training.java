package dev.slipway.cli;

import org.postgresql.Driver;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/// What the Dockerfile runs once, in the build, to make the image's AOT cache: a fresh run, runs
/// with nothing to do, and the other commands, against a throwaway server over a SCRAM login. Its
/// only caller is the Dockerfile.
public final class Training {
    private static final String PASSWORD = "training";

    private Training() {}

    /// Trains.
    ///
    /// @param args the superuser's URL of a throwaway server that trusts it, and the folder of
    ///     migrations and seeds
    public static void main(String[] args) throws SQLException {
        var superuser = args[0];
        var folder = Path.of(args[1]);
        prepare("jdbc:" + superuser.replaceFirst("//[^@]*@", "//"));
        var url =
                superuser
                        .replaceFirst("//[^@]*@", "//trainee:" + PASSWORD + "@")
                        .replaceFirst("/[^/]*$", "/training");
        var environment =
                Map.of(
                        "DATABASE_URL",
                        url,
                        "MIGRATIONS_DIR",
                        folder.resolve("migrations").toString(),
                        "SEEDS_DIR",
                        folder.resolve("seeds").toString(),
                        "RUN_MIGRATIONS",
                        "true",
                        "RUN_SEED",
                        "true",
                        "REPORT_DIR",
                        folder.resolve("report").toString());
        require(0, environment, "migrate", "--plan");
        require(0, environment, "run");
        require(0, environment, "run", "--output", "json");
        require(0, environment, "status");
        require(0, environment, "seed", "--plan");
        require(2, environment, "run", "--no-such-option");
        // The commonest run by far: what it uses should be compiled well.
        for (int i = 0; i < 20; i++) {
            require(0, environment, "migrate");
        }
    }

    private static void prepare(String url) throws SQLException {
        try (var connection = new Driver().connect(url + "?user=postgres", new Properties());
                var statement = connection.createStatement()) {
            statement.execute("create role trainee login password '" + PASSWORD + "'");
            statement.execute("create database training owner trainee");
            // Logging in with SCRAM is a third of a start that has nothing to do, so it must be in
            // the training.
            statement.execute(
                    "do $$ begin execute format('copy (values (''host all all all scram-sha-256'')) to %L',"
                            + " current_setting('hba_file')); end $$");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void require(int exitCode, Map<String, String> environment, String... args) {
        var actual = Main.execute(environment, args);
        if (actual != exitCode) {
            throw new IllegalStateException(
                    "training: " + String.join(" ", args) + " ended with " + actual);
        }
    }
}
