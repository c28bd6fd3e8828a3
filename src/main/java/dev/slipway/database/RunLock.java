package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Seconds;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The lock that a whole run holds, so that two runs on one database and schema follow each other.
/// It is a session's advisory lock on an autocommit connection of its own: no snapshot is kept open
/// for CREATE INDEX CONCURRENTLY to wait for, and it is gone with the process.
public final class RunLock implements AutoCloseable {
    private static final String TRY =
            "select pg_try_advisory_lock(hashtextextended('slipway ' || coalesce(?, current_schema(), ''), 0))";

    /// The condition on `pg_locks`, as `lock`, that it is the advisory lock whose key is
    /// `wanted.key`, and held: a bigint key is shown as its two halves, with objsubid 1.
    public static final String HELD =
            """
            lock.locktype = 'advisory' and lock.granted and lock.objsubid = 1
            and lock.database = (select oid from pg_database where datname = current_database())
            and (lock.classid::bigint << 32 | lock.objid::bigint) = wanted.key
            """;

    // A session of another role shows its start only to members of pg_read_all_stats.
    private static final String HOLDER =
            """
            with wanted as (select hashtextextended('slipway ' || coalesce(?, current_schema(), ''), 0) as key)
            select activity.pid,
                   coalesce(nullif(activity.application_name, ''), 'an unnamed application'),
                   activity.usename,
                   coalesce(host(activity.client_addr), 'this host'),
                   extract(epoch from clock_timestamp() - activity.backend_start)::bigint
              from wanted
              join pg_locks lock on %s
              join pg_stat_activity activity on activity.pid = lock.pid
            """
                    .formatted(HELD);

    private final Connection connection;

    private RunLock(Connection connection) {
        this.connection = connection;
    }

    /// Waits for the lock, saying whom it waits for when that lasts.
    ///
    /// @param schema the schema of the history, which the lock guards; null for the connection's
    ///     own
    /// @throws dev.slipway.failure.FailureException when the timeout passes (exit 6, holder named)
    ///     or the run is interrupted
    public static RunLock acquire(
            Database database, @Nullable String schema, Duration timeout, Progress progress) {
        var connection = database.connectToWrite();
        try {
            var deadline = System.nanoTime() + timeout.toNanos();
            var told = "";
            while (!tryLock(connection, schema)) {
                var holder =
                        holder(connection, schema)
                                .map(Holder::text)
                                .orElse("a session that has just ended");
                if (System.nanoTime() >= deadline) {
                    throw Failure.of(
                                    Kind.LOCKED,
                                    "another run held the lock for longer than "
                                            + Seconds.of(timeout)
                                            + "; nothing was done",
                                    holder,
                                    "wait for that run, or end its session if it hangs, then run again; RUN_LOCK_TIMEOUT sets how long to wait")
                            .exception();
                }
                if (!holder.equals(told) && told.isEmpty()) {
                    progress.note("waiting for another run to finish: " + holder);
                    told = holder;
                }
                // Jitter, so that several waiting runs do not ask in step.
                database.pause(Duration.ofMillis(100 + ThreadLocalRandom.current().nextLong(100)));
            }
            return new RunLock(connection);
        } catch (SQLException e) {
            close(connection);
            database.checkNotInterrupted();
            throw DatabaseFailures.whileConnecting(e, database.settings());
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    private static boolean tryLock(Connection connection, @Nullable String schema)
            throws SQLException {
        try (var statement = connection.prepareStatement(TRY)) {
            statement.setString(1, schema);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /// Who holds the lock.
    ///
    /// @param application what its run calls all of its sessions
    /// @param text all that is known of it, for people
    public record Holder(int pid, String application, String text) {}

    /// Who holds the lock of that schema now; empty when it is free.
    public static Optional<Holder> holder(Connection connection, @Nullable String schema)
            throws SQLException {
        try (var statement = connection.prepareStatement(HOLDER)) {
            statement.setString(1, schema);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                var age = rows.getLong(5);
                var since =
                        rows.wasNull() ? "" : ", since " + Waiting.clock(Duration.ofSeconds(age));
                return Optional.of(
                        new Holder(
                                rows.getInt(1),
                                rows.getString(2),
                                "pid %d (%s, user %s, from %s%s)"
                                        .formatted(
                                                rows.getInt(1),
                                                rows.getString(2),
                                                rows.getString(3),
                                                rows.getString(4),
                                                since)));
            }
        }
    }

    /// Gives the lock back by ending its session.
    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // A session that is gone holds no lock, which is all that closing is for.
        }
    }
}
