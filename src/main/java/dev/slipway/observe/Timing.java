package dev.slipway.observe;

import java.time.Duration;
import java.util.Map;

/// How long one statement took among rows.
///
/// @param script as the history calls it
/// @param number of the statement among those of its script that were executed, from 0 on
/// @param from when it began, in the time of {@link System#nanoTime}
/// @param uses by the table's OID; empty for a statement outside of a transaction
public record Timing(
        String script, int number, long from, Duration elapsed, Map<Long, TableUse> uses) {
    public Timing {
        uses = Map.copyOf(uses);
    }

    /// When it ended, in the time of {@link System#nanoTime}.
    public long until() {
        return from + elapsed.toNanos();
    }
}
