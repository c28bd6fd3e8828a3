package dev.slipway.steps;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.database.Identifiers;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.failure.Seconds;
import dev.slipway.progress.Progress;
import dev.slipway.sql.SqlStatement;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Runs the statements of a migration that has no transaction around it, so that after any
/// interruption the next run goes on where this one was.
///
/// Only a complaint of the server about a statement itself leaves {@link #run} as a {@link
/// SQLException}, and makes the migration a failed one in the history. Everything else leaves it as
/// a {@link FailureException}: the migration then is as if it had not been begun, but for its entry
/// in the journal.
final class OutsideRun {
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final Step step;
    private final Database database;
    private final Journal journal;
    private final Progress progress;
    private final Watcher watcher;
    private final StatementObserver observer;
    private final Progress.Step shown;
    private Journal.@Nullable Entry entry;
    /// How many statements came by in this run, and the checksum of their texts.
    private int position;
    private long digest;
    /// How many statements the script's own transaction has so far; 0 outside of one.
    private int inTransaction;

    OutsideRun(
            Step step,
            Database database,
            Journal journal,
            Progress progress,
            Watcher watcher,
            StatementObserver observer,
            Progress.Step shown) {
        this.step = step;
        this.database = database;
        this.journal = journal;
        this.progress = progress;
        this.watcher = watcher;
        this.observer = observer;
        this.shown = shown;
    }

    boolean run(Connection connection, Statement statement, String sql) throws SQLException {
        database.checkNotInterrupted();
        if (entry == null) {
            entry = open(connection);
        }
        position++;
        digest = Journal.digest(digest, sql);
        var parsed = SqlStatement.split(sql);
        var kind =
                parsed.isEmpty()
                        ? new OutsideStatement.Repeatable()
                        : OutsideStatement.of(parsed.getFirst());
        try {
            if (position <= entry.done()) {
                if (position == entry.done()) {
                    goOn(connection, entry);
                }
                return kind.isForSession() && statement.execute(sql);
            }
            if (step.backfill() != null) {
                observer.before(connection, sql);
                backfill(connection, sql, step.backfill());
                observer.after(connection, statement);
                return false;
            }
            if (inTransaction > 0 || kind instanceof OutsideStatement.TransactionStart) {
                return ofOwnTransaction(connection, statement, sql, kind);
            }
            return kind.canRunInside()
                    ? inside(connection, statement, sql)
                    : outside(connection, statement, sql, kind);
        } catch (SQLException e) {
            throw complaint(connection, e);
        }
    }

    /// All statements came by.
    ///
    /// @throws FailureException when the script has fewer than are done already
    void end(Connection connection) throws SQLException {
        if (entry != null && position < entry.done() && entry.digest() != Journal.UNKNOWN) {
            throw editedBehind(connection, entry.done());
        }
    }

    private Journal.Entry open(Connection connection) {
        try {
            awaitTheDead(connection);
            return journal.open(connection, step.script());
        } catch (SQLException e) {
            var what =
                    step.script()
                            + " cannot be begun without a note in "
                            + plain(journal.table())
                            + "; nothing of it was done now";
            database.checkNotInterrupted();
            throw ("42501".equals(e.getSQLState())
                            ? Failure.of(
                                    Kind.REFUSED,
                                    what,
                                    DatabaseFailures.explain(e).getFirst(),
                                    "let user "
                                            + database.settings().user()
                                            + " write there: grant create on schema "
                                            + plain(journal.table().replaceFirst("\\.[^.]*$", ""))
                                            + " to "
                                            + plain(Identifiers.quote(database.settings().user()))
                                            + ";")
                            : DatabaseFailures.general(e, what, database.settings())
                                    .orElseGet(
                                            () ->
                                                    Failure.of(
                                                            Kind.MIGRATION,
                                                            what,
                                                            DatabaseFailures.explain(e).getFirst(),
                                                            "correct what the cause names and run again")))
                    .about(step.script())
                    .exception(e);
        }
    }

    /// Without the quotes that it does not need.
    private static String plain(String quoted) {
        return quoted.replaceAll("\"([a-z_][a-z0-9_]*)\"", "$1");
    }

    /// Waits until the server has ended what a killed run left running.
    private void awaitTheDead(Connection connection) throws SQLException {
        var started = System.nanoTime();
        var told = false;
        for (var pid = journal.heldBy(connection); pid != null; pid = journal.heldBy(connection)) {
            var session = "the session of an earlier run (pid " + pid + ") to end";
            var deadline = step.limits().deadline();
            if (!deadline.isZero() && System.nanoTime() - started > deadline.toNanos()) {
                throw Failure.of(
                                Kind.LOCKED,
                                step.script()
                                        + " waited for longer than "
                                        + Seconds.of(deadline)
                                        + " for "
                                        + session
                                        + "; nothing of it was done now",
                                "that run is gone, and the server still works on its statement",
                                "run again when it has finished, or end it (select pg_terminate_backend("
                                        + pid
                                        + ");)")
                        .about(step.script())
                        .exception();
            }
            if (!told) {
                progress.note(step.script() + " waits for " + session);
                told = true;
            }
            database.pause(A_MOMENT);
        }
    }

