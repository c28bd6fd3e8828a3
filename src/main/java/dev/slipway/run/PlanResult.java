package dev.slipway.run;

import dev.slipway.migrate.PendingMigration;
import dev.slipway.seed.SeedResult;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// What a run would do. Nothing was changed.
///
/// @param schemaVersion the version the schema is at now, or null for none
/// @param snapshot whether a snapshot would be taken before the migrations
/// @param migrations in the order in which they would be applied
/// @param seeds in the order in which they would be loaded, current ones first
public record PlanResult(
        Set<Mode> modes,
        @Nullable String schemaVersion,
        boolean snapshot,
        List<PendingMigration> migrations,
        List<SeedResult> seeds) {
    public PlanResult {
        modes = Set.copyOf(modes);
        migrations = List.copyOf(migrations);
        seeds = List.copyOf(seeds);
    }

    /// Whether a table is no longer as a current seed left it.
    public boolean isDrifted() {
        return seeds.stream().anyMatch(SeedResult::isDrifted);
    }
}
