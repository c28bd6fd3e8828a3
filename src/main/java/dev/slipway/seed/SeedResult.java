package dev.slipway.seed;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What became of one seed.
///
/// @param source the file's name, or `java` for a loader
/// @param table the table as the manifest names it, or null for a loader
/// @param changes the exact counts; null for a loader that was only planned
public record SeedResult(
        String name,
        String source,
        @Nullable String table,
        Status status,
        @Nullable SeedChanges changes,
        Duration elapsed) {
    public enum Status {
        /// Loaded and committed by this run.
        LOADED,
        /// Unchanged since it was loaded last; not read.
        CURRENT,
        /// Would be loaded; nothing was changed.
        PLANNED
    }
}
