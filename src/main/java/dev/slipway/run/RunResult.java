package dev.slipway.run;

import dev.slipway.aws.Snapshot;
import dev.slipway.failure.Failure;
import dev.slipway.migrate.AppliedMigration;
import dev.slipway.roles.RolesResult;
import dev.slipway.seed.SeedResult;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What one run did, also when it failed: everything listed was committed.
///
/// @param modes what was asked of the run
/// @param roles what was done to the roles, or null when the run did not get to it
/// @param schemaVersion the version the schema is at now; null when none is applied, when it is not
///     known after a failure, or when the run did not look at migrations
/// @param snapshot what was taken before the migrations, or null for none
/// @param migrations those applied by this run, oldest first
/// @param seeds those that were looked at, in the order of loading, current ones first
/// @param elapsed wall time of the whole run
/// @param failure null when everything was done
public record RunResult(
        Set<Mode> modes,
        @Nullable RolesResult roles,
        @Nullable String schemaVersion,
        @Nullable Snapshot snapshot,
        List<AppliedMigration> migrations,
        List<SeedResult> seeds,
        Duration elapsed,
        @Nullable Failure failure) {
    public RunResult {
        modes = Set.copyOf(modes);
        migrations = List.copyOf(migrations);
        seeds = List.copyOf(seeds);
    }

    /// The same as a part of something that took longer.
    public RunResult withElapsed(Duration newElapsed) {
        return new RunResult(
                modes, roles, schemaVersion, snapshot, migrations, seeds, newElapsed, failure);
    }

    /// How many seeds were loaded, as against found current.
    public long seedsLoaded() {
        return seeds.stream().filter(seed -> seed.status() == SeedResult.Status.LOADED).count();
    }
}
