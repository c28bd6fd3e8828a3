package dev.slipway.seed;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What became of one seed.
///
/// @param source the files' names, or `java` for a loader
/// @param table the table as the manifest names it, or null where a seed fills none or several
/// @param changes the exact counts; null for a script or a loader that was only planned
/// @param rejected rows that were left out for their faults
/// @param samples a few of the changed rows of each kind, where they were asked for
/// @param note what else is to be said: why a load would be refused; or null
public record SeedResult(
        String name,
        String source,
        @Nullable String table,
        Status status,
        @Nullable SeedChanges changes,
        long rejected,
        List<RowChange> samples,
        @Nullable String note,
        Duration elapsed) {
    public SeedResult {
        samples = List.copyOf(samples);
    }

    /// How far it went.
    public enum Status {
        /// Loaded and committed by this run.
        LOADED,
        /// Unchanged since it was loaded last; not read.
        CURRENT,
        /// Would be loaded; nothing was changed.
        PLANNED,
        /// Unchanged since it was loaded last, and compared with the table all the same.
        VERIFIED,
        /// Not for this environment.
        EXCLUDED
    }

    /// Whether the table is no longer as the seed left it.
    public boolean isDrifted() {
        return status == Status.VERIFIED && changes != null && !changes.isNothing();
    }
}
