package dev.slipway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How much a connection is protected, from nothing to everything, under the names that libpq and
/// the driver give it.
public enum SslMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /// `verify-full`, as it is written in a URL.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the certificate of the server has to be issued by somebody who is trusted.
    public boolean verifiesCertificate() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }

    /// What protects a connection when nobody says how: everything, except where certificates are
    /// not the custom, on this machine and inside a private network.
    public static SslMode usual(HostScope scope) {
        return scope == HostScope.PUBLIC ? VERIFY_FULL : PREFER;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(SslMode::word).toList();
    }

    static Optional<SslMode> named(String word) {
        for (var mode : values()) {
            if (mode.word().equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
