package dev.slipway.database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a session waits for, and who is in its way, as another session sees it.
///
/// @param lock what it asks for: `ACCESS EXCLUSIVE on shop.orders`, `transaction 4711 to end`
/// @param blockers who is in its way, the oldest transaction first, then those that themselves wait
///     for a lock, then prepared transactions
public record Waiting(String lock, List<Blocker> blockers) {

    // A lock that is asked for is shown to everybody; what another role's session does is shown
    // only to its members and to pg_read_all_stats.
    private static final String WAITED_FOR =
            """
            select case locktype
                     when 'relation' then mode || ' on ' || relation::regclass
                     when 'transactionid' then 'transaction ' || transactionid || ' to end'
                     when 'virtualxid' then 'an older transaction to end'
                     when 'tuple' then mode || ' on a row of ' || relation::regclass
                     else mode || ' on ' || locktype
                   end,
                   relation
              from pg_locks
             where pid = ? and not granted
             limit 1
            """;

    private static final String BLOCKERS =
            """
            select activity.pid,
                   coalesce(nullif(activity.application_name, ''), '-'),
                   coalesce(activity.usename, '-'),
                   host(activity.client_addr),
                   coalesce(activity.state, 'state hidden'),
                   extract(epoch from clock_timestamp()
                     - coalesce(case when activity.state like 'idle in%' then activity.state_change end,
                                activity.xact_start, activity.backend_start)) * 1000,
                   (select string_agg(distinct mode, ', ') from pg_locks held
                     where held.pid = activity.pid and held.granted and held.relation = ?),
                   activity.query,
                   activity.wait_event_type = 'Lock'
              from pg_stat_activity activity
             where activity.pid = any (pg_blocking_pids(?))
             order by coalesce(activity.wait_event_type = 'Lock', false), activity.xact_start nulls last, activity.pid
            """;

    // A prepared transaction has no session: its locks are without a pid, and the one on its own
    // number says whose the others are.
    private static final String PREPARED =
            """
            select prepared.gid,
                   prepared.owner,
                   extract(epoch from clock_timestamp() - prepared.prepared) * 1000,
                   string_agg(distinct held.mode, ', ') filter (where held.locktype = 'relation')
              from pg_locks waits
              join pg_locks held
                on held.granted and held.pid is null and held.locktype = waits.locktype
               and held.relation is not distinct from waits.relation
               and held.transactionid is not distinct from waits.transactionid
              join pg_locks own
                on own.pid is null and own.locktype = 'transactionid'
               and own.virtualtransaction = held.virtualtransaction
              join pg_prepared_xacts prepared
                on prepared.transaction = own.transactionid and prepared.database = current_database()
             where waits.pid = ? and not waits.granted and 0 = any (pg_blocking_pids(waits.pid))
             group by prepared.gid, prepared.owner, prepared.prepared
             order by prepared.prepared
            """;

    public Waiting {
        blockers = List.copyOf(blockers);
    }

    /// Whoever is in the way.
    public sealed interface Blocker {
        /// What tells it apart from others.
        String name();

        /// The SQL that ends it.
        String end();
    }

    /// A session in the way.
    ///
    /// @param host where it connects from, null for a local one or when that is hidden
    /// @param state as `pg_stat_activity` says it: `idle in transaction`
    /// @param since how long it is idle, or how old its transaction is; null when that is hidden
    /// @param holds the modes in which it holds the lock, null when it holds no such lock (yet)
    /// @param query its present or last one as {@link QueryText} shows it; empty when it is hidden
    /// @param waits whether it waits for a lock itself: then somebody else is the cause
    public record Session(
            int pid,
            String application,
            String user,
            @Nullable String host,
            String state,
            @Nullable Duration since,
            @Nullable String holds,
            String query,
            boolean waits)
            implements Blocker {
        @Override
        public String name() {
            return "pid " + pid;
        }

        @Override
        public String end() {
            return "select pg_terminate_backend(" + pid + ");";
        }

        /// `pid 4211 (app=web, user=app, idle in transaction for 00:12:44) holds ACCESS SHARE:
        /// select …`.
        @Override
        public String toString() {
            return name()
                    + " (app="
                    + application
                    + ", user="
                    + user
                    + (host == null ? "" : ", from=" + host)
                    + ", "
                    + state
                    + (since == null ? "" : " for " + clock(since))
                    + ")"
                    + (holds == null ? "" : " holds " + holds)
                    + (waits ? ", itself waiting for a lock" : "")
                    + query;
        }
    }

