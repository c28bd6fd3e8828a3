package dev.slipway.shape;

import dev.slipway.database.DatabaseFailures;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Fills one table: tries what its conditions take, makes the rows, and where the table refuses
/// them leaves out those that it refuses.
final class TableFill {
    private static final String CHECK_VIOLATION = "23514";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String EXCLUSION_VIOLATION = "23P01";

    /// The bounds of a partition by hash, which no other values fulfil better.
    private static final String HASHED = "satisfies_hash_partition";

    /// Enough to see what a condition takes.
    private static final int SAMPLE = 100;

    /// How often rows that were left out are made up for.
    private static final int MOST_ROUNDS = 5;

    /// What one condition's search may cost at most.
    private static final int MOST_TRIALS = 250;

    private final Connection connection;
    private final Target target;
    private final RowPlan plan;
    private final List<String> conditions = new ArrayList<>();

    TableFill(Connection connection, Target target, RowPlan plan) {
        this.connection = connection;
        this.target = target;
        this.plan = plan;
    }

    /// @param reason why there are fewer rows than there were to be; null when there are not
    record Outcome(long rows, @Nullable String reason) {}

    Outcome fill() throws SQLException {
        var candidates = plan.rows();
        for (var condition : target.checks()) {
            // One that cannot be tried, the table itself will tell of.
            if (trial(List.of(condition), SAMPLE) != null) {
                conditions.add(condition);
                fulfil(condition);
            }
        }
        var guarded = false;
        if (!conditions.isEmpty()) {
            var tried = trial(conditions, SAMPLE);
            if (tried != null && tried.all() < tried.rows()) {
                if (tried.all() * 5 < tried.rows()) {
                    tried = trial(conditions, 20_000);
                }
                guarded = true;
                candidates = candidates(tried);
                if (candidates == 0) {
                    return new Outcome(0, refused(tried));
                }
            }
        }
        return insert(guarded, candidates);
    }

    private String refused(@Nullable Tried tried) {
        var never = new ArrayList<String>();
        for (int i = 0; i < conditions.size(); i++) {
            if (tried == null || tried.counts().get(i) == 0) {
                never.add(conditions.get(i));
            }
        }
        return "no values were found that fulfil "
                + String.join(" and ", never.isEmpty() ? conditions : never);
    }

    private long candidates(@Nullable Tried tried) {
        if (tried == null || tried.all() == 0) {
            return 0;
        }
        return (long) ((double) plan.rows() * tried.rows() / tried.all() * 1.2) + 200;
    }

    private Outcome insert(boolean guardedAtFirst, long candidatesAtFirst) throws SQLException {
        var guarded = guardedAtFirst;
        var candidates = candidatesAtFirst;
        var skip = target.exclusions();
        var tried = 0L;
        var rows = 0L;
        // What is left out is made up for, as long as that gets on.
        for (int round = 0; round < MOST_ROUNDS && rows < plan.rows(); ) {
            try (var statement = connection.createStatement()) {
                var more =
                        statement.executeLargeUpdate(
                                plan.insert(
                                        guarded ? conditions : List.of(),
                                        tried,
                                        candidates,
                                        plan.rows() - rows,
                                        skip));
                rows += more;
                tried += candidates;
                var missing = plan.rows() - rows;
                candidates =
                        missing * 2 + (long) ((double) missing * candidates / Math.max(more, 1));
                candidates = Math.min(candidates, plan.rows() * MOST_ROUNDS);
                round++;
            } catch (SQLException e) {
                var state = e.getSQLState() == null ? "" : e.getSQLState();
                if (state.equals(CHECK_VIOLATION) && !guarded && !conditions.isEmpty()) {
                    guarded = true;
                } else if ((state.equals(UNIQUE_VIOLATION) || state.equals(EXCLUSION_VIOLATION))
                        && !skip) {
                    skip = true;
                } else if (DatabaseFailures.serverError(e) == null) {
                    throw e;
                } else {
                    return new Outcome(
                            rows, "PostgreSQL: " + String.join("; ", DatabaseFailures.explain(e)));
                }
            }
        }
        if (guarded || skip || rows < tried) {
            for (var repair : plan.repairs()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(repair);
                }
            }
        }
        return new Outcome(rows, reason(rows));
    }

    private @Nullable String reason(long rows) {
        var limitation = plan.limitation();
        if (limitation != null || rows >= plan.rows()) {
            return limitation;
        }
        return "only "
                + rows
                + " of "
                + plan.rows()
                + " rows: the others would not fit its "
                + (target.exclusions() ? "EXCLUDE or unique constraints" : "constraints");
    }

    /// Looks for values that the condition takes, beside the conditions before it.
    private void fulfil(String condition) throws SQLException {
        var tried = trial(conditions, SAMPLE);
        if (tried == null || isMost(tried) || (tried.all() > 0 && condition.contains(HASHED))) {
            return;
        }
        var columns =
                target.columns().stream()
                        .filter(column -> condition.contains(column.name()))
                        .filter(column -> plan.value(column.name()).isPresent())
                        .toList();
        var trials = 0;
        for (var column : columns) {
            var number = plan.number(column.name());
            // Keys that differ are worth more than few rows to leave out.
            if (number.isEmpty() || (tried.all() > 0 && plan.isDistinct(column.name()))) {
                continue;
            }
            var others =
                    columns.stream()
                            .filter(other -> !other.name().equals(column.name()))
                            .filter(other -> other.type().equals(column.type()))
                            .flatMap(other -> plan.value(other.name()).stream())
                            .toList();
            for (var value : Alternatives.of(column, number.get(), condition, others)) {
                var back = plan.replace(column.name(), value);
                var better = trial(conditions, SAMPLE);
                if (better != null && (isMost(better) || (tried.all() == 0 && better.all() > 0))) {
                    return;
                }
                back.run();
                if (++trials == MOST_TRIALS) {
                    return;
                }
            }
        }
    }

    private static boolean isMost(Tried tried) {
        return tried.all() * 2 >= tried.rows();
    }

    /// @param counts how many rows fulfil each condition
    /// @param all how many fulfil all of them
    private record Tried(List<Long> counts, long all, long rows) {}

    /// Null when the conditions cannot be tried.
    private @Nullable Tried trial(List<String> tried, long sample) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(plan.trial(tried, sample))) {
            row.next();
            var counts = new ArrayList<Long>();
            for (int i = 1; i <= tried.size(); i++) {
                counts.add(row.getLong(i));
            }
            return new Tried(counts, row.getLong(tried.size() + 1), row.getLong(tried.size() + 2));
        } catch (SQLException e) {
            if (DatabaseFailures.serverError(e) == null) {
                throw e;
            }
            return null;
        }
    }
}
