package dev.slipway.observe;

import dev.slipway.steps.StatementObserver;
import dev.slipway.steps.Step;

import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes the time of statements and nothing else that would make them wait: among rows, with others
/// at work, what is looked up in between counts as theirs.
public final class Stopwatch implements StatementObserver {
    private final List<Timing> timings = new ArrayList<>();
    private String script = "";
    private int number;
    private boolean inTransaction;
    private Map<Long, TableUse> used = Map.of();
    private long startedAt;

    /// In the order in which they were executed.
    public List<Timing> timings() {
        return List.copyOf(timings);
    }

    @Override
    public void begin(Step step, Connection connection) {
        script = step.script();
        number = 0;
        used = Map.of();
    }

    @Override
    public void before(Connection connection, String sql) throws SQLException {
        var open =
                connection.unwrap(BaseConnection.class).getTransactionState()
                        != TransactionState.IDLE;
        inTransaction = open || !connection.getAutoCommit();
        if (!open) {
            used = Map.of();
        }
        startedAt = System.nanoTime();
    }

    @Override
    public void after(Connection connection, Statement statement) throws SQLException {
        var elapsed = Duration.ofNanos(System.nanoTime() - startedAt);
        var now = inTransaction ? Uses.of(connection) : Map.<Long, TableUse>of();
        timings.add(new Timing(script, number++, startedAt, elapsed, Uses.since(used, now)));
        used = now;
    }

    @Override
    public void finish(Connection connection) {}
}
