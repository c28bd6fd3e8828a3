package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.PasswordOrigin;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// Who logs in when a connection is opened: the same one for as long as the server takes it, and
/// the one that a secret names anew when it rotated in between.
final class Login {
    /// A wrong password; a user that may not log in, which is also how PAM refuses a token.
    private static final Set<String> REFUSED = Set.of("28P01", "28000");

    private volatile ConnectionSettings settings;

    Login(ConnectionSettings settings) {
        this.settings = settings;
    }

    /// The settings with the user that is used now.
    ConnectionSettings settings() {
        return settings;
    }

    /// Opens one connection with what a user logs in with.
    @FunctionalInterface
    interface Opening {
        Connection with(ConnectionSettings settings) throws SQLException;
    }

    /// Opens a connection as whoever logs in now; and once more as whom the secret names now, when
    /// the server refuses that.
    ///
    /// @throws SQLException what the server said in the end, of {@link #settings}
    Connection open(Opening opening) throws SQLException {
        var tried = forConnection();
        try {
            return opening.with(tried);
        } catch (SQLException refusal) {
            if (!renewed(refusal, tried)) {
                throw refusal;
            }
        }
        return opening.with(forConnection());
    }

    /// The settings of a connection that is opened now: where tokens log in, with one made for it.
    private ConnectionSettings forConnection() {
        return settings.origin() instanceof PasswordOrigin.Tokens tokens
                ? settings.with(tokens.next().get())
                : settings;
    }

    /// Reads the secret once more, after the server refused what it held.
    ///
    /// @param tried what was refused
    /// @return whether there is something to try again with
    private synchronized boolean renewed(SQLException refusal, ConnectionSettings tried) {
        if (!REFUSED.contains(String.valueOf(refusal.getSQLState()))
                || !(tried.origin() instanceof PasswordOrigin.Rotating rotating)) {
            return false;
        }
        // Another connection may have been refused as well, and have read it by now.
        if (settings.password() == tried.password()) {
            settings = settings.with(rotating.current().get());
        }
        return true;
    }

    /// What it means that the server refuses this user or its password.
    ///
    /// @param words the server's own
    static Failure refusal(SQLException refusal, ConnectionSettings tried, String words) {
        var wrongPassword = "28P01".equals(refusal.getSQLState());
        var what =
                wrongPassword
                        ? "the server at "
                                + tried.server()
                                + " refused the password of user "
                                + tried.user()
                                + "; nothing was done"
                        : "the server at "
                                + tried.server()
                                + " does not let user "
                                + tried.user()
                                + " in; nothing was done";
        return switch (tried.origin()) {
            case PasswordOrigin.Environment _ ->
                    Failure.of(
                            Kind.REFUSED,
                            what,
                            words,
                            wrongPassword
                                    ? "check the user and the password in DATABASE_URL; a password that rotated needs a new run, since this one was read at start (name its secret in DATABASE_SECRET, and it is read anew)"
                                    : "check the user, and the server's rules for it (pg_hba.conf; on RDS, rds.force_ssl and IAM authentication)");
            case PasswordOrigin.Rotating rotating ->
                    new Failure(
                            Kind.REFUSED,
                            what,
                            List.of(),
                            List.of(),
                            List.of(
                                    words,
                                    "the secret "
                                            + rotating.secret()
                                            + " was read anew, and what it holds now was refused as well"),
                            List.of(
                                    "compare user and password of the secret with the server's: they differ when the password was changed on one side only",
                                    "while a rotation is under way, run again when it has ended (aws secretsmanager describe-secret --secret-id "
                                            + rotating.secret().id()
                                            + ")"),
                            null);
            case PasswordOrigin.Tokens _ ->
                    new Failure(
                            Kind.REFUSED,
                            what.replace("the password", "the token"),
                            List.of(),
                            List.of(),
                            List.of(
                                    words,
                                    "a token is made without asking AWS; it is the server that asks whether it is good"),
                            List.of(
                                    "in the database, as its master: grant rds_iam to \""
                                            + tried.user()
                                            + "\"",
                                    "allow the role that this runs as rds-db:connect on arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/"
                                            + tried.user()
                                            + " (RESOURCE-ID is the instance's DbiResourceId or the cluster's DbClusterResourceId)",
                                    "switch IAM authentication on: aws rds modify-db-instance --enable-iam-database-authentication (modify-db-cluster for Aurora)",
                                    "use the endpoint's own name as the host, not an alias, and see that this machine's clock is right"),
                            null);
        };
    }
}
