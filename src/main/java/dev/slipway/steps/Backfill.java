package dev.slipway.steps;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.progress.Progress;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Does one statement in batches along a key, each committed with the place that it reached, so
/// that an interruption costs one batch and the next run goes on behind it.
///
/// It goes on until no row has a greater key than the last one done. Rows that come to be behind
/// that place meanwhile are not seen: what writes them must write them as the backfill would.
final class Backfill {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String QUERY_CANCELED = "57014";
    private static final Set<String> WORTH_RETRYING = Set.of(LOCK_NOT_AVAILABLE, "40P01", "40001");
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(5);

    private final Database database;
    private final Progress progress;
    private final String script;
    private final BackfillStatement statement;
    private final BackfillOptions options;
    private final Limits limits;

    /// @param script what messages call the migration
    Backfill(
            Database database,
            Progress progress,
            String script,
            BackfillStatement statement,
            BackfillOptions options,
            Limits limits) {
        this.database = database;
        this.progress = progress;
        this.script = script;
        this.statement = statement;
        this.options = options;
        this.limits = limits;
    }

    /// Does all batches that are left.
    ///
    /// @param connection one that nothing else uses meanwhile; it is left in autocommit
    /// @return the place at the end
    /// @throws FailureException exit 7 when the statement cannot be done by this key (nothing was
    ///     done then) or a batch fails, 6 when a lock cannot be had, 130 when interrupted; the
    ///     batches before are committed, with their place
    Checkpoint.Place run(Connection connection, Checkpoint checkpoint) {
        var place = checkpoint.place().orElse(new Checkpoint.Place(null, 0, 0, 0, options.batch()));
        try {
            var table = open(connection);
            connection.setAutoCommit(false);
            try {
                return new Batches(connection, checkpoint, table, place).run();
            } finally {
                end(connection);
            }
        } catch (SQLException e) {
            throw failure(e, place);
        }
    }

    private BackfillTable open(Connection connection) throws SQLException {
        var reasons = new ArrayList<String>();
        var table = BackfillTable.open(connection, statement, reasons);
        if (options.maxLag() != null && ReplicaLag.worst(connection).isEmpty()) {
            reasons.add(
                    "max_lag is given, and user "
                            + database.settings().user()
                            + " may not see how far replicas are behind; grant pg_monitor to it");
        }
        if (table.isEmpty() || !reasons.isEmpty()) {
            throw Failure.of(
                            Kind.MIGRATION,
                            script + " cannot be done in batches; nothing of it was done",
                            reasons.stream().map(Problem::of).toList(),
                            "choose a key that is never null and begins an index, such as the primary key")
                    .about(script)
                    .exception();
        }
        return table.get();
    }

