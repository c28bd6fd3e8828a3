package dev.slipway.observe;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// How SQL writes what a statement made, by OID.
///
/// @param constraints as `CHECK ((total > 0))`
/// @param indexes as `CREATE INDEX …`
/// @param defaults of columns, or the expressions that generate them
public record Definitions(
        Map<Long, String> constraints,
        Map<Long, String> indexes,
        Map<Catalog.ColumnId, String> defaults) {
    static final Definitions NONE = new Definitions(Map.of(), Map.of(), Map.of());

    public Definitions {
        constraints = Map.copyOf(constraints);
        indexes = Map.copyOf(indexes);
        defaults = Map.copyOf(defaults);
    }

    /// Of everything that the second catalog has and the first has not.
    static Definitions of(Connection connection, Catalog before, Catalog after)
            throws SQLException {
        if (before.constraints() == after.constraints()
                && before.indexes() == after.indexes()
                && before.columns() == after.columns()) {
            return NONE;
        }
        return new Definitions(
                texts(
                        connection,
                        "select oid, pg_catalog.pg_get_constraintdef(oid) from pg_catalog.pg_constraint where oid = any (?)",
                        added(before.constraints(), after.constraints())),
                texts(
                        connection,
                        "select indexrelid, pg_catalog.pg_get_indexdef(indexrelid) from pg_catalog.pg_index where indexrelid = any (?)",
                        added(before.indexes(), after.indexes())),
                defaults(connection, before, after));
    }

    private static <V> Collection<Long> added(Map<Long, V> before, Map<Long, V> after) {
        return after.keySet().stream().filter(id -> !before.containsKey(id)).toList();
    }

    private static Map<Long, String> texts(Connection connection, String sql, Collection<Long> ids)
            throws SQLException {
        var texts = new HashMap<Long, String>();
        if (ids.isEmpty()) {
            return texts;
        }
        try (var query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("oid", ids.toArray()));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    texts.put(rows.getLong(1), rows.getString(2));
                }
            }
        }
        return texts;
    }

    private static Map<Catalog.ColumnId, String> defaults(
            Connection connection, Catalog before, Catalog after) throws SQLException {
        var relations =
                after.columns().entrySet().stream()
                        .filter(column -> column.getValue().hasDefault())
                        .filter(
                                column ->
                                        !column.getValue()
                                                .equals(before.columns().get(column.getKey())))
                        .map(column -> column.getKey().relation())
                        .distinct()
                        .toList();
        var texts = new HashMap<Catalog.ColumnId, String>();
        if (relations.isEmpty()) {
            return texts;
        }
        try (var query =
                connection.prepareStatement(
                        "select adrelid, adnum, pg_catalog.pg_get_expr(adbin, adrelid) from pg_catalog.pg_attrdef where adrelid = any (?)")) {
            query.setArray(1, connection.createArrayOf("oid", relations.toArray()));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    texts.put(
                            new Catalog.ColumnId(rows.getLong(1), rows.getInt(2)),
                            rows.getString(3));
                }
            }
        }
        return texts;
    }
}
