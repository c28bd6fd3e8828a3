package dev.slipway.observe;

import java.time.Duration;
import java.util.List;

/// What was seen of one migration.
///
/// @param script as the history calls it
/// @param transactional whether its statements share one transaction
/// @param from when it began, since the first one did
/// @param before the catalog before it
/// @param backfill whether its statement is run in batches
/// @param statements those that were executed, in their order
public record MigrationObservation(
        String script,
        boolean transactional,
        boolean backfill,
        Duration from,
        Duration elapsed,
        Catalog before,
        List<StatementObservation> statements) {
    public MigrationObservation {
        statements = List.copyOf(statements);
    }

    /// The catalog after its last statement.
    public Catalog after() {
        return statements.isEmpty() ? before : statements.getLast().after();
    }
}
