package dev.slipway.rehearse;

import dev.slipway.hazard.Finding;
import dev.slipway.observe.Change;
import dev.slipway.observe.TakenLock;
import dev.slipway.observe.Work;

import java.time.Duration;
import java.util.List;

/// What one statement did.
///
/// @param line 1-based line of its first word
/// @param sql as the script writes it, without its semicolon
/// @param from when it began, since the rehearsal's first pending migration did
/// @param elapsed how long it took here
/// @param taken locks that it took, or made stronger; the strongest first
/// @param held locks that were held already when it began, and stayed: of the statements before it
///     in the same transaction
public record RehearsedStatement(
        int line,
        String sql,
        Duration from,
        Duration elapsed,
        List<TakenLock> taken,
        List<TakenLock> held,
        List<Work> work,
        List<Change> changes,
        List<Finding> findings) {
    public RehearsedStatement {
        taken = List.copyOf(taken);
        held = List.copyOf(held);
        work = List.copyOf(work);
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }
}
