package dev.slipway.doctor;

import dev.slipway.database.QueryText;
import dev.slipway.database.Waiting;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Another session of this database that may be in a run's way.
///
/// @param state as `pg_stat_activity` says it: `active`, `idle in transaction`
/// @param age of its transaction, zero without one
/// @param idle how long it does nothing inside its transaction, zero when it does
/// @param locked tables on which it holds a lock, as text; empty for none
/// @param blockers who is in its own way, as text; empty for nobody
record OtherSession(
        int pid,
        String application,
        String user,
        String host,
        String state,
        Duration age,
        Duration idle,
        String locked,
        String blockers,
        @Nullable String query) {
    // A session of another role hides what it does, and of what type it is, but not its locks,
    // except from pg_read_all_stats. An autovacuum gives way by itself unless it prevents
    // wraparound.
    private static final String SESSIONS =
            """
            select activity.pid,
                   coalesce(nullif(activity.application_name, ''), '-'),
                   coalesce(activity.usename, '-'),
                   coalesce(host(activity.client_addr), 'this host'),
                   coalesce(activity.state, 'hidden'),
                   coalesce(extract(epoch from clock_timestamp() - activity.xact_start), 0)::bigint,
                   coalesce(extract(epoch from case when activity.state like 'idle in%' then clock_timestamp() - activity.state_change end), 0)::bigint,
                   coalesce((select string_agg(distinct lock.relation::regclass::text, ', ')
                               from pg_locks lock join pg_class relation on relation.oid = lock.relation
                              where lock.pid = activity.pid and lock.granted
                                and lock.database = (select oid from pg_database where datname = current_database())
                                and relation.relkind in ('r', 'p', 'm')
                                and relation.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)), ''),
                   coalesce(array_to_string(pg_blocking_pids(activity.pid), ', '), ''),
                   activity.query
              from pg_stat_activity activity
             where activity.datname = current_database()
               and activity.pid <> pg_backend_pid()
               and activity.usesysid is not null
               and coalesce(activity.backend_type, 'client backend') in ('client backend', 'background worker')
             order by activity.xact_start nulls last, activity.pid
            """;

    /// All of this database, the oldest transaction first.
    static List<OtherSession> all(Connection connection) throws SQLException {
        return Rows.all(connection, SESSIONS, OtherSession::read);
    }

    private static OtherSession read(ResultSet row) throws SQLException {
        return new OtherSession(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Duration.ofSeconds(Math.max(0, row.getLong(6))),
                Duration.ofSeconds(Math.max(0, row.getLong(7))),
                row.getString(8),
                row.getString(9),
                row.getString(10));
    }

    /// Whether this user may not see what it does.
    boolean isHidden() {
        return state.equals("hidden");
    }

    /// `idle in transaction for 00:12:44`, `active, in a transaction for 00:01:02, waiting for pid
    /// 7`.
    String doing() {
        return (idle.isZero()
                        ? state
                                + (age.isZero()
                                        ? ""
                                        : ", in a transaction for " + Waiting.clock(age))
                        : state + " for " + Waiting.clock(idle))
                + (blockers.isEmpty() ? "" : ", waiting for pid " + blockers);
    }

    /// `pid 4211 (app=web, user=app, from=10.0.3.9, idle in transaction for 00:12:44) holds locks
    /// on orders: select …`.
    @Override
    public String toString() {
        return "pid "
                + pid
                + " (app="
                + application
                + ", user="
                + user
                + ", from="
                + host
                + ", "
                + doing()
                + ")"
                + (locked.isEmpty() ? "" : " holds locks on " + locked)
                + QueryText.of(query);
    }
}
