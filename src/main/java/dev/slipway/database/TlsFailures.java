package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.SslMode;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;

import java.io.EOFException;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.Optional;

import javax.net.ssl.SSLException;

/// What can be wrong with the protection of a connection. Nothing of it passes by itself.
final class TlsFailures {
    /// The driver's own words, which it has in several languages.
    private static final String NO_TLS = "The server does not support SSL.";

    private TlsFailures() {}

    /// The failure that an exception stands for; empty when TLS is not at fault.
    static Optional<Failure> of(SQLException e, ConnectionSettings settings) {
        var refusal = find(e, TlsRefusal.class);
        if (refusal != null) {
            return refused(
                    "the server at " + settings.server() + " does not prove that it is the one",
                    String.valueOf(refusal.getMessage()),
                    refusal.fix());
        }
        if (GT.tr(NO_TLS).equals(e.getMessage())) {
            return refused(
                    "the server at " + settings.server() + " does not encrypt",
                    "it has TLS switched off, and " + wanted(settings),
                    "switch TLS on at the server; or, in a network that you trust, say sslmode=disable in DATABASE_URL or DB_SSLMODE");
        }
        if (isUnencryptedRefused(e, settings)) {
            return refused(
                    "the server at " + settings.server() + " refuses an unencrypted connection",
                    DatabaseFailures.explain(e).getFirst(),
                    "take sslmode=disable out of DATABASE_URL or DB_SSLMODE; if TLS is not what is missing, look at the server's rules (pg_hba.conf; on RDS, rds.force_ssl)");
        }
        // A server that goes down, or a load balancer without one, cuts the handshake short.
        if (find(e, SSLException.class) != null
                && find(e, EOFException.class) == null
                && find(e, SocketException.class) == null) {
            return refused(
                    "no encrypted connection to " + settings.server(),
                    DatabaseFailures.explain(e).getFirst(),
                    "the two did not agree on TLS: check the server's ssl settings, its certificate and key, and sslcert and sslkey if it asks for a client's certificate");
        }
        if (settings.parameters().containsKey("sslkey") && isOfKey(e)) {
            return refused(
                    "the client's certificate or key cannot be used",
                    DatabaseFailures.explain(e).getFirst(),
                    "check sslcert, sslkey and sslpassword in DATABASE_URL: a key in PEM or PKCS#8 form, or a .p12 file with certificate and key");
        }
        return Optional.empty();
    }

    private static String wanted(ConnectionSettings settings) {
        return settings.parameters().containsKey("sslmode")
                ? "sslmode=" + settings.sslMode().word() + " wants it"
                : "outside a private network sslmode is "
                        + settings.sslMode().word()
                        + " unless it is said otherwise";
    }

    /// The server lets this user in, but not like this: it says so in its rule's own words.
    private static boolean isUnencryptedRefused(SQLException e, ConnectionSettings settings) {
        var message = String.valueOf(e.getMessage());
        return settings.sslMode() == SslMode.DISABLE
                && "28000".equals(e.getSQLState())
                && (message.contains("no encryption") || message.contains("SSL off"));
    }

    /// The driver says it of the factory when the key that the factory reads is no good.
    private static boolean isOfKey(SQLException e) {
        return DatabaseFailures.serverError(e) == null
                && String.valueOf(e.getMessage()).contains(VerifiedTls.class.getName());
    }

    private static Optional<Failure> refused(String what, String why, String fix) {
        return Optional.of(Failure.of(Kind.REFUSED, what + "; nothing was done", why, fix));
    }

    private static <T> @Nullable T find(Throwable thrown, Class<T> type) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
