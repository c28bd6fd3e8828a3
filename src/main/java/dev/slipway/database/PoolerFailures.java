package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/// What poolers say that PostgreSQL itself never would.
final class PoolerFailures {
    private PoolerFailures() {}

    /// The failure that an exception stands for; empty when no pooler is at fault.
    static Optional<Failure> of(SQLException e, ConnectionSettings settings) {
        var error = DatabaseFailures.serverError(e);
        if (error == null) {
            return Optional.empty();
        }
        var message = Objects.requireNonNullElse(error.getMessage(), "");
        if (message.contains("RDS Proxy")) {
            return refused(
                    settings.server() + " is an RDS Proxy",
                    message,
                    "connect to the instance's or cluster's own endpoint: the proxy takes no start-up options and hands sessions round");
        }
        if (message.contains("unsupported startup parameter")) {
            return refused(
                    settings.server()
                            + " is a connection pooler that does not take start-up options",
                    message,
                    "connect to PostgreSQL itself; or, if that cannot be, to a pool in session mode (PgBouncer: pool_mode=session) and have it ignore them: ignore_startup_parameters = options");
        }
        return "08P01".equals(e.getSQLState())
                ? refused(
                        "the server at " + settings.server() + " does not accept this connection",
                        message,
                        "these are the words of a connection pooler: look at its settings and log, or connect to PostgreSQL itself")
                : Optional.empty();
    }

    private static Optional<Failure> refused(String what, String why, String fix) {
        return Optional.of(Failure.of(Kind.REFUSED, what + "; nothing was done", why, fix));
    }
}
