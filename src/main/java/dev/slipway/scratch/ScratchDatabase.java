package dev.slipway.scratch;

import dev.slipway.database.Database;
import dev.slipway.database.Identifiers;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;
import dev.slipway.settings.ConnectionSettings;

import java.sql.SQLException;

/// An empty database on a throwaway server, gone when it is closed.
public final class ScratchDatabase implements AutoCloseable {
    private final ScratchServer server;
    private final String name;

    private ScratchDatabase(ScratchServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /// Makes an empty one.
    ///
    /// @param purpose what cannot be done when it cannot be made, such as `drift is not known`
    /// @throws dev.slipway.failure.FailureException when the server cannot be reached (exit 4) or
    ///     does not let us (exit 5)
    public static ScratchDatabase create(ScratchServer server, String name, String purpose) {
        return create(server, name, "template0", purpose);
    }

    /// The same as a copy of another one, in which nobody may work meanwhile.
    ///
    /// @param template the other one's name
    public static ScratchDatabase create(
            ScratchServer server, String name, String template, String purpose) {
        var database = new ScratchDatabase(server, name);
        database.execute(
                "create database "
                        + Identifiers.quote(name)
                        + " template "
                        + Identifiers.quote(template),
                "no database could be made on the throwaway server "
                        + server.connection().server()
                        + "; "
                        + purpose
                        + ", and nothing was changed",
                "give its user the right to: alter role "
                        + Identifiers.quoteIfNeeded(server.connection().user())
                        + " createdb");
        return database;
    }

    public ConnectionSettings connection() {
        return server.connection().withDatabase(name);
    }

    @Override
    public void close() {
        execute(
                "drop database if exists " + Identifiers.quote(name) + " with (force)",
                "the database "
                        + name
                        + " was left on the throwaway server "
                        + server.connection().server(),
                "drop it there: drop database " + Identifiers.quoteIfNeeded(name));
    }

    /// On a connection that no interruption cuts, so that nothing is left behind.
    private void execute(String sql, String what, String fix) {
        try (var connection =
                        new Database(server.connection(), "slipway scratch", Progress.SILENT)
                                .connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Failure.of(Kind.REFUSED, what, String.valueOf(e.getMessage()), fix).exception(e);
        }
    }
}
