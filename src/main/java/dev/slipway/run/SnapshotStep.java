package dev.slipway.run;

import dev.slipway.aws.Snapshot;
import dev.slipway.aws.SnapshotRequest;
import dev.slipway.aws.Snapshots;
import dev.slipway.database.Database;
import dev.slipway.failure.FailureException;
import dev.slipway.migrate.Migrator;
import dev.slipway.progress.Progress;
import dev.slipway.settings.SnapshotSettings;

import org.jspecify.annotations.Nullable;

/// A snapshot of the whole database, before migrations change it.
final class SnapshotStep {
    private SnapshotStep() {}

    /// Takes a snapshot when one is wanted and a migration is pending.
    ///
    /// @param wanted null when none is
    /// @return null when none was taken
    /// @throws FailureException when it could not be taken, or the history refuses a migration:
    ///     nothing was changed
    static @Nullable Snapshot before(
            Migrator migrator,
            @Nullable SnapshotSettings wanted,
            Database database,
            Progress progress) {
        if (wanted == null) {
            return null;
        }
        var status = migrator.plan();
        if (status.pending().isEmpty()) {
            return null;
        }
        return new Snapshots(progress, database::checkNotInterrupted)
                .take(
                        new SnapshotRequest(
                                database.settings().host(),
                                database.settings().database(),
                                status.schemaVersion(),
                                database.applicationName(),
                                wanted.of(),
                                wanted.timeout()));
    }
}
