package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How long one migration may wait and work: the run's settings, with what its own header says over
/// them. Zero is no limit.
///
/// @param lock for a lock at a time, before it steps back
/// @param deadline for its locks in all
/// @param statement for one statement; null for what the server says
/// @param waitForQuiet whether it begins only when no old transaction is in its way
public record Limits(
        Duration lock, Duration deadline, @Nullable Duration statement, boolean waitForQuiet) {}
