package dev.slipway.support;

import dev.slipway.settings.SecretReference;
import dev.slipway.settings.SecretSource;

/// Fails a test whose settings ask for a secret, although none of them names one.
public final class NoSecrets implements SecretSource {
    @Override
    public String text(SecretReference reference) {
        throw new AssertionError("asked for " + reference);
    }

    @Override
    public String token(String host, int port, String user) {
        throw new AssertionError("asked for a token");
    }

    @Override
    public void hide(String secret) {
        throw new AssertionError("told a secret");
    }
}
