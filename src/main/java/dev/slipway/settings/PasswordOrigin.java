package dev.slipway.settings;

import java.util.function.Supplier;

/// Where the password of a connection comes from, and so whether another can be had when the server
/// refuses it.
public sealed interface PasswordOrigin {
    /// The environment: it stays what it was when the process began.
    record Environment() implements PasswordOrigin {}

    /// A secret, which may rotate while the process runs.
    ///
    /// @param current reads it once more; both user and password may have changed
    record Rotating(SecretReference secret, Supplier<Credentials> current)
            implements PasswordOrigin {}

    /// Tokens, each for one connection.
    ///
    /// @param next makes one
    record Tokens(Supplier<Secret> next) implements PasswordOrigin {}
}
