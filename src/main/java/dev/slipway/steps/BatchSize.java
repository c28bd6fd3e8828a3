package dev.slipway.steps;

import java.time.Duration;

/// How many rows the next batch takes: as many as about a second allows, within a tenth and ten
/// times of what was declared.
final class BatchSize {
    private static final Duration AIM = Duration.ofSeconds(1);

    private final BackfillOptions options;
    private final Duration aim;
    private int rows;

    /// @param rows what to begin with
    /// @param statementTimeout what no batch may last; zero for no limit
    BatchSize(BackfillOptions options, int rows, Duration statementTimeout) {
        this.options = options;
        this.rows = within(rows);
        // Far enough from the limit that a slower batch than the last one still ends in time.
        var limit = statementTimeout.dividedBy(4);
        this.aim = limit.isZero() || limit.compareTo(AIM) > 0 ? AIM : limit;
    }

    int rows() {
        return rows;
    }

    /// Adapts to how long a full batch took, by twice or half at most.
    void took(Duration elapsed) {
        var factor = (double) aim.toNanos() / Math.max(1, elapsed.toNanos());
        rows = within(Math.round(rows * Math.clamp(factor, 0.5, 2)));
    }

    /// Takes half as many; false when it cannot take fewer.
    boolean halve() {
        var before = rows;
        rows = within(rows / 2);
        return rows < before;
    }

    private int within(long wanted) {
        return Math.clamp(wanted, options.smallest(), options.largest());
    }
}
