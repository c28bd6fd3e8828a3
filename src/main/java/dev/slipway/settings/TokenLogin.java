package dev.slipway.settings;

import java.util.List;
import java.util.Set;

/// A login with tokens of IAM in place of a password.
final class TokenLogin {
    /// A token goes over the wire as it is, so it must be encrypted.
    private static final Set<String> UNENCRYPTED = Set.of("disable", "allow", "prefer");

    private TokenLogin() {}

    static ConnectionSettings with(
            ConnectionSettings connection, SecretSource source, List<String> problems) {
        if (connection.password() != null) {
            problems.add(
                    connection.origin() instanceof PasswordOrigin.Rotating
                            ? "DB_IAM_AUTH and DATABASE_SECRET are both set; a token takes the place of a password, so unset one of them"
                            : "DB_IAM_AUTH is true, and a password is given too; a token takes its place, so unset DB_PASSWORD or take it out of the URL");
        }
        var mode = connection.parameters().get("sslmode");
        if (mode != null && UNENCRYPTED.contains(mode)) {
            problems.add(
                    "DB_IAM_AUTH is true, and sslmode is "
                            + mode
                            + "; a token must not pass unencrypted: use verify-full, or require at least");
        }
        var login =
                new PasswordOrigin.Tokens(
                        () -> {
                            var token =
                                    source.token(
                                            connection.host(),
                                            connection.port(),
                                            connection.user());
                            source.hide(token);
                            return new Secret(token);
                        });
        // Where nobody says otherwise, a private host is not asked for TLS.
        return (mode == null && connection.sslMode() == SslMode.PREFER
                        ? connection.with("sslmode", "require")
                        : connection)
                .with(login);
    }
}
