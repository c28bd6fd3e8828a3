package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;

/// Whether a server can be written to.
final class Writable {
    private static final String ASK =
            "select pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'";

    private Writable() {}

    /// The connection, when the server can be written to; otherwise it is closed.
    ///
    /// @throws Passing when it cannot: after a failover a name may lead to the old writer for a
    ///     while, and a reader may be about to become the writer
    static Connection checked(Connection connection, ConnectionSettings settings) {
        try {
            var state = State.of(connection);
            if (!state.replica() && !state.readOnly()) {
                return connection;
            }
            Database.closeQuietly(connection);
            throw new Passing(refused(state, settings), new SQLException("read-only"));
        } catch (SQLException e) {
            Database.closeQuietly(connection);
            throw DatabaseFailures.whileConnecting(e, settings);
        }
    }

    /// @param replica whether the server follows another one
    /// @param readOnly whether its transactions are read-only unless they say otherwise
    private record State(boolean replica, boolean readOnly) {
        /// The server reports both with the connection; a pooler may not pass them on.
        static State of(Connection connection) throws SQLException {
            var reported = connection.unwrap(PGConnection.class);
            var replica = reported.getParameterStatus("in_hot_standby");
            var readOnly = reported.getParameterStatus("default_transaction_read_only");
            if (replica != null && readOnly != null) {
                return new State(replica.equals("on"), readOnly.equals("on"));
            }
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(ASK)) {
                rows.next();
                return new State(rows.getBoolean(1), rows.getBoolean(2));
            }
        }
    }

    private static Failure refused(State state, ConnectionSettings settings) {
        return state.replica()
                ? Failure.of(
                        Kind.REFUSED,
                        "the server at "
                                + settings.server()
                                + " is a read replica; nothing was done",
                        "it follows another server and cannot be written to",
                        "connect to the writer's endpoint (Aurora: the cluster endpoint, not the one with cluster-ro)")
                : Failure.of(
                        Kind.REFUSED,
                        "the server at " + settings.server() + " is read-only; nothing was done",
                        "default_transaction_read_only is on for user "
                                + settings.user()
                                + " and database "
                                + settings.database(),
                        "connect to the writer's endpoint; or, if it is one, find out who switched it to read-only and why, then switch it back (alter role, alter database or alter system set default_transaction_read_only = off)");
    }
}
