package dev.slipway.steps;

import dev.slipway.database.Database;
import dev.slipway.database.Waiting;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Logger;

import javax.sql.DataSource;

/// Stands between whoever runs migrations and the database, and runs each statement with its limits
/// set and watched. Not safe for several threads.
public final class Supervisor implements AutoCloseable {
    private final Database database;
    private final Journal journal;
    private final Progress progress;
    private final StatementObserver observer;
    private final Watcher watcher;
    private @Nullable Step step;
    private Progress.Step shown = (rows, bytes) -> {};
    private @Nullable OutsideRun outside;
    private @Nullable Waiting waiting;
    private @Nullable String next;

    /// @param observer sees the statements of migrations
    public Supervisor(
            Database database, Journal journal, Progress progress, StatementObserver observer) {
        this.database = database;
        this.journal = journal;
        this.progress = progress;
        this.observer = observer;
        this.watcher = new Watcher(database, progress);
    }

    /// Connections whose statements are supervised between {@link #begin} and {@link #end}.
    public DataSource dataSource() {
        return new Supervised(database.dataSource());
    }

    /// Sets the limits for the statements that follow.
    ///
    /// @param connection the one that they will run on
    /// @param left how long the migration may still wait for locks, zero for as long as it takes
    /// @param newShown where progress is shown
    public void begin(Step newStep, Connection connection, Duration left, Progress.Step newShown)
            throws SQLException {
        shown = newShown;
        waiting = null;
        var lock = newStep.transactional() ? lockTimeout(newStep.limits(), left) : Duration.ZERO;
        var time = newStep.limits().statement();
        // Both in one message: a fresh schema has hundreds of migrations.
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "set lock_timeout = "
                            + lock.toMillis()
                            + (time == null
                                    ? "; reset statement_timeout"
                                    : "; set statement_timeout = " + time.toMillis()));
        }
        step = newStep;
        outside =
                newStep.transactional()
                        ? null
                        : new OutsideRun(
                                newStep, database, journal, progress, watcher, observer, shown);
        observer.begin(newStep, connection.unwrap(BaseConnection.class));
    }

    /// The migration's next statement. Outside a transaction other statements, of callbacks and of
    /// Flyway itself, run as they are.
    ///
    /// @param sql may have its delimiter behind it
    public void expect(String sql) {
        next = sql;
    }

    /// Takes the limits back after the migration's last statement: what follows is not of a
    /// migration.
    ///
    /// @throws dev.slipway.failure.FailureException when the migration has fewer statements than
    ///     earlier runs did of it (exit 8)
    public void finish(Connection connection) throws SQLException {
        if (outside != null) {
            outside.end(connection);
        }
        observer.finish(connection.unwrap(BaseConnection.class));
        end();
        try (var statement = connection.createStatement()) {
            statement.execute("reset lock_timeout; reset statement_timeout");
        }
    }

    /// The statements that follow are not of a migration.
    ///
    /// @return the migration that had begun and not ended, or null
    public @Nullable Step end() {
        var ended = step;
        step = null;
        outside = null;
        next = null;
        return ended;
    }

    /// What the last statement waited for when it was last looked at; null when it waited for
    /// nobody.
    public @Nullable Waiting waiting() {
        return waiting;
    }

    @Override
    public void close() {
        watcher.close();
    }

    private static Duration lockTimeout(Limits limits, Duration left) {
        if (left.isZero()) {
            return limits.lock();
        }
        return limits.lock().isZero() || limits.lock().compareTo(left) > 0 ? left : limits.lock();
    }

    private boolean run(Connection connection, Statement statement, String sql)
            throws SQLException {
        var current = step;
        if (current == null) {
            return statement.execute(sql);
        }
        if (outside != null) {
            var own = next != null && next.startsWith(sql);
            next = null;
            return own ? outside.run(connection, statement, sql) : statement.execute(sql);
        }
        var watch =
                watcher.watch(
                        connection.unwrap(PGConnection.class).getBackendPID(),
                        current.script(),
                        current.limits(),
                        false,
                        shown);
        observer.before(connection, sql);
        boolean rows;
        try (watch) {
            rows = statement.execute(sql);
        } finally {
            waiting = watch.last();
        }
        observer.after(connection, statement);
        return rows;
    }

    private final class Statements implements SupervisedConnection.Runner {
        @Override
        public boolean isStopped() {
            return database.isInterrupted();
        }

        @Override
        public boolean run(Connection connection, Statement statement, String sql)
                throws SQLException {
            return Supervisor.this.run(connection, statement, sql);
        }
    }

    private final class Supervised implements DataSource {
        private final DataSource source;

        Supervised(DataSource source) {
            this.source = source;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return SupervisedConnection.of(source.getConnection(), new Statements());
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return source.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            source.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            source.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return source.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return source.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return source.isWrapperFor(type);
        }
    }
}
