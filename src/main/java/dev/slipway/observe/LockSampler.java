package dev.slipway.observe;

import dev.slipway.database.Database;
import dev.slipway.failure.FailureException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Looks from a second connection, over and over, which locks a session holds: what a statement
/// outside of a transaction locked is free again when it ends.
///
/// What is locked for less than a look takes, half a millisecond, can be missed.
final class LockSampler implements AutoCloseable {
    private static final String LOCKS =
            """
            select relation, mode from pg_catalog.pg_locks
             where pid = ? and locktype = 'relation' and granted
            """;

    private final Database database;
    private final Map<Long, LockMode> seen = new ConcurrentHashMap<>();
    private @Nullable Connection connection;
    private @Nullable Thread thread;
    private volatile boolean over;

    LockSampler(Database database) {
        this.database = database;
    }

    /// Begins to look.
    ///
    /// @param pid the session's
    void start(int pid) throws SQLException {
        seen.clear();
        over = false;
        var looking = connection();
        thread = Thread.ofPlatform().daemon().name("slipway-locks").start(() -> look(looking, pid));
    }

    /// Ends it.
    ///
    /// @return the strongest lock on each relation that was seen
    Map<Long, LockMode> stop() {
        over = true;
        var running = thread;
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
        return Map.copyOf(seen);
    }

    private Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = database.connect();
        }
        return connection;
    }

    private void look(Connection looking, int pid) {
        try (var query = looking.prepareStatement(LOCKS)) {
            query.setInt(1, pid);
            while (!over) {
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        seen.merge(
                                rows.getLong(1),
                                LockMode.of(rows.getString(2)),
                                (one, other) -> one.compareTo(other) > 0 ? one : other);
                    }
                }
            }
        } catch (SQLException | FailureException gone) {
            // The server went away, which the statement itself says.
        }
    }

    @Override
    public void close() throws SQLException {
        stop();
        if (connection != null) {
            connection.close();
        }
    }
}
