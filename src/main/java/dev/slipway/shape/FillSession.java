package dev.slipway.shape;

import dev.slipway.database.Identifiers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A session in which rows are made: without triggers of users, with room to sort, the same at
/// every time. Closing it puts everything back as it was.
final class FillSession implements AutoCloseable {
    /// Rows are read in the order in which they lie, so that the same ones are chosen every time.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "synchronous_commit", "off",
                    "work_mem", "128MB",
                    "jit", "off",
                    "statement_timeout", "0",
                    "synchronize_seqscans", "off",
                    "max_parallel_workers_per_gather", "0");

    // In the role of a replica those fire that are ALWAYS or REPLICA, otherwise all but these.
    private static final String TRIGGERS =
            """
            select format('%I.%I', n.nspname, c.relname) as relation, t.tgname,
                   case t.tgenabled when 'O' then 'enable' when 'R' then 'enable replica' else 'enable always' end as state
              from pg_trigger t
              join pg_class c on c.oid = t.tgrelid
              join pg_namespace n on n.oid = c.relnamespace
             where not t.tgisinternal
               and c.relkind in ('r', 'p')
               and t.tgparentid = 0
               and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and case when ? then t.tgenabled in ('A', 'R') else t.tgenabled in ('O', 'A') end
             order by 1, 2
            """;

    private final Connection connection;
    private final boolean autoCommit;
    private final Map<String, String> before = new LinkedHashMap<>();
    private final List<String> restoring = new ArrayList<>();

    private FillSession(Connection connection, boolean autoCommit) {
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    static FillSession open(Connection connection) throws SQLException {
        var session = new FillSession(connection, connection.getAutoCommit());
        try {
            connection.setAutoCommit(true);
            for (var setting : SETTINGS.entrySet()) {
                session.set(setting.getKey(), setting.getValue());
            }
            session.silenceTriggers();
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    private void set(String name, String value) throws SQLException {
        try (var query =
                connection.prepareStatement("select current_setting(?), set_config(?, ?, false)")) {
            query.setString(1, name);
            query.setString(2, name);
            query.setString(3, value);
            try (var row = query.executeQuery()) {
                row.next();
                before.put(name, row.getString(1));
            }
        }
    }

    private void silenceTriggers() throws SQLException {
        boolean replica;
        try {
            set("session_replication_role", "replica");
            replica = true;
        } catch (SQLException notAllowed) {
            replica = false;
        }
        var silencing = new ArrayList<String>();
        try (var query = connection.prepareStatement(TRIGGERS)) {
            query.setBoolean(1, replica);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    var table = "alter table " + rows.getString("relation") + " ";
                    var trigger = " trigger " + Identifiers.quote(rows.getString("tgname"));
                    silencing.add(table + "disable" + trigger);
                    restoring.add(table + rows.getString("state") + trigger);
                }
            }
        }
        for (var statement : silencing) {
            execute(statement);
        }
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        for (var statement : restoring) {
            execute(statement);
        }
        for (var setting : before.entrySet()) {
            try (var query = connection.prepareStatement("select set_config(?, ?, false)")) {
                query.setString(1, setting.getKey());
                query.setString(2, setting.getValue());
                query.execute();
            }
        }
        connection.setAutoCommit(autoCommit);
    }
}
