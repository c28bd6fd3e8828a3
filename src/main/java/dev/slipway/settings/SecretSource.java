package dev.slipway.settings;

/// Where passwords come from that are not in the environment. It is asked only when a setting says
/// so, and once more for each connection that needs it.
public interface SecretSource {
    /// The text of a secret as it is now.
    ///
    /// @throws dev.slipway.failure.FailureException when it cannot be had
    String text(SecretReference reference);

    /// A token that logs this user in, for a few minutes.
    ///
    /// @throws dev.slipway.failure.FailureException when none can be made
    String token(String host, int port, String user);

    /// Hears of every value that nobody may ever print, before it is used.
    void hide(String secret);
}
