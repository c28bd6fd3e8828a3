package dev.slipway.drift;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a database's catalog says of the objects in some schemas.
///
/// @param objects by kind and name
record Snapshot(Map<Key, Definition> objects) {
    /// By kind, then by name.
    static final Comparator<Key> ORDER = Comparator.comparing(Key::kind).thenComparing(Key::name);

    /// @param name with its schema, as SQL writes it
    record Key(ObjectKind kind, String name) {}

    /// @param table the table that it belongs to, as that is named; empty for none
    /// @param partition whether that table, or the table that it is, is a partition
    /// @param text its definition, which is the same wherever the object is the same
    record Definition(String table, boolean partition, String text) {}

    /// The scope of a comparison.
    ///
    /// @param historySchema where the history, which is not compared, is
    record Scope(List<String> schemas, String historySchema, String historyTable) {}

    /// Reads it. The connection is in a transaction of its own, which is left open.
    static Snapshot read(Connection connection, Scope scope) throws SQLException {
        try (var path = connection.createStatement()) {
            // Every name is written with its schema then.
            path.execute("set local search_path = pg_catalog");
        }
        var objects = new TreeMap<Key, Definition>(ORDER);
        for (var kind : ObjectKind.values()) {
            try (var query = connection.prepareStatement(kind.sql())) {
                query.setArray(1, connection.createArrayOf("text", scope.schemas().toArray()));
                query.setString(2, scope.historySchema());
                query.setString(3, scope.historyTable());
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        objects.put(
                                new Key(kind, rows.getString(1)),
                                new Definition(
                                        rows.getString(2),
                                        rows.getBoolean(3),
                                        normalized(rows.getString(4))));
                    }
                }
            }
        }
        return new Snapshot(objects);
    }

    /// A script's line ends differ with the machine from which it was applied.
    private static String normalized(String text) {
        return text.replace("\r\n", "\n").strip();
    }
}
