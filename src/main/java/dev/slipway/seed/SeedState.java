package dev.slipway.seed;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Where a seed stands beside its file.
///
/// @param source the file's name, or `java` for a loader
/// @param current whether the file, and what the manifest says of it, are as they were loaded last
/// @param loadedAt when it was loaded last, or null for never
public record SeedState(String name, String source, boolean current, @Nullable Instant loadedAt) {}
