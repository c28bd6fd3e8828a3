package dev.slipway.observe;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the catalog again and again, and each time only the parts of it that changed.
///
/// The server counts what a transaction writes into each table of the catalog. What it writes in
/// place, without a transaction, is counted nowhere, and nothing of that is read here.
final class CatalogReader {
    /// A part of the catalog, by the table that holds it.
    private enum Part {
        NAMESPACES("pg_namespace"),
        RELATIONS("pg_class"),
        PARENTS("pg_inherits"),
        COLUMNS("pg_attribute"),
        INDEXES("pg_index"),
        CONSTRAINTS("pg_constraint"),
        TYPES("pg_type"),
        ENUM_VALUES("pg_enum"),
        FUNCTIONS("pg_proc"),
        TRIGGERS("pg_trigger"),
        POLICIES("pg_policy");

        private final String table;

        Part(String table) {
            this.table = table;
        }
    }

    private static final String WRITTEN =
            "select "
                    + String.join(
                            ", ",
                            Arrays.stream(Part.values())
                                    .map(
                                            part ->
                                                    "pg_catalog.pg_stat_get_xact_tuples_inserted(c) + pg_catalog.pg_stat_get_xact_tuples_updated(c) + pg_catalog.pg_stat_get_xact_tuples_deleted(c)"
                                                            .replace(
                                                                    "(c)",
                                                                    "('pg_catalog."
                                                                            + part.table
                                                                            + "'::pg_catalog.regclass)"))
                                    .toList());

    private static final String NAMESPACES =
            "select oid, nspname, coalesce(nspacl::pg_catalog.text[], '{}') from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'";

    private static final String RELATIONS =
            """
            select c.oid, c.relnamespace, n.nspname, c.relname, c.relkind, c.relpersistence,
                   coalesce(pg_catalog.pg_relation_filenode(c.oid), 0), c.reltablespace,
                   coalesce((select i.inhparent from pg_catalog.pg_inherits i
                              where i.inhrelid = c.oid and i.inhseqno = 1), 0),
                   c.relispartition, c.relrowsecurity, c.relowner,
                   coalesce(c.relacl::pg_catalog.text[], '{}')
              from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where nspname !~ '^pg_' and nspname <> 'information_schema'
               and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I')
               and not (n.nspname = ? and (c.relname = ? or c.relname = ? || '_pk' or c.relname = ? || '_s_idx' or c.relname like 'slipway\\_%'))
            """;

    private static final String COLUMNS =
            """
            select a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                   a.atttypid, a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated
              from pg_catalog.pg_attribute a
              join pg_catalog.pg_class c on c.oid = a.attrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
               and nspname !~ '^pg_' and nspname <> 'information_schema'
            """;

    private static final String INDEXES =
            """
            select i.indexrelid, i.indrelid, i.indisunique, i.indisprimary, i.indisexclusion, i.indisvalid,
                   i.indkey::pg_catalog.text, i.indpred is null and i.indexprs is null
              from pg_catalog.pg_index i
              join pg_catalog.pg_class c on c.oid = i.indrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where nspname !~ '^pg_' and nspname <> 'information_schema'
            """;

    private static final String CONSTRAINTS =
            """
            select k.oid, k.conname, k.contype, k.convalidated, k.conrelid, k.confrelid, k.contypid, k.conindid,
                   coalesce(k.conkey::pg_catalog.text, ''), k.conparentid
              from pg_catalog.pg_constraint k
              join pg_catalog.pg_namespace n on n.oid = k.connamespace
             where nspname !~ '^pg_' and nspname <> 'information_schema'
            """;

    private static final String TYPES =
            """
            select t.oid, n.nspname, t.typname, t.typtype
              from pg_catalog.pg_type t
              join pg_catalog.pg_namespace n on n.oid = t.typnamespace
              left join pg_catalog.pg_class c on c.oid = t.typrelid
             where nspname !~ '^pg_' and nspname <> 'information_schema'
               and t.typcategory <> 'A' and (c.oid is null or c.relkind = 'c')
            """;

    private static final String ENUM_VALUES =
            "select oid, enumtypid, enumlabel from pg_catalog.pg_enum";

    private static final String FUNCTIONS =
            """
            select p.oid, n.nspname, p.proname, pg_catalog.oidvectortypes(p.proargtypes),
                   p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype
              from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
             where nspname !~ '^pg_' and nspname <> 'information_schema'
            """;

    private static final String TRIGGERS =
            "select oid, tgrelid, tgname, tgenabled from pg_catalog.pg_trigger where not tgisinternal";

    private static final String POLICIES =
            "select oid, polrelid, polname from pg_catalog.pg_policy";

    private final String historySchema;
    private final String historyTable;
    private Catalog last = Catalog.EMPTY;
    private Map<Part, Long> written = Map.of();

    /// @param historySchema where the history is, which is left out
    CatalogReader(String historySchema, String historyTable) {
        this.historySchema = historySchema;
        this.historyTable = historyTable;
    }

    /// All of it.
    Catalog read(Connection connection) throws SQLException {
        return read(connection, Map.of(), true);
    }

    /// What changed since this was last called, within the same transaction.
    Catalog reread(Connection connection) throws SQLException {
        return read(connection, written(connection), false);
    }

    /// The transaction has only begun.
    void begin() {
        written = Map.of();
    }

