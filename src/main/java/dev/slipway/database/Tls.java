package dev.slipway.database;

import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.HostScope;
import dev.slipway.settings.SslMode;

import java.util.Optional;
import java.util.Properties;

/// How a connection is protected on its way.
final class Tls {
    private Tls() {}

    /// Has the driver protect the connection as the settings say.
    static void configure(Properties properties, ConnectionSettings settings) {
        var mode = settings.sslMode();
        properties.setProperty("sslmode", mode.word());
        if (mode.verifiesCertificate()) {
            properties.setProperty("sslfactory", VerifiedTls.class.getName());
        }
    }

    /// What to know of a connection that is protected less than it could be, in one line. Nothing
    /// is said of what is usual on this machine.
    static Optional<String> note(ConnectionSettings settings) {
        var mode = settings.sslMode();
        var isLocal = HostScope.of(settings.host()) == HostScope.LOOPBACK;
        if (mode == SslMode.VERIFY_FULL || (mode == SslMode.PREFER && isLocal)) {
            return Optional.empty();
        }
        return Optional.of(
                "TLS: "
                        + (settings.parameters().containsKey("sslmode")
                                ? ""
                                : settings.host() + " is in a private network, so ")
                        + "sslmode="
                        + mode.word()
                        + ": "
                        + meaning(mode));
    }

    private static String meaning(SslMode mode) {
        return switch (mode) {
            case DISABLE -> "nothing is encrypted, and the server need not prove who it is";
            case ALLOW -> "encrypted only if the server insists; its certificate is not checked";
            case PREFER -> "encrypted if the server can; its certificate is not checked";
            case REQUIRE -> "encrypted, but the server's certificate is not checked";
            case VERIFY_CA ->
                    "encrypted, and the issuer of the certificate checked, but not the host's name";
            case VERIFY_FULL ->
                    "encrypted, and the server's certificate checked, with its issuer and name";
        };
    }
}
