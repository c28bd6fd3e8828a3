package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.progress.Progress;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Hears from Flyway what is being applied, and stops it between statements when the run is
/// interrupted.
final class MigrationListener extends BaseCallback implements AutoCloseable {
    private final Database database;
    private final Progress progress;
    private final Consumer<AppliedMigration> onApplied;
    private final Supervision supervision;
    private Progress.@Nullable Step step;
    private long startedAt;
    private long statements;

    /// Flyway tells that a migration's statements are done before it commits: it counts as applied
    /// when the next one begins or, when they share one transaction, when the whole call returns.
    private final List<AppliedMigration> uncommitted = new ArrayList<>();

    /// @param onApplied hears of a migration when it is committed
    MigrationListener(
            Database database,
            Progress progress,
            Supervision supervision,
            Consumer<AppliedMigration> onApplied) {
        this.database = database;
        this.progress = progress;
        this.supervision = supervision;
        this.onApplied = onApplied;
    }

    /// Whoever looks after the statements of a migration.
    interface Supervision {
        /// Prepares a connection for them.
        void begin(String script, Connection connection, Progress.Step shown) throws SQLException;

        /// This one comes next.
        void expect(String sql);

        /// That was the last one.
        void finish(Connection connection) throws SQLException;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE
                || event == Event.BEFORE_EACH_MIGRATE_STATEMENT;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        var migration = context.getMigrationInfo();
        if (event == Event.BEFORE_EACH_MIGRATE) {
            // In one transaction for all of them nothing is committed before the end.
            if (!context.getConfiguration().isGroup()) {
                committed();
            }
            close();
            step = progress.begin(migration.getScript(), 0);
            startedAt = System.nanoTime();
            statements = 0;
            try {
                supervision.begin(migration.getScript(), context.getConnection(), step);
            } catch (SQLException e) {
                throw new FlywayException(
                        "the limits of " + migration.getScript() + " cannot be set", e);
            }
        } else if (event == Event.BEFORE_EACH_MIGRATE_STATEMENT) {
            database.checkNotInterrupted();
            if (step != null) {
                step.at(statements++, 0);
            }
            supervision.expect(context.getStatement().getSql());
        } else {
            try {
                supervision.finish(context.getConnection());
            } catch (SQLException e) {
                throw new FlywayException(
                        "the limits of " + migration.getScript() + " cannot be taken back", e);
            }
            var version = migration.getVersion();
            uncommitted.add(
                    new AppliedMigration(
                            version == null ? null : version.getVersion(),
                            migration.getDescription(),
                            migration.getScript(),
                            Duration.ofNanos(System.nanoTime() - startedAt)));
        }
    }

    /// All that was told so far is committed.
    void committed() {
        uncommitted.forEach(onApplied);
        uncommitted.clear();
    }

    /// What was told last was rolled back.
    void failed() {
        uncommitted.clear();
    }

    @Override
    public String getCallbackName() {
        return "slipway";
    }

    @Override
    public void close() {
        if (step != null) {
            step.close();
            step = null;
        }
    }
}
