package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.database.Waiting;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Seconds;
import dev.slipway.progress.Progress;
import dev.slipway.steps.Limits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The tries of a migration for its locks. A statement that waits for a table's lock makes
/// everybody behind it wait as well, so it waits for seconds only, steps back, lets others pass,
/// and comes again, until a deadline.
final class LockTries {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Database database;
    private final Progress progress;
    private final boolean group;
    private @Nullable String script;
    private long startedAt;
    private int tries;
    /// Who was in the way when somebody was seen last: the last try can be too short to look.
    private @Nullable Waiting seen;

    /// @param group whether all migrations share one transaction, and so their tries
    LockTries(Database database, Progress progress, boolean group) {
        this.database = database;
        this.progress = progress;
        this.group = group;
    }

    /// How long a migration may still wait for locks: zero for as long as it takes, never less than
    /// a moment.
    Duration left(String next, Limits limits) {
        var another = group ? script == null : !next.equals(script);
        script = next;
        if (another) {
            startedAt = System.nanoTime();
            tries = 0;
            seen = null;
        }
        return limits.deadline().isZero()
                ? Duration.ZERO
                : atLeast(limits.deadline().minus(spent()), Duration.ofMillis(1));
    }

    /// Waits until the next try is due, and says so.
    ///
    /// @param waiting who was in the way; null when nobody was seen
    /// @param state what became of the migration and of those before it
    /// @throws FailureException when the deadline is over (exit 6), or when the
    ///     run is interrupted
    void stepBack(Limits limits, @Nullable Waiting waiting, String state) {
        tries++;
        seen = waiting == null ? seen : waiting;
        var unlimited = limits.deadline().isZero();
        var left = limits.deadline().minus(spent());
        if (!unlimited && (left.isNegative() || left.isZero())) {
            throw locked(seen, state);
        }
        var pause = pause(limits);
        if (!unlimited && pause.compareTo(left) > 0) {
            pause = left;
        }
        progress.note(
                script
                        + " waited in vain for "
                        + (waiting == null ? "a lock" : waiting.lock())
                        + " and stepped back; trying again in "
                        + tenths(pause)
                        + (unlimited ? "" : " (" + tenths(left) + " left)")
                        + (waiting == null ? "" : ": " + waiting.brief()));
        database.pause(pause);
    }

    /// Waits until nobody is in the way.
    ///
    /// @param look who is in the way now; null when nobody is
    void awaitQuiet(Limits limits, Look look, String state) {
        var said = "";
        for (var waiting = look.now(); waiting != null; waiting = look.now()) {
            if (!limits.deadline().isZero() && spent().compareTo(limits.deadline()) >= 0) {
                throw locked(waiting, state);
            }
            var first = waiting.blockers().getFirst().name();
            if (!first.equals(said)) {
                progress.note(script + " waits for quiet: " + waiting.brief());
                said = first;
            }
            database.pause(Duration.ofMillis(250));
        }
    }

    @FunctionalInterface
    interface Look {
        @Nullable Waiting now();
    }

    private FailureException locked(@Nullable Waiting waiting, String state) {
        return new Failure(
                        Kind.LOCKED,
                        script
                                + " waited "
                                + Seconds.of(Duration.ofSeconds(Math.max(1, spent().toSeconds())))
                                + " for "
                                + (waiting == null ? "a lock" : waiting.lock())
                                + (tries > 1 ? ", in " + tries + " tries" : "")
                                + "; "
                                + state,
                        List.of(),
                        List.of(),
                        waiting == null
                                ? List.of("who was in its way was gone before it could be seen")
                                : waiting.lines(),
                        List.of(
                                (waiting == null ? "end that session" : waiting.remedy())
                                        + ", or run again when it has finished; nothing needs repair",
                                "LOCK_DEADLINE sets how long to try"),
                        script)
                .exception();
    }

    private Duration spent() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /// Grows from about the lock's own limit, or a second, to fifteen; with jitter, so that several
    /// who wait do not come back together.
    private Duration pause(Limits limits) {
        var first = limits.lock().isZero() ? 1000 : Math.min(1000, limits.lock().toMillis());
        var grown = Math.min(LONGEST_PAUSE.toMillis(), first << Math.min(tries - 1, 10));
        return Duration.ofMillis(grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1));
    }

    private static Duration atLeast(Duration duration, Duration least) {
        return duration.compareTo(least) < 0 ? least : duration;
    }

    private static String tenths(Duration duration) {
        return Seconds.of(Duration.ofMillis(Math.round(duration.toMillis() / 100.0) * 100));
    }
}
