package dev.slipway.steps;

import dev.slipway.database.Database;
import dev.slipway.database.Waiting;
import dev.slipway.sql.SqlStatement;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/// Whether a migration would have to wait for a transaction that is old already.
///
/// Which tables it is about is found without knowing the grammar: every name in its statements that
/// is a table's is taken for one of them.
public final class Quiet {
    /// Younger transactions end by themselves before the lock's own limit.
    private static final Duration OLD = Duration.ofSeconds(5);

    private static final Pattern NAME = Pattern.compile(Names.NAME);
    private static final Pattern READS_AND_WRITES =
            Pattern.compile("(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|COPY|SET|SHOW|VALUES)\\b.*");
    private static final Pattern BLOCKS_WRITES = Pattern.compile("CREATE (UNIQUE )?INDEX\\b.*");

    private static final String IN_THE_WAY =
            """
            select activity.pid,
                   coalesce(nullif(activity.application_name, ''), '-') as application,
                   coalesce(activity.usename, '-'),
                   host(activity.client_addr),
                   coalesce(activity.state, 'state hidden'),
                   extract(epoch from clock_timestamp() - activity.xact_start) * 1000,
                   string_agg(distinct lock.mode || ' on ' || lock.relation::regclass, ', '),
                   activity.query
              from pg_locks lock
              join pg_stat_activity activity on activity.pid = lock.pid
             where lock.granted and lock.locktype = 'relation'
               and lock.database = (select oid from pg_database where datname = current_database())
               and (lock.relation = any (select to_regclass(name)::oid from unnest(?) name)
                     and lock.mode = any (?)
                    or lock.relation = any (select to_regclass(name)::oid from unnest(?) name))
               and activity.xact_start < clock_timestamp() - make_interval(secs => ?)
               and activity.application_name <> current_setting('application_name')
             group by activity.pid, application, activity.usename, activity.client_addr, activity.state, activity.xact_start, activity.query
             order by activity.xact_start
            """;

    private static final List<String> WRITERS =
            List.of(
                    "RowExclusiveLock",
                    "ShareUpdateExclusiveLock",
                    "ShareRowExclusiveLock",
                    "ExclusiveLock",
                    "AccessExclusiveLock");

    private final Database database;

    public Quiet(Database database) {
        this.database = database;
    }

    /// The old transactions that hold locks which the statements ask for in another way; null when
    /// there are none. Opens a connection of its own for the look.
    public @Nullable Waiting disturbedBy(List<SqlStatement> statements) throws SQLException {
        var writes = new LinkedHashSet<String>();
        var everything = new LinkedHashSet<String>();
        for (var statement : statements) {
            if (!READS_AND_WRITES.matcher(statement.code()).matches()) {
                var names = BLOCKS_WRITES.matcher(statement.code()).matches() ? writes : everything;
                NAME.matcher(statement.code())
                        .results()
                        .map(found -> Names.folded(found.group()))
                        .forEach(names::add);
            }
        }
        try (var connection = database.connect()) {
            return disturbedBy(connection, List.copyOf(writes), List.copyOf(everything));
        }
    }

    private static @Nullable Waiting disturbedBy(
            Connection connection, List<String> writes, List<String> everything)
            throws SQLException {
        var blockers = new ArrayList<Waiting.Blocker>();
        try (var statement = connection.prepareStatement(IN_THE_WAY)) {
            statement.setArray(1, connection.createArrayOf("text", writes.toArray()));
            statement.setArray(2, connection.createArrayOf("text", WRITERS.toArray()));
            statement.setArray(3, connection.createArrayOf("text", everything.toArray()));
            statement.setLong(4, OLD.toSeconds());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    blockers.add(Waiting.session(rows, false));
                }
            }
        }
        return blockers.isEmpty() ? null : new Waiting("old transactions to end", blockers);
    }
}
