package dev.slipway.launch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// One stretch of a remote run, in the platform's own word: `PRE_BUILD`, `RUNNING`.
///
/// @param status in the platform's own word; null while it is under way
/// @param elapsed null while it is under way, and when the platform does not say
public record Phase(String name, @Nullable String status, @Nullable Duration elapsed) {}
