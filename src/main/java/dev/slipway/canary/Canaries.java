package dev.slipway.canary;

import dev.slipway.database.Database;
import dev.slipway.failure.FailureException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Sessions that read and write tables as an application does, one of each for every table, over
/// and over, and note how long each of their statements took.
///
/// The writer updates one row to what it is: the first that is found, which a statement over the
/// whole table locks first and lets go last.
public final class Canaries implements AutoCloseable {
    /// What a user notices, and more than a statement of a canary takes by itself.
    private static final long NOTICEABLE = Duration.ofMillis(20).toNanos();

    private static final int PAUSE_MS = 5;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private Canaries() {}

    /// Lets them work until {@link #close}.
    ///
    /// @throws SQLException when there cannot be so many sessions; none is left then
    public static Canaries at(Database database, List<Watched> tables) throws SQLException {
        var canaries = new Canaries();
        try {
            for (var table : tables) {
                canaries.add(
                        database.connect(),
                        table.name(),
                        false,
                        "select * from " + table.name() + " limit 1");
                if (table.column() != null) {
                    var writer = database.connect();
                    canaries.add(writer, table.name(), true, update(writer, table));
                }
            }
            canaries.threads.forEach(Thread::start);
            return canaries;
        } catch (SQLException | FailureException e) {
            canaries.close();
            throw e;
        }
    }

    private static String update(Connection connection, Watched table) throws SQLException {
        var set = "update " + table.name() + " set " + table.column() + " = " + table.column();
        var first = table.key() == null ? null : first(connection, table.name(), table.key());
        return set
                + (first == null
                        ? " where ctid = '(0,1)'"
                        : " where " + table.key() + " = " + first);
    }

    /// The key of the first row, as a literal, or null when there is no row.
    private static @Nullable String first(Connection connection, String table, String key)
            throws SQLException {
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                "select pg_catalog.format('%L::'||pg_catalog.pg_typeof("
                                        + key
                                        + "), "
                                        + key
                                        + ") from "
                                        + table
                                        + " limit 1")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void add(Connection connection, String table, boolean writing, String sql) {
        connections.add(connection);
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .name("slipway-canary")
                        .unstarted(() -> work(connection, table, writing, sql)));
    }

    private void work(Connection connection, String table, boolean writing, String sql) {
        try (var statement = connection.createStatement()) {
            while (!over) {
                once(statement, table, writing, sql);
                Thread.sleep(PAUSE_MS);
            }
        } catch (SQLException gone) {
            // The table has another name by now, or is no more: a finding of its own.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(Statement statement, String table, boolean writing, String sql)
            throws SQLException {
        var from = System.nanoTime();
        try {
            statement.execute(sql);
        } finally {
            var until = System.nanoTime();
            if (until - from >= NOTICEABLE) {
                waits.add(new Wait(table, writing, from, until));
            }
        }
    }

    /// What they waited so far, earliest first.
    public List<Wait> waits() {
        return waits.stream().sorted(Comparator.comparing(Wait::from)).toList();
    }

    /// Ends them. What one still waits for ends with it.
    @Override
    public void close() {
        over = true;
        try {
            for (var thread : threads) {
                if (thread.isAlive()) {
                    thread.join(Duration.ofSeconds(1));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var connection : connections) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException gone) {
                // It is not needed any more.
            }
        }
    }
}
