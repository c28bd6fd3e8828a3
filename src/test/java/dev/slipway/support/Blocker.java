package dev.slipway.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Somebody else's session, idle in a transaction that has done something and holds its locks.
public final class Blocker implements AutoCloseable {
    private final Connection connection;

    private Blocker(Connection connection) {
        this.connection = connection;
    }

    /// As the database's ordinary user.
    ///
    /// @param application what `pg_stat_activity` shows
    /// @param sql what its transaction does first
    public static Blocker of(TestDatabase database, String application, String sql) {
        return of(database, TestDatabase.USER, TestDatabase.PASSWORD, application, sql);
    }

    /// As another user.
    public static Blocker of(
            TestDatabase database, String user, String password, String application, String sql) {
        try {
            var connection =
                    DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:"
                                    + database.port()
                                    + "/"
                                    + database.name()
                                    + "?ApplicationName="
                                    + application,
                            user,
                            password);
            connection.setAutoCommit(false);
            var blocker = new Blocker(connection);
            blocker.execute(sql);
            return blocker;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Does something more in its transaction.
    public void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Does something more and commits all of it.
    public void commit(String sql) {
        execute(sql);
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends its transaction, and takes back what it did.
    public void end() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
