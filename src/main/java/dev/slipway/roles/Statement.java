package dev.slipway.roles;

import dev.slipway.settings.Secret;

import org.jspecify.annotations.Nullable;

/// One statement of SQL.
///
/// @param text as it is shown; it ends with `'***'` where a secret stands
/// @param secret what stands there, or null for nothing
public record Statement(String text, @Nullable Secret secret) {
    private static final String HIDDEN = "'***'";

    static Statement of(String text) {
        return new Statement(text, null);
    }

    /// The statement with the secret as its last literal.
    static Statement with(String text, Secret secret) {
        return new Statement(text + HIDDEN, secret);
    }

    /// As the server is to get it.
    String sql() {
        return secret == null
                ? text
                : text.substring(0, text.length() - HIDDEN.length())
                        + "'"
                        + secret.reveal().replace("'", "''")
                        + "'";
    }
}
