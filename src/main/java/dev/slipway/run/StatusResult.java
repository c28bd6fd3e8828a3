package dev.slipway.run;

import dev.slipway.migrate.MigrationStatus;
import dev.slipway.seed.SeedState;

import java.util.List;

/// Where a database stands beside the files.
///
/// @param seeds by name; empty when there is no seeds folder
public record StatusResult(MigrationStatus migrations, List<SeedState> seeds) {
    public StatusResult {
        seeds = List.copyOf(seeds);
    }

    /// Whether a run would find something to do.
    public boolean pending() {
        return !migrations.pending().isEmpty() || seeds.stream().anyMatch(seed -> !seed.current());
    }
}