    /// What was done so far was done by this text; by another, nobody knows what is left to do.
    private void goOn(Connection connection, Journal.Entry noted) throws SQLException {
        if (noted.digest() != Journal.UNKNOWN && noted.digest() != digest) {
            throw editedBehind(connection, noted.done());
        }
        progress.note(
                step.script()
                        + " goes on where an earlier run was interrupted, after statement "
                        + noted.done());
    }

    private FailureException editedBehind(Connection connection, int done) throws SQLException {
        return edited(connection, "was edited after it was interrupted behind statement " + done);
    }

    /// Notes it too, so that a person can decide it with a repair.
    private FailureException edited(Connection connection, String how) throws SQLException {
        journal.fail(connection, step.script(), how);
        return Failure.of(
                        Kind.HISTORY,
                        step.script() + " " + how + "; nothing was done",
                        "what its finished statements did stays in the database, and the file no longer says what that is",
                        "bring the file back as it was and run again; or see what is done with slipway repair, and let slipway repair --yes go on behind that with the file as it is now")
                .about(step.script())
                .exception();
    }

    /// A transaction that the script begins and ends itself is done as a whole.
    private boolean ofOwnTransaction(
            Connection connection, Statement statement, String sql, OutsideStatement kind)
            throws SQLException {
        inTransaction++;
        if (!(kind instanceof OutsideStatement.TransactionEnd end)) {
            return observed(connection, statement, sql);
        }
        if (end.commits()) {
            journal.finish(connection, step.script(), inTransaction, digest);
        }
        var rows = watched(connection, statement, sql);
        if (!end.commits()) {
            journal.finish(connection, step.script(), inTransaction, digest);
        }
        inTransaction = 0;
        return rows;
    }

    /// The statement and its entry, both or neither.
    private boolean inside(Connection connection, Statement statement, String sql)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            var rows = observed(connection, statement, sql);
            journal.finish(connection, step.script(), 1, digest);
            connection.commit();
            return rows;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private boolean outside(
            Connection connection, Statement statement, String sql, OutsideStatement kind)
            throws SQLException {
        var noted = Objects.requireNonNull(entry);
        var begun = noted.begun() && position == noted.done() + 1;
        var cleaned = clean(connection, kind, begun ? noted.before() : null);
        if (begun || cleaned) {
            switch (kind.remains(connection, begun ? noted.before() : null)) {
                case DONE -> {
                    journal.finish(connection, step.script(), 1, digest);
                    return false;
                }
                case UNKNOWN -> {
                    if (begun) {
                        throw undecided();
                    }
                }
                case RUN_AGAIN -> {}
            }
        }
        var before = kind.before(connection);
        journal.begin(connection, step.script(), before);
        for (int tries = 1; ; tries++) {
            try {
                var rows = observed(connection, statement, sql);
                if (clean(connection, kind, before) && tries < TRIES) {
                    continue;
                }
                journal.finish(connection, step.script(), 1, digest);
                return rows;
            } catch (SQLException e) {
                if (!canPass(e) || tries == TRIES || database.isInterrupted()) {
                    throw e;
                }
                var pause =
                        PAUSE.plusMillis(ThreadLocalRandom.current().nextLong(PAUSE.toMillis()));
                progress.note(
                        step.script()
                                + " was stopped by others ("
                                + DatabaseFailures.explain(e).getFirst()
                                + "); trying again");
                database.pause(pause);
                clean(connection, kind, before);
            }
        }
    }

    /// Takes away what an unfinished try left.
    ///
    /// @return whether there was something
    private boolean clean(Connection connection, OutsideStatement kind, @Nullable String before)
            throws SQLException {
        var statements = kind.clean(connection, before);
        for (var sql : statements) {
            progress.note(step.script() + ": cleaning up after an unfinished try: " + sql);
            try (var statement = connection.createStatement()) {
                watched(connection, statement, sql);
            }
        }
        return !statements.isEmpty();
    }

    private boolean observed(Connection connection, Statement statement, String sql)
            throws SQLException {
        observer.before(connection, sql);
        var rows = watched(connection, statement, sql);
        observer.after(connection, statement);
        return rows;
    }

