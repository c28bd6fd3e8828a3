package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

/// Who logs in. Its `toString` is safe to print.
///
/// @param password null for none
public record Credentials(String user, @Nullable Secret password) {}
