package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.database.Waiting;
import dev.slipway.failure.FailureException;
import dev.slipway.progress.Progress;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.settings.TimeLimits;
import dev.slipway.steps.Journal;
import dev.slipway.steps.Limits;
import dev.slipway.steps.MigrationOptions;
import dev.slipway.steps.Quiet;
import dev.slipway.steps.StatementObserver;
import dev.slipway.steps.Step;
import dev.slipway.steps.Supervisor;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Lets Flyway apply what is pending, under supervision, and begins anew where a migration had to
/// step back from a lock.
final class Applying {
    private static final List<String> LOCK_FAILED = List.of("55P03", "40P01");

    private final Database database;
    private final MigrationSettings settings;
    private final TimeLimits limits;
    private final Progress progress;
    private final MigrationFolder folder;
    private final ParsedScripts parsed;
    private final MigrationFailures failures;
    private final StatementObserver observer;
    private final LockTries tries;

    Applying(
            Database database,
            MigrationSettings settings,
            TimeLimits limits,
            Progress progress,
            MigrationFolder folder,
            ParsedScripts parsed,
            MigrationFailures failures,
            StatementObserver observer) {
        this.database = database;
        this.settings = settings;
        this.limits = limits;
        this.progress = progress;
        this.folder = folder;
        this.parsed = parsed;
        this.failures = failures;
        this.observer = observer;
        this.tries = new LockTries(database, progress, settings.group());
    }

    /// Ends a try before its first statement: somebody is in the migration's way.
    private static final class NotQuietException extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        private final String script;

        NotQuietException(String script) {
            super(script);
            this.script = script;
        }
    }

    /// See {@link Migrator#apply}.
    @Nullable String apply(Consumer<AppliedMigration> onApplied) {
        var journal = journal();
        try (var supervisor = new Supervisor(database, journal, progress, observer)) {
            while (true) {
                var listener =
                        new MigrationListener(
                                database, progress, new Supervised(supervisor), onApplied);
                try (listener) {
                    var flyway =
                            new FlywayFactory(database, settings, folder, parsed)
                                    .create(
                                            settings.ignoreMigrationPatterns(),
                                            supervisor.dataSource(),
                                            listener);
                    flyway.migrate();
                    listener.committed();
                    var info = flyway.info();
                    tidy(journal);
                    return Migrator.version(info.current(), info.applied());
                } catch (FlywayException e) {
                    if (failures.isBetweenMigrations(e)) {
                        listener.committed();
                    } else {
                        listener.failed();
                    }
                    var step = supervisor.end();
                    if (database.isInterrupted()) {
                        throw failures.interruption(e, step);
                    }
                    stepBack(e, step, supervisor.waiting());
                } catch (FailureException e) {
                    listener.failed();
                    throw e;
                }
            }
        }
    }

    private Journal journal() {
        try (var connection = database.connect()) {
            var journal = Journal.in(HistorySchema.of(settings, connection), settings.table());
            journal.tidy(connection);
            return journal;
        } catch (SQLException e) {
            throw failures.general(e, "the journal could not be read; nothing was done");
        }
    }

    private void tidy(Journal journal) {
        try (var connection = database.connect()) {
            journal.tidy(connection);
        } catch (SQLException e) {
            throw failures.general(
                    e,
                    "every migration was applied; what was noted meanwhile could not be deleted");
        }
    }

    private final class Supervised implements MigrationListener.Supervision {
        private final Supervisor supervisor;

        Supervised(Supervisor supervisor) {
            this.supervisor = supervisor;
        }

        @Override
        public void begin(String script, Connection connection, Progress.Step shown)
                throws SQLException {
            Applying.this.begin(supervisor, script, connection, shown);
        }

        @Override
        public void expect(String sql) {
            supervisor.expect(sql);
        }

        @Override
        public void finish(Connection connection) throws SQLException {
            supervisor.finish(connection);
        }
    }

    private void begin(
            Supervisor supervisor, String script, Connection connection, Progress.Step shown)
            throws SQLException {
        var transactional = !connection.getAutoCommit();
        var own = limits(script);
        var left = tries.left(script, own);
        if (transactional && own.waitForQuiet() && disturbance(script) != null) {
            throw new NotQuietException(script);
        }
        supervisor.begin(
                new Step(script, transactional, own, options(script).backfill()),
                connection,
                left,
                shown);
    }

    /// @param step the migration that was under way, or null
    /// @throws FailureException unless the migration may be tried again
    private void stepBack(FlywayException e, @Nullable Step step, @Nullable Waiting waiting) {
        var notQuiet = MigrationFailures.cause(e, NotQuietException.class);
        if (notQuiet != null) {
            tries.awaitQuiet(
                    limits(notQuiet.script),
                    () -> disturbance(notQuiet.script),
                    "nothing of it was done, the migrations before it stay applied");
            return;
        }
        var sql = DatabaseFailures.sqlCause(e);
        if (step == null
                || !step.transactional()
                || sql.isEmpty()
                || !LOCK_FAILED.contains(Objects.toString(sql.get().getSQLState()))) {
            throw failures.of(e);
        }
        tries.stepBack(
                step.limits(),
                waiting,
                "it was rolled back, " + failures.appliedBefore(step.script()));
    }

    private @Nullable Waiting disturbance(String script) {
        try {
            return new Quiet(database).disturbedBy(parsed(script).statements());
        } catch (SQLException e) {
            throw failures.general(
                    e,
                    "who is in the way of "
                            + script
                            + " could not be seen; nothing of it was done");
        }
    }

    private Limits limits(String script) {
        var own = options(script);
        return new Limits(
                Objects.requireNonNullElse(own.lockTimeout(), limits.lock()),
                Objects.requireNonNullElse(own.lockDeadline(), limits.lockDeadline()),
                own.statementTimeout() == null ? limits.statement() : own.statementTimeout(),
                limits.waitForQuiet());
    }

    private MigrationOptions options(String script) {
        return parsed(script).options();
    }

    private ParsedScripts.Parsed parsed(String script) {
        return folder.named(script).map(parsed::of).orElseThrow();
    }
}