    private boolean watched(Connection connection, Statement statement, String sql)
            throws SQLException {
        var pid = connection.unwrap(PGConnection.class).getBackendPID();
        var watch = watcher.watch(pid, step.script(), step.limits(), true, shown);
        try (watch) {
            return statement.execute(sql);
        } catch (SQLException e) {
            if (watch.gaveUp() && !database.isInterrupted()) {
                var last = watch.last();
                throw new Failure(
                                Kind.LOCKED,
                                step.script()
                                        + " waited for longer than "
                                        + Seconds.of(step.limits().deadline())
                                        + (last == null ? "" : " for " + last.lock())
                                        + "; it was stopped, what it finished stays",
                                List.of(),
                                List.of(),
                                last == null
                                        ? List.of("who was in its way is gone by now")
                                        : last.lines(),
                                List.of(
                                        (last == null ? "end that session" : last.remedy())
                                                + ", or run again when it has finished: the run cleans up and goes on by itself",
                                        "LOCK_DEADLINE sets how long to wait"),
                                step.script())
                        .exception(e);
            }
            throw e;
        }
    }

    private void backfill(Connection connection, String sql, BackfillOptions options)
            throws SQLException {
        var noted = Objects.requireNonNull(entry);
        var problems = new ArrayList<Problem>();
        var batched = BackfillStatement.of(step.script(), sql, options.key(), problems);
        if (batched == null) {
            throw Failure.of(
                            Kind.MIGRATION,
                            step.script() + " cannot be done in batches; nothing of it was done",
                            problems,
                            "correct it and run again")
                    .about(step.script())
                    .exception();
        }
        // Another batch or pause in the header changes nothing of what is done, another key does.
        var text = Long.toString(Journal.digest(0, options.key() + batched.within("true")));
        if (noted.begun() && noted.before() != null && !text.equals(noted.before())) {
            throw edited(connection, "was edited while its backfill was under way");
        }
        journal.begin(connection, step.script(), text);
        try {
            new Backfill(database, progress, step.script(), batched, options, step.limits())
                    .run(connection, new Noted(noted));
        } catch (FailureException e) {
            if (e.failure().kind() == Kind.MIGRATION) {
                // It is to be corrected: another text is no surprise to the next run.
                journal.begin(connection, step.script(), null);
                journal.fail(connection, step.script(), e.failure().what());
            }
            throw e;
        }
        journal.finish(connection, step.script(), 1, digest);
    }

    private final class Noted implements Checkpoint {
        private final Journal.Entry noted;

        Noted(Journal.Entry noted) {
            this.noted = noted;
        }

        @Override
        public Optional<Place> place() {
            return Optional.ofNullable(noted.place());
        }

        @Override
        public void reached(Connection connection, Place place) throws SQLException {
            journal.reached(connection, step.script(), place);
        }
    }

    /// A deadlock, or a limit that the script set itself.
    private static boolean canPass(SQLException e) {
        return List.of("40P01", "40001", "55P03").contains(Objects.toString(e.getSQLState()));
    }

    /// What is thrown for an error: the error itself only when the statement is at fault.
    private SQLException complaint(Connection connection, SQLException e) throws SQLException {
        if (database.isInterrupted()) {
            throw database.interruption()
                    .withWhat(step.script() + " was interrupted" + Step.STAYS)
                    .about(step.script())
                    .exception(e);
        }
        var lost =
                DatabaseFailures.connectionLost(
                        e, step.script() + " was broken off" + Step.STAYS, database.settings());
        if (lost.isPresent()) {
            throw lost.get().about(step.script()).exception(e);
        }
        var state = Objects.toString(e.getSQLState());
        if (state.equals("57014") || state.startsWith("53")) {
            throw Failure.of(
                            Kind.MIGRATION,
                            step.script() + " was stopped by the server" + Step.STAYS,
                            DatabaseFailures.explain(e).getFirst(),
                            state.equals("57014")
                                    ? "run again; STATEMENT_TIMEOUT, or statement_timeout in the script's header, sets how long a statement may take"
                                    : "give the server what it lacks (disk, memory, connections), then run again")
                    .about(step.script())
                    .exception(e);
        }
        if (inTransaction > 0) {
            try (var statement = connection.createStatement()) {
                statement.execute("rollback");
            }
        }
        journal.fail(connection, step.script(), DatabaseFailures.explain(e).getFirst());
        return e;
    }

    private FailureException undecided() {
        return Failure.of(
                        Kind.HISTORY,
                        step.script()
                                + " was interrupted in its statement "
                                + position
                                + ", and nobody can tell whether that was done; nothing was done now",
                        "such a statement commits by itself, outside of any transaction of the run",
                        "look at what it did, then let slipway repair --yes run it again, or slipway repair --yes --done go on behind it")
                .about(step.script())
                .exception();
    }
}
