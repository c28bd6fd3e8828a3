package dev.slipway.rehearse;

import dev.slipway.canary.Blocked;
import dev.slipway.canary.Impact;
import dev.slipway.failure.Failure;
import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What a rehearsal saw.
///
/// @param serverVersion of the throwaway server, such as `17.6`
/// @param start what counts as applied, in words: `version 12`, `main`, `the history of
///     db.internal:5432/shop`
/// @param applied how many migrations were there before
/// @param migrations those that were pending, in their order
/// @param tables those that were filled with made-up rows; empty when none was asked for
/// @param blocked when canaries waited, earliest first; empty without rows
/// @param impacts what that comes to by migration and table; empty without rows
/// @param warnings what was odd on the way, a line each
/// @param elapsed of all of it, the server's start included
/// @param failure of the migration that failed, as it would in production, or null
public record Rehearsal(
        String serverVersion,
        String start,
        int applied,
        List<RehearsedMigration> migrations,
        List<TableRows> tables,
        List<Blocked> blocked,
        List<Impact> impacts,
        List<String> warnings,
        Duration elapsed,
        @Nullable Failure failure) {
    public Rehearsal {
        migrations = List.copyOf(migrations);
        tables = List.copyOf(tables);
        blocked = List.copyOf(blocked);
        impacts = List.copyOf(impacts);
        warnings = List.copyOf(warnings);
    }

    /// A table with made-up rows.
    ///
    /// @param bytes its size here, indexes left out
    /// @param productionRows its rows in production as the shape says, or null
    /// @param productionBytes its size in production, or null
    /// @param note why it has none, or fewer than asked for; null when all went well
    public record TableRows(
            String table,
            long rows,
            long bytes,
            @Nullable Long productionRows,
            @Nullable Long productionBytes,
            @Nullable String note) {}

    /// All findings, allowed ones too, in the order of the scripts.
    public Stream<Finding> findings() {
        return migrations.stream()
                .flatMap(migration -> migration.statements().stream())
                .flatMap(statement -> statement.findings().stream());
    }

    /// How many findings of this level nobody has allowed.
    public long open(Level level) {
        return findings().filter(finding -> finding.isOpen() && finding.level() == level).count();
    }

    /// Whether a finding of this level or a worse one is open.
    public boolean fails(Level level) {
        return findings()
                .anyMatch(finding -> finding.isOpen() && finding.level().compareTo(level) >= 0);
    }
}
