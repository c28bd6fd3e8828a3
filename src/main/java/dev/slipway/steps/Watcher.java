package dev.slipway.steps;

import dev.slipway.database.Database;
import dev.slipway.database.Waiting;
import dev.slipway.failure.FailureException;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Looks, on a connection of its own, what the statement under way waits for and how far it is.
///
/// The connection is opened with the first statement that lasts, and kept for the run.
final class Watcher implements AutoCloseable {
    private static final Duration RARELY = Duration.ofMillis(500);
    private static final int PATIENCE_MS = 10_000;
    private static final Duration AT_LEAST = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SAY_AGAIN = Duration.ofSeconds(30);

    private final Database database;
    private final Progress progress;
    private @Nullable ScheduledExecutorService clock;
    private volatile @Nullable Connection connection;
    private volatile boolean looking;

    Watcher(Database database, Progress progress) {
        this.database = database;
        this.progress = progress;
    }

    /// Watches a session until what is returned is closed.
    ///
    /// @param pid the session's
    /// @param script the migration, as notes name it
    /// @param limits those of the migration; looked often enough to see who is in the way before
    ///     its wait is over
    /// @param patient whether the statement waits without a limit of the server's: then it is told
    ///     at once who is in its way, not only when that lasts, and it is cancelled when it lasts
    ///     longer than the deadline
    /// @param shown where an index's progress is shown
    Watch watch(int pid, String script, Limits limits, boolean patient, Progress.Step shown) {
        return new Watch(pid, script, limits, patient, shown);
    }

    private synchronized ScheduledFuture<?> every(Duration period, Runnable task) {
        if (clock == null) {
            clock =
                    Executors.newSingleThreadScheduledExecutor(
                            run -> {
                                var thread = new Thread(run, "slipway-watch");
                                thread.setDaemon(true);
                                return thread;
                            });
        }
        return clock.scheduleWithFixedDelay(
                task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Null when none can be had: watching is a help, and no reason to fail.
    private @Nullable Connection connection() {
        try {
            if (connection == null || connection.isClosed()) {
                connection = database.connect();
                // A network that went dead must not keep anybody waiting for a look.
                connection.setNetworkTimeout(Runnable::run, PATIENCE_MS);
            }
            return connection;
        } catch (SQLException | FailureException unreachable) {
            return null;
        }
    }

    @Override
    public synchronized void close() {
        if (clock != null) {
            clock.shutdownNow();
        }
        var opened = connection;
        try {
            if (opened != null && looking) {
                opened.abort(Runnable::run);
            } else if (opened != null) {
                opened.close();
            }
        } catch (SQLException gone) {
            // It was only for looking.
        }
    }

    /// One statement under way.
    final class Watch implements AutoCloseable {
        private final int pid;
        private final String script;
        private final Limits limits;
        private final boolean patient;
        private final Progress.Step shown;
        private final ScheduledFuture<?> schedule;
        private boolean over;
        private volatile @Nullable Waiting last;
        private volatile boolean gaveUp;
        private long waitsSince;
        private long saidAt;
        private String saidOf = "";

        private Watch(int pid, String script, Limits limits, boolean patient, Progress.Step shown) {
            this.pid = pid;
            this.script = script;
            this.limits = limits;
            this.patient = patient;
            this.shown = shown;
            var wait = limits.lock().isZero() || patient ? limits.deadline() : limits.lock();
            var quarter = wait.isZero() ? RARELY : wait.dividedBy(4);
            var period = quarter.compareTo(RARELY) > 0 ? RARELY : quarter;
            schedule = every(period.compareTo(AT_LEAST) < 0 ? AT_LEAST : period, this::look);
        }

        /// What it waited for when it was last looked at, or null when it waited for nobody.
        @Nullable Waiting last() {
            return last;
        }

        /// Whether it was cancelled since it waited for longer than the deadline.
        boolean gaveUp() {
            return gaveUp;
        }

        private void look() {
            looking = true;
            try {
                var looker = connection();
                if (looker != null && !schedule.isCancelled()) {
                    look(looker);
                }
            } finally {
                looking = false;
            }
        }

        private void look(Connection looker) {
            try {
                var waiting = Waiting.of(pid, looker);
                var now = System.nanoTime();
                if (waiting == null) {
                    waitsSince = 0;
                } else if (waitsSince == 0) {
                    waitsSince = now;
                }
                if (waiting != null || patient) {
                    last = waiting;
                }
                if (patient || (waiting != null && now - waitsSince > LONG.toNanos())) {
                    tell(waiting, now, looker);
                }
            } catch (SQLException e) {
                // The next look may see more.
            }
        }

        private void tell(@Nullable Waiting waiting, long now, Connection looker)
                throws SQLException {
            var index = IndexProgress.of(pid, looker);
            if (index != null) {
                shown.doing(index.phase(), index.share());
            }
            if (waiting == null) {
                return;
            }
            var waited = Duration.ofNanos(now - waitsSince);
            var first = waiting.blockers().getFirst().name();
            if (saidAt == 0 || !first.equals(saidOf) || now - saidAt > SAY_AGAIN.toNanos()) {
                progress.note(script + " waits for " + waiting.lock() + ": " + waiting.brief());
                saidAt = now;
                saidOf = first;
            }
            if (patient && !limits.deadline().isZero() && waited.compareTo(limits.deadline()) > 0) {
                cancel(looker);
            }
        }

        private synchronized void cancel(Connection looker) throws SQLException {
            if (over) {
                return;
            }
            gaveUp = true;
            try (var statement = looker.prepareStatement("select pg_cancel_backend(?)")) {
                statement.setInt(1, pid);
                statement.execute();
            }
        }

        /// Does not wait for a look that is under way. After this nothing is cancelled any more: it
        /// would hit the session's next statement.
        @Override
        public synchronized void close() {
            over = true;
            schedule.cancel(false);
        }
    }
}
