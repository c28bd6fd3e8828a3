package dev.slipway.scratch;

import dev.slipway.database.Database;
import dev.slipway.database.Identifiers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What migrations may rely on, as somebody else has made it: a server's roles and a database's
/// extensions.
///
/// @param roles names; of none is known what it may do
public record Surroundings(List<String> roles, List<String> extensions) {
    public Surroundings {
        roles = List.copyOf(roles);
        extensions = List.copyOf(extensions);
    }

    /// Those of a database.
    public static Surroundings of(Connection connection) throws SQLException {
        return new Surroundings(
                names(
                        connection,
                        "select rolname from pg_roles where rolname !~ '^pg_' order by 1"),
                names(
                        connection,
                        "select extname from pg_extension where extname <> 'plpgsql' order by 1"));
    }

    /// Makes them in another database, where they can be made; what cannot is told by the migration
    /// that needs it.
    ///
    /// @param own whether the server is nobody else's, so that roles can be made there
    public void makeIn(Database database, boolean own) throws SQLException {
        try (var connection = database.connect()) {
            if (own) {
                for (var role : roles) {
                    attempt(connection, "create role " + Identifiers.quote(role));
                }
            }
            for (var extension : extensions) {
                attempt(
                        connection,
                        "create extension " + Identifiers.quote(extension) + " cascade");
            }
        }
    }

    private static void attempt(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException notHere) {
            // The migration that needs it fails, and says so better.
        }
    }

    private static List<String> names(Connection connection, String sql) throws SQLException {
        try (var query = connection.createStatement();
                var rows = query.executeQuery(sql)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
