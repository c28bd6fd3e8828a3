package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;

/// Finds out whether a connection leads to a session of the server that is ours as long as it
/// lasts, or to a pooler that hands the sessions round. A run's lock, its settings and its
/// temporary tables belong to a session.
final class Pooler {
    private static final String SESSION = "select pg_backend_pid(), current_setting('role')";

    /// Others who use the pool can make one look good by chance, not so many.
    private static final int LOOKS = 5;

    private static final String FIX =
            "connect to PostgreSQL itself, or to a pool in session mode (PgBouncer: pool_mode=session; in place of RDS Proxy, the instance's or cluster's own endpoint)";

    private static final int PATIENCE_MS = 15_000;

    private Pooler() {}

    /// Does nothing when the sessions are ours: with PostgreSQL itself, and a pool in session mode.
    ///
    /// A pooler invents the number that a session has for its client. Only where that differs from
    /// the server's own, a second connection is opened to find out more.
    ///
    /// @throws FailureException when they are not, exit 5
    static void check(
            Connection connection, ConnectionSettings settings, Supplier<Connection> more) {
        if (isDirect(connection, settings)) {
            return;
        }
        try (var other = more.get()) {
            compare(connection, other, settings);
        } catch (SQLException e) {
            throw Failure.of(
                            Kind.REFUSED,
                            settings.server()
                                    + " is a connection pooler that this run cannot use; nothing was done",
                            "it did not serve two connections at a time: "
                                    + DatabaseFailures.explain(e).getFirst(),
                            FIX)
                    .exception(e);
        }
    }

    private static boolean isDirect(Connection connection, ConnectionSettings settings) {
        try {
            var session = Session.of(connection);
            if (session.pid() == connection.unwrap(PGConnection.class).getBackendPID()) {
                return true;
            }
            if (settings.role() != null && !settings.role().equals(session.role())) {
                throw withoutRole(settings).exception();
            }
            return false;
        } catch (SQLException e) {
            throw DatabaseFailures.whileConnecting(e, settings);
        }
    }

    /// A transaction that is open in the one keeps a session busy. When the other one still has the
    /// session that it had, the session is its own.
    private static void compare(Connection one, Connection other, ConnectionSettings settings)
            throws SQLException {
        // A pool with a single session would have one wait for the other, for minutes.
        var usual = one.getNetworkTimeout();
        one.setNetworkTimeout(Runnable::run, PATIENCE_MS);
        other.setNetworkTimeout(Runnable::run, PATIENCE_MS);
        for (int i = 0; i < LOOKS; i++) {
            var before = Session.of(one).pid();
            other.setAutoCommit(false);
            var busy = Session.of(other).pid();
            if (busy == before) {
                throw handedRound(
                        settings,
                        "two of this run's connections were given the same session of the server (pid "
                                + busy
                                + ")");
            }
            var after = Session.of(one).pid();
            if (after != before) {
                throw handedRound(
                        settings,
                        "one of this run's connections was given one session of the server and then another (pids "
                                + before
                                + " and "
                                + after
                                + ")");
            }
            other.rollback();
            other.setAutoCommit(true);
        }
        one.setNetworkTimeout(Runnable::run, usual);
    }

    /// @param pid as the server knows it
    /// @param role the one that was set, or `none`
    private record Session(int pid, String role) {
        static Session of(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(SESSION)) {
                rows.next();
                return new Session(rows.getInt(1), Objects.requireNonNull(rows.getString(2)));
            }
        }
    }

    private static FailureException handedRound(ConnectionSettings settings, String why) {
        return Failure.of(
                        Kind.REFUSED,
                        settings.server()
                                + " is a connection pooler that hands sessions round; nothing was done",
                        why + "; locks, settings and temporary tables would end up with others",
                        FIX)
                .exception();
    }

    private static Failure withoutRole(ConnectionSettings settings) {
        return Failure.of(
                Kind.REFUSED,
                settings.server()
                        + " is a connection pooler that drops start-up options; nothing was done",
                "DB_ROLE is " + settings.role() + ", and the session does not have that role",
                "connect to PostgreSQL itself");
    }
}
