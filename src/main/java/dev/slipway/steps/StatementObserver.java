package dev.slipway.steps;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Sees the statements of migrations run, on the connection that runs them.
///
/// It may read on that connection, whose transaction, where there is one, sees what the statements
/// before have done. What it throws ends the migration.
public interface StatementObserver {
    /// Sees nothing.
    StatementObserver NONE =
            new StatementObserver() {
                @Override
                public void begin(Step step, Connection connection) {}

                @Override
                public void before(Connection connection, String sql) {}

                @Override
                public void after(Connection connection, Statement statement) {}

                @Override
                public void finish(Connection connection) {}
            };

    /// A migration begins.
    void begin(Step step, Connection connection) throws SQLException;

    /// Its next statement is about to be executed. One that is tried again comes by again.
    ///
    /// @param connection in autocommit when the statement runs outside of any transaction
    void before(Connection connection, String sql) throws SQLException;

    /// It was executed; its transaction, where it has one, is still open.
    ///
    /// @param statement has the server's notices
    void after(Connection connection, Statement statement) throws SQLException;

    /// The migration's last statement was executed; a transaction of all of them is still open.
    void finish(Connection connection) throws SQLException;
}