    /// Leaves no transaction open, whatever happened.
    private static void end(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            // The server rolls back what a lost connection had begun.
        }
    }

    private FailureException failure(SQLException e, Checkpoint.Place place) {
        if (database.isInterrupted()) {
            return interruption(place).exception(e);
        }
        var what =
                script
                        + " stopped in a batch, which was rolled back; "
                        + committed(place)
                        + " committed";
        return DatabaseFailures.general(e, what, database.settings())
                .map(failure -> failure.about(script))
                .orElseGet(
                        () ->
                                new Failure(
                                        WORTH_RETRYING.contains(state(e))
                                                ? Kind.LOCKED
                                                : Kind.MIGRATION,
                                        what,
                                        List.of(),
                                        List.of(),
                                        DatabaseFailures.explain(e),
                                        List.of(fix(e)),
                                        script))
                .exception(e);
    }

    private Failure interruption(Checkpoint.Place place) {
        return database.interruption()
                .withWhat(
                        "the run was interrupted in "
                                + script
                                + "; the batch under way was rolled back, "
                                + committed(place)
                                + " committed")
                .about(script);
    }

    private static String committed(Checkpoint.Place place) {
        return place.batches() == 0
                ? "no batch was"
                : "the "
                        + Count.of(place.batches())
                        + " before it, up to key "
                        + place.key()
                        + ", stay";
    }

    private static String fix(SQLException e) {
        return switch (state(e)) {
            case QUERY_CANCELED ->
                    "declare a smaller batch or a longer statement_timeout in the header, then run again: it goes on where it stopped";
            case LOCK_NOT_AVAILABLE ->
                    "end what holds the rows or the table (pg_blocking_pids tells), or give a longer lock_deadline, then run again: it goes on where it stopped";
            default ->
                    "correct the rows or the statement, then run again: it goes on where it stopped";
        };
    }

    private static String state(SQLException e) {
        return Objects.requireNonNullElse(e.getSQLState(), "");
    }

    /// One run through what is left.
    private final class Batches {
        private final Connection connection;
        private final Checkpoint checkpoint;
        private final BackfillTable table;
        private final BatchSize size;
        private final long startedAt = System.nanoTime();
        private final long passedBefore;
        private Checkpoint.Place place;
        private long notedAt = startedAt;

        Batches(
                Connection connection,
                Checkpoint checkpoint,
                BackfillTable table,
                Checkpoint.Place place) {
            this.connection = connection;
            this.checkpoint = checkpoint;
            this.table = table;
            this.place = place;
            this.passedBefore = place.passed();
            this.size =
                    new BatchSize(
                            options,
                            place.batchSize(),
                            Objects.requireNonNullElse(limits.statement(), Duration.ZERO));
        }

        Checkpoint.Place run() {
            if (place.key() != null) {
                progress.note(
                        script
                                + ": goes on behind key "
                                + place.key()
                                + ", "
                                + Count.of(place.passed(), "row")
                                + " are done");
            }
            try {
                awaitReplicas();
                while (batch()) {
                    note();
                    rest(options.pause());
                    awaitReplicas();
                }
            } catch (SQLException e) {
                throw failure(e, place);
            }
            progress.note(
                    script
                            + ": "
                            + Count.of(place.written(), "row")
                            + " written in "
                            + (place.batches() == 1
                                    ? "1 batch"
                                    : Count.of(place.batches()) + " batches"));
            return place;
        }

        /// The next batch, tried again while only a lock is in its way; false when nothing is left.
        private boolean batch() throws SQLException {
            var began = System.nanoTime();
            var told = false;
            while (true) {
                checkNotInterrupted();
                try {
                    return tryBatch();
                } catch (SQLException e) {
                    connection.rollback();
                    checkNotInterrupted();
                    if (state(e).equals(QUERY_CANCELED) && size.halve()) {
                        progress.note(
                                script
                                        + ": a batch took longer than statement_timeout and was rolled back; goes on with "
                                        + Count.of(size.rows(), "row"));
                    } else if (WORTH_RETRYING.contains(state(e)) && !deadlineIsPast(began)) {
                        if (!told) {
                            told = true;
                            progress.note(
                                    script
                                            + ": a batch was rolled back and is tried again: "
                                            + DatabaseFailures.explain(e).getFirst());
                        }
                        rest(Duration.ofMillis(ThreadLocalRandom.current().nextLong(100, 500)));
                    } else {
                        throw e;
                    }
                }
            }
        }

        private boolean deadlineIsPast(long began) {
            return !limits.deadline().isZero()
                    && System.nanoTime() - began >= limits.deadline().toNanos();
        }

        private boolean tryBatch() throws SQLException {
            var began = System.nanoTime();
            limit();
            var bound = table.next(place.key(), size.rows());
            if (bound.isEmpty()) {
                connection.rollback();
                return false;
            }
            var last = bound.get().key();
            var written = table.execute(place.key(), last);
            var full = bound.get().rows() >= size.rows();
            var elapsed = Duration.ofNanos(System.nanoTime() - began);
            if (full) {
                size.took(elapsed);
            }
            var reached =
                    new Checkpoint.Place(
                            last,
                            place.passed() + bound.get().rows(),
                            place.written() + written,
                            place.batches() + 1,
                            size.rows());
            checkpoint.reached(connection, reached);
            connection.commit();
            place = reached;
            return true;
        }

        private void limit() throws SQLException {
            var sql =
                    "set local lock_timeout = "
                            + limits.lock().toMillis()
                            + (limits.statement() == null
                                    ? ""
                                    : "; set local statement_timeout = "
                                            + limits.statement().toMillis());
            try (var set = connection.createStatement()) {
                set.execute(sql);
            }
        }

        private void note() {
            var now = System.nanoTime();
            if (now - notedAt < BETWEEN_NOTES.toNanos()) {
                return;
            }
            notedAt = now;
            var line =
                    new StringBuilder(script)
                            .append(": ")
                            .append(Count.of(place.passed(), "row"))
                            .append(" done");
            var total = table.estimatedRows();
            var passed = place.passed() - passedBefore;
            if (total > place.passed() && passed > 0) {
                var left = (now - startedAt) / passed * (total - place.passed());
                line.append(" of about ")
                        .append(Count.of(total))
                        .append(", ")
                        .append(place.passed() * 100 / total)
                        .append(" %, about ")
                        .append(words(Duration.ofNanos(left)))
                        .append(" left");
            }
            progress.note(line + ", " + Count.of(size.rows()) + " a batch");
        }

        private void awaitReplicas() throws SQLException {
            var limit = options.maxLag();
            if (limit == null) {
                return;
            }
            var told = false;
            for (var lag = lag(); lag.compareTo(limit) > 0; lag = lag()) {
                if (!told) {
                    told = true;
                    progress.note(
                            script
                                    + ": a replica is "
                                    + words(lag)
                                    + " behind; waits until that is "
                                    + words(limit)
                                    + " at most");
                }
                rest(Duration.ofSeconds(1));
            }
            if (told) {
                progress.note(script + ": the replicas have caught up; goes on");
            }
        }

        private Duration lag() throws SQLException {
            var lag = ReplicaLag.worst(connection).orElse(Duration.ZERO);
            // No snapshot is kept while it waits.
            connection.rollback();
            return lag;
        }

        private void rest(Duration duration) {
            try {
                database.pause(duration);
            } catch (FailureException e) {
                throw interruption(place).exception(e);
            }
        }

        private void checkNotInterrupted() {
            if (database.isInterrupted()) {
                throw interruption(place).exception();
            }
        }
    }

    /// `40 s`, `12 min`, `3 h`.
    private static String words(Duration duration) {
        var seconds = Math.max(1, duration.toSeconds());
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
