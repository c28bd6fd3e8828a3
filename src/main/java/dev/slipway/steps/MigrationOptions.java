package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What one migration's header asks for; null where it says nothing.
///
/// @param lockTimeout for a table's lock at a time; zero for no limit
/// @param statementTimeout for one statement, of a backfill for one batch; zero for no limit
/// @param lockDeadline for a table's lock in all; zero for no limit
/// @param backfill of a script whose statement is done in batches
public record MigrationOptions(
        @Nullable Duration lockTimeout,
        @Nullable Duration statementTimeout,
        @Nullable Duration lockDeadline,
        @Nullable BackfillOptions backfill) {}
