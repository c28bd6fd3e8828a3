package dev.slipway.canary;

import org.jspecify.annotations.Nullable;

/// A table that canaries use.
///
/// @param name with its schema, as SQL writes it
/// @param column one that an UPDATE may set, as SQL writes it; null for a table that nobody writes
/// @param key the single column of its primary key, as SQL writes it, or null
public record Watched(String name, @Nullable String column, @Nullable String key) {}