    /// A transaction that was prepared for a two-phase commit and is neither committed nor rolled
    /// back: it holds its locks without a session, also after a restart of the server.
    ///
    /// @param holds as for a session
    public record Prepared(String gid, String user, Duration since, @Nullable String holds)
            implements Blocker {
        @Override
        public String name() {
            return "the prepared transaction " + literal();
        }

        @Override
        public String end() {
            return "rollback prepared " + literal() + ";";
        }

        private String literal() {
            return "'" + gid.replace("'", "''") + "'";
        }

        @Override
        public String toString() {
            return name()
                    + " (user="
                    + user
                    + ", since "
                    + clock(since)
                    + ")"
                    + (holds == null ? "" : " holds " + holds);
        }
    }

    /// Looks what a session waits for.
    ///
    /// @param connection another session's
    /// @return null when the session waits for nobody
    public static @Nullable Waiting of(int pid, Connection connection) throws SQLException {
        String lock;
        Long relation;
        try (var statement = connection.prepareStatement(WAITED_FOR)) {
            statement.setInt(1, pid);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                lock = words(rows.getString(1));
                relation = rows.getObject(2) == null ? null : rows.getLong(2);
            }
        }
        var blockers = new ArrayList<Blocker>();
        try (var statement = connection.prepareStatement(BLOCKERS)) {
            statement.setObject(1, relation, java.sql.Types.BIGINT);
            statement.setInt(2, pid);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    blockers.add(session(rows, rows.getBoolean(9)));
                }
            }
        }
        try (var statement = connection.prepareStatement(PREPARED)) {
            statement.setInt(1, pid);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    blockers.add(
                            new Prepared(
                                    rows.getString(1),
                                    rows.getString(2),
                                    Duration.ofMillis(Math.max(0, rows.getLong(3))),
                                    held(rows.getString(4))));
                }
            }
        }
        return blockers.isEmpty() ? null : new Waiting(lock, blockers);
    }

    /// A session out of a row of `pg_stat_activity`: pid, application, user, host, state,
    /// milliseconds, modes held, query.
    public static Session session(ResultSet row, boolean waits) throws SQLException {
        var millis = row.getLong(6);
        var since = row.wasNull() ? null : Duration.ofMillis(Math.max(0, millis));
        return new Session(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                since,
                held(row.getString(7)),
                QueryText.of(row.getString(8)),
                waits);
    }

    private static @Nullable String held(@Nullable String modes) {
        return modes == null ? null : words(modes);
    }

    /// What a person can do about the first of them: `end that session (select …)`.
    public String remedy() {
        return "end that "
                + switch (blockers.getFirst()) {
                    case Session _ -> "session";
                    case Prepared _ -> "transaction";
                }
                + " ("
                + blockers.getFirst().end()
                + ")";
    }

    /// Everybody in the way, a line each.
    public List<String> lines() {
        return blockers.stream().map(Blocker::toString).toList();
    }

    /// The first one in the way and how many more there are: for one line of a log.
    public String brief() {
        var more = blockers.size() - 1;
        return blockers.getFirst() + (more == 0 ? "" : " (and " + more + " more)");
    }

    /// `00:12:44`.
    public static String clock(Duration duration) {
        return "%02d:%02d:%02d"
                .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    /// PostgreSQL's own names for the modes, as its manual writes them: `AccessExclusiveLock` is
    /// ACCESS EXCLUSIVE.
    private static String words(String modes) {
        return modes.replace("AccessExclusiveLock", "ACCESS EXCLUSIVE")
                .replace("AccessShareLock", "ACCESS SHARE")
                .replace("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE")
                .replace("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE")
                .replace("RowExclusiveLock", "ROW EXCLUSIVE")
                .replace("RowShareLock", "ROW SHARE")
                .replace("ExclusiveLock", "EXCLUSIVE")
                .replace("ShareLock", "SHARE");
    }
}
