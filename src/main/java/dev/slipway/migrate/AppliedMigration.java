package dev.slipway.migrate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// A migration that this run applied.
///
/// @param version null for a repeatable one
/// @param script the file's path below its location
/// @param elapsed wall time of its statements
public record AppliedMigration(
        @Nullable String version, String description, String script, Duration elapsed) {}
