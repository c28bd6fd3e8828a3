package dev.slipway.aws;

import java.util.List;

/// What a secret looks like. It holds no value of it.
///
/// @param keys of a secret in JSON, in its order; empty for any other
public record SecretShape(Kind kind, List<String> keys) {
    /// What a secret can be.
    public enum Kind {
        URL,
        JSON,
        OTHER
    }

    public SecretShape {
        keys = List.copyOf(keys);
    }
}
