package dev.slipway.migrate;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Where the schema stands beside the files.
///
/// @param schemaVersion the highest version applied, or null for none
/// @param applied in the order in which they were applied
/// @param pending in the order in which they would be applied
/// @param warnings what a person should look at, a line each
public record MigrationStatus(
        @Nullable String schemaVersion,
        List<Entry> applied,
        List<PendingMigration> pending,
        List<String> warnings) {
    public MigrationStatus {
        applied = List.copyOf(applied);
        pending = List.copyOf(pending);
        warnings = List.copyOf(warnings);
    }

    /// A migration that the history holds.
    ///
    /// @param version null for a repeatable one
    /// @param appliedBy the database user, or the name that installedBy gave
    public record Entry(
            @Nullable String version,
            String description,
            String script,
            Instant appliedAt,
            String appliedBy) {}
}
