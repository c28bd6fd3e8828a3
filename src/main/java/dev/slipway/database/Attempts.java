package dev.slipway.database;

import dev.slipway.failure.FailureException;
import dev.slipway.progress.Progress;

import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Tries to connect until it works, until it is plain that it cannot, or until the time for it is
/// over.
final class Attempts {
    /// Nobody who is there takes longer, and a name may lead to another server by then.
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /// Less says nothing about the server.
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 5000;

    private final Duration budget;
    private final Progress progress;

    /// Tries nothing yet.
    ///
    /// @param budget for all attempts together
    Attempts(Duration budget, Progress progress) {
        this.budget = budget;
        this.progress = progress;
    }

    /// One attempt.
    @FunctionalInterface
    interface Attempt {
        /// Opens a connection, or fails.
        ///
        /// @param limit how long it may take
        /// @throws Passing when another attempt may end better
        Connection open(Duration limit) throws InterruptedException;
    }

    /// @throws FailureException of the last attempt, with how often and how long was tried
    Connection make(Attempt attempt) throws InterruptedException {
        var started = System.nanoTime();
        for (int tried = 1; ; tried++) {
            try {
                return attempt.open(limit(left(started)));
            } catch (Passing passing) {
                var pause = pause(tried);
                var left = left(started).minus(pause);
                if (left.isNegative() || left.isZero()) {
                    throw given(passing, tried, started);
                }
                progress.note(
                        passing.failure().what().replace("; nothing was done", "")
                                + "; trying again in "
                                + seconds(pause)
                                + " s ("
                                + Math.max(1, left.toSeconds())
                                + " s left)");
                Thread.sleep(pause);
            }
        }
    }

    private static FailureException given(Passing passing, int tried, long started) {
        return passing.failure()
                .withWhy(
                        "tried "
                                + (tried == 1 ? "once" : tried + " times")
                                + " within "
                                + seconds(since(started))
                                + " s; CONNECT_TIMEOUT, or connect_timeout in the URL, sets for how long")
                .exception(passing);
    }

    private static Duration limit(Duration left) {
        if (left.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    /// Twice as long each time, less up to a half: a server that comes back is not met by everybody
    /// at once.
    private static Duration pause(int tried) {
        var longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(tried, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private Duration left(long started) {
        return budget.minus(since(started));
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /// `1.3`.
    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis() / 100, 1).toPlainString();
    }
}
