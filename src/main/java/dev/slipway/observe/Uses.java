package dev.slipway.observe;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Reads how many rows of which tables the transaction under way has touched so far.
final class Uses {
    private static final String USES =
            """
            select relid, coalesce(seq_tup_read, 0), n_tup_ins, n_tup_upd, n_tup_del
              from pg_catalog.pg_stat_xact_user_tables
             where seq_scan > 0 or n_tup_ins > 0 or n_tup_upd > 0 or n_tup_del > 0
            """;

    private Uses() {}

    /// By the table's OID.
    static Map<Long, TableUse> of(Connection connection) throws SQLException {
        var uses = new HashMap<Long, TableUse>();
        try (var query = connection.createStatement();
                var rows = query.executeQuery(USES)) {
            while (rows.next()) {
                uses.put(
                        rows.getLong(1),
                        new TableUse(
                                rows.getLong(2),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5)));
            }
        }
        return uses;
    }

    /// What came to it since.
    static Map<Long, TableUse> since(Map<Long, TableUse> before, Map<Long, TableUse> now) {
        var since = new HashMap<Long, TableUse>();
        now.forEach(
                (relation, use) -> {
                    var more = use.minus(before.getOrDefault(relation, TableUse.NONE));
                    if (!more.isNone()) {
                        since.put(relation, more);
                    }
                });
        return since;
    }
}
