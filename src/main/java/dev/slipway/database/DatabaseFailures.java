package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What the driver's and the server's errors mean to the person on call.
public final class DatabaseFailures {
    private DatabaseFailures() {}

    /// Why a connection could not be opened: unreachable (exit 4) or refused (exit 5).
    static FailureException whileConnecting(SQLException e, ConnectionSettings settings) {
        return connecting(e, settings).exception(e);
    }

    /// The same as a record: unreachable is what can pass, refused is what cannot.
    static Failure connecting(SQLException e, ConnectionSettings settings) {
        return TlsFailures.of(e, settings)
                .or(() -> PoolerFailures.of(e, settings))
                .or(() -> RoleFailures.of(e, settings))
                .orElseGet(() -> onTheWay(e, settings));
    }

    private static Failure onTheWay(SQLException e, ConnectionSettings settings) {
        var server = settings.server();
        if (has(e, UnknownHostException.class)) {
            return unreachable(
                    "the host name " + settings.host() + " does not resolve",
                    "the resolver that this process uses knows no such host",
                    "check the host in DATABASE_URL; a private name resolves only inside its VPC, so run there (slipway in CodeBuild, ECS or Kubernetes)");
        }
        if (has(e, SocketTimeoutException.class) || isTimeout(e)) {
            return unreachable(
                    server + " did not answer: connection timed out",
                    "packets to it are dropped: wrong subnet, or a security group or firewall that does not let this host in",
                    "run inside the database's VPC, and let the database's security group admit port "
                            + settings.port()
                            + " from the runner's security group");
        }
        if (has(e, ConnectException.class) || has(e, NoRouteToHostException.class)) {
            return unreachable(
                    "nothing is listening at " + server,
                    rootMessage(e),
                    "check host and port in DATABASE_URL and that the server is up; in a container, localhost is the container itself");
        }
        if (serverError(e) == null && "08P01".equals(e.getSQLState())) {
            return refused(
                    "what listens at " + server + " is no PostgreSQL",
                    "its answer makes no sense: " + rootMessage(e),
                    "check host and port in DATABASE_URL");
        }
        return byState(e, settings);
    }

    private static Failure byState(SQLException e, ConnectionSettings settings) {
        var server = settings.server();
        return switch (Objects.requireNonNullElse(e.getSQLState(), "")) {
            case "28P01", "28000" -> Login.refusal(e, settings, serverMessage(e));
            case "08004" ->
                    refused(
                            "the server at " + server + " refused user " + settings.user(),
                            serverMessage(e),
                            settings.password() == null
                                    ? "give a password: in DATABASE_URL after the user, or in DB_PASSWORD"
                                    : "check the user and the way it may log in");
            case "3D000" ->
                    refused(
                            "the server at " + server + " has no database " + settings.database(),
                            serverMessage(e),
                            "create it, or correct the database in DATABASE_URL");
            case "42501" ->
                    refused(
                            "user "
                                    + settings.user()
                                    + " may not connect to "
                                    + settings.database(),
                            serverMessage(e),
                            "grant connect on database "
                                    + settings.database()
                                    + " to "
                                    + settings.user());
            case "53300" ->
                    unreachable(
                            "the server at " + server + " has no connection left",
                            serverMessage(e),
                            "end idle sessions or raise max_connections, then run again");
            case "57P03" ->
                    unreachable(
                            "the server at " + server + " is not ready",
                            serverMessage(e),
                            "wait until it has started, then run again");
            default ->
                    isOfTheMoment(e)
                            ? unreachable(
                                    "no connection to " + server,
                                    serverMessage(e),
                                    "check that the server is up, and host and port in DATABASE_URL")
                            : refused(
                                    "the server at " + server + " does not accept this connection",
                                    serverMessage(e),
                                    "correct what it complains of: the parameters of DATABASE_URL, or the database's and user's own settings");
        };
    }

    /// Whether the server was not even heard, or spoke of its own state and not of our request.
    private static boolean isOfTheMoment(SQLException e) {
        var server = serverError(e);
        return server == null
                || List.of("08", "53", "57", "58", "XX")
                        .contains(
                                Objects.requireNonNullElse(server.getSQLState(), "XX")
                                        .substring(0, 2));
    }

    /// A failure in the middle of work that is not the work's own fault: a lost connection or a
    /// missing right. Empty for any other error.
    ///
    /// @param during what was being done and what became of it, as the failure's first sentence
    public static Optional<Failure> general(
            SQLException e, String during, ConnectionSettings settings) {
        var lost = connectionLost(e, during, settings);
        if (lost.isPresent()) {
            return lost;
        }
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        if (state.equals("42501")) {
            return Optional.of(
                    Failure.of(
                            Kind.REFUSED,
                            during,
                            "user " + settings.user() + " may not do this: " + serverMessage(e),
                            "run as the owner of the objects, or grant the missing right"));
        }
        if (state.equals("25006")) {
            return Optional.of(
                    Failure.of(
                            Kind.REFUSED,
                            during,
                            serverMessage(e),
                            "connect to the writer's endpoint; "
                                    + settings.server()
                                    + " is read-only"));
        }
        return Optional.empty();
    }

    /// The failure when the connection is gone, whoever ended it; empty for any other error.
    ///
    /// @param during as for {@link #general}
    public static Optional<Failure> connectionLost(
            SQLException e, String during, ConnectionSettings settings) {
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        return state.startsWith("08") || state.matches("57P0[1-5]")
                ? Optional.of(
                        Failure.of(
                                Kind.UNREACHABLE,
                                during,
                                "the connection to "
                                        + settings.server()
                                        + " was lost: "
                                        + serverMessage(e),
                                "run again when the server is back; what was not finished was rolled back by the server"))
                : Optional.empty();
    }

    /// The server's own words, its detail and hint included, one sentence an entry, with the
    /// SQLSTATE.
    public static List<String> explain(SQLException e) {
        var server = serverError(e);
        if (server == null) {
            return List.of(rootMessage(e));
        }
        return java.util.stream.Stream.of(
                        server.getMessage() + " (SQLSTATE " + server.getSQLState() + ")",
                        server.getDetail(),
                        server.getHint() == null ? null : "hint: " + server.getHint(),
                        server.getWhere() == null
                                ? null
                                : "where: " + server.getWhere().lines().findFirst().orElse(""))
                .filter(Objects::nonNull)
                .toList();
    }

    public static @Nullable ServerErrorMessage serverError(SQLException e) {
        return e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }

    /// The first SQLException among an exception and its causes.
    public static Optional<SQLException> sqlCause(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static Failure unreachable(String what, String why, String fix) {
        return Failure.of(Kind.UNREACHABLE, what + "; nothing was done", why, fix);
    }

    private static Failure refused(String what, String why, String fix) {
        return Failure.of(Kind.REFUSED, what + "; nothing was done", why, fix);
    }

    private static String serverMessage(SQLException e) {
        return explain(e).getFirst();
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /// The driver's own login timeout has no cause to recognize it by.
    private static boolean isTimeout(SQLException e) {
        var message = Objects.requireNonNullElse(e.getMessage(), "");
        return "08001".equals(e.getSQLState()) && message.contains("timed out");
    }

    private static String rootMessage(Throwable thrown) {
        var root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
    }
}
