package dev.slipway.observe;

import dev.slipway.sql.SqlStatement;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What was seen of one statement.
///
/// @param statement as the script writes it
/// @param from when it began, since the first migration did
/// @param transaction the number of the transaction that it ran in, as they came; 0 outside of any
/// @param lockTimeout how long it would have waited for a lock at most; zero for ever
/// @param taken locks on relations that it took, or made stronger, by the relation's OID
/// @param held locks that its transaction had before
/// @param uses by the table's OID
/// @param plans of the queries in it, those of functions too
/// @param before the catalog before it
/// @param after the catalog after it
public record StatementObservation(
        SqlStatement statement,
        Duration from,
        Duration elapsed,
        int transaction,
        Duration lockTimeout,
        Map<Long, LockMode> taken,
        Map<Long, LockMode> held,
        Map<Long, TableUse> uses,
        List<Notice> notices,
        List<Plan> plans,
        Catalog before,
        Catalog after,
        Definitions definitions) {
    public StatementObservation {
        taken = Map.copyOf(taken);
        held = Map.copyOf(held);
        uses = Map.copyOf(uses);
        notices = List.copyOf(notices);
        plans = List.copyOf(plans);
    }

    /// Whether it ran inside a transaction, whose locks stay.
    public boolean isTransactional() {
        return transaction != 0;
    }
}