    private Catalog read(Connection connection, Map<Part, Long> now, boolean all)
            throws SQLException {
        var namespaces = all || changed(now, Part.NAMESPACES);
        // A schema's name is part of others'.
        var relations = namespaces || changed(now, Part.RELATIONS) || changed(now, Part.PARENTS);
        last =
                new Catalog(
                        namespaces ? namespaces(connection) : last.namespaces(),
                        relations ? relations(connection) : last.relations(),
                        all || changed(now, Part.COLUMNS) ? columns(connection) : last.columns(),
                        all || changed(now, Part.INDEXES) ? indexes(connection) : last.indexes(),
                        all || changed(now, Part.CONSTRAINTS)
                                ? constraints(connection)
                                : last.constraints(),
                        namespaces || changed(now, Part.TYPES) ? types(connection) : last.types(),
                        all || changed(now, Part.ENUM_VALUES)
                                ? enumValues(connection)
                                : last.enumValues(),
                        namespaces || changed(now, Part.FUNCTIONS)
                                ? functions(connection)
                                : last.functions(),
                        all || changed(now, Part.TRIGGERS) ? triggers(connection) : last.triggers(),
                        all || changed(now, Part.POLICIES)
                                ? policies(connection)
                                : last.policies());
        written = now;
        return last;
    }

    private boolean changed(Map<Part, Long> now, Part part) {
        return !now.getOrDefault(part, 0L).equals(written.getOrDefault(part, 0L));
    }

    private static Map<Part, Long> written(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var row = query.executeQuery(WRITTEN)) {
            row.next();
            var counts = new EnumMap<Part, Long>(Part.class);
            var column = 0;
            for (var part : Part.values()) {
                counts.put(part, row.getLong(++column));
            }
            return counts;
        }
    }

    @FunctionalInterface
    private interface RowReader<K, V> {
        Map.Entry<K, V> read(ResultSet row) throws SQLException;
    }

    private static <K, V> Map<K, V> read(
            Connection connection, String sql, RowReader<K, V> reader, String... parameters)
            throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (var rows = query.executeQuery()) {
                var read = new HashMap<K, V>();
                while (rows.next()) {
                    var entry = reader.read(rows);
                    read.put(entry.getKey(), entry.getValue());
                }
                return read;
            }
        }
    }

    private static Map<Long, Catalog.Namespace> namespaces(Connection connection)
            throws SQLException {
        return read(
                connection,
                NAMESPACES,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Namespace(row.getString(2), texts(row.getArray(3)))));
    }

    private Map<Long, Catalog.Relation> relations(Connection connection) throws SQLException {
        return read(
                connection,
                RELATIONS,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Relation(
                                        row.getLong(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getLong(7),
                                        row.getLong(8),
                                        row.getLong(9),
                                        row.getBoolean(10),
                                        row.getBoolean(11),
                                        row.getLong(12),
                                        texts(row.getArray(13)))),
                historySchema,
                historyTable,
                historyTable,
                historyTable);
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static Map<Catalog.ColumnId, Catalog.Column> columns(Connection connection)
            throws SQLException {
        return read(
                connection,
                COLUMNS,
                row ->
                        Map.entry(
                                new Catalog.ColumnId(row.getLong(1), row.getInt(2)),
                                new Catalog.Column(
                                        row.getString(3),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getBoolean(6),
                                        row.getBoolean(7),
                                        row.getString(8).strip(),
                                        row.getString(9).strip())));
    }

    private static Map<Long, Catalog.Index> indexes(Connection connection) throws SQLException {
        return read(
                connection,
                INDEXES,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Index(
                                        row.getLong(2),
                                        row.getBoolean(3),
                                        row.getBoolean(4),
                                        row.getBoolean(5),
                                        row.getBoolean(6),
                                        row.getString(7),
                                        row.getBoolean(8))));
    }

    private static Map<Long, Catalog.Constraint> constraints(Connection connection)
            throws SQLException {
        return read(
                connection,
                CONSTRAINTS,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Constraint(
                                        row.getString(2),
                                        row.getString(3),
                                        row.getBoolean(4),
                                        row.getLong(5),
                                        row.getLong(6),
                                        row.getLong(7),
                                        row.getLong(8),
                                        row.getString(9),
                                        row.getLong(10))));
    }

    private static Map<Long, Catalog.Type> types(Connection connection) throws SQLException {
        return read(
                connection,
                TYPES,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Type(
                                        row.getString(2), row.getString(3), row.getString(4))));
    }

    private static Map<Long, Catalog.EnumValue> enumValues(Connection connection)
            throws SQLException {
        return read(
                connection,
                ENUM_VALUES,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.EnumValue(row.getLong(2), row.getString(3))));
    }

    private static Map<Long, Catalog.Function> functions(Connection connection)
            throws SQLException {
        return read(
                connection,
                FUNCTIONS,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Function(
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getBoolean(5))));
    }

    private static Map<Long, Catalog.Trigger> triggers(Connection connection) throws SQLException {
        return read(
                connection,
                TRIGGERS,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Trigger(
                                        row.getLong(2), row.getString(3), row.getString(4))));
    }

    private static Map<Long, Catalog.Policy> policies(Connection connection) throws SQLException {
        return read(
                connection,
                POLICIES,
                row ->
                        Map.entry(
                                row.getLong(1),
                                new Catalog.Policy(row.getLong(2), row.getString(3))));
    }
}
