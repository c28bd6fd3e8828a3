package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How long a run waits, and for what.
///
/// @param runLock for another run to finish
/// @param lock for a table's lock at a time, before it steps back and lets others pass
/// @param lockDeadline for a table's lock in all, a migration
/// @param statement for one statement of a migration, or null for as long as it takes
/// @param run for everything, or null for as long as it takes
/// @param waitForQuiet whether a migration begins only when no old transaction is in its way
public record TimeLimits(
        Duration runLock,
        Duration lock,
        Duration lockDeadline,
        @Nullable Duration statement,
        @Nullable Duration run,
        boolean waitForQuiet) {}
