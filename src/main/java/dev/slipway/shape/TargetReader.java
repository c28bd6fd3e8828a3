package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Reads the tables that can be filled. The connection's search path is one that finds nothing, so
/// that every expression comes with its schemas.
final class TargetReader {
    // What an extension brought is its own. Slipway's tables and the history are no part of the
    // application.
    private static final String TABLES =
            """
            select c.oid, n.nspname, c.relname, c.relkind,
                   coalesce(pg_partition_root(c.oid), c.oid)::oid as root,
                   c.relispartition,
                   c.relispartition and pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' as fallback,
                   pg_table_size(c.oid) as bytes,
                   case when c.relispartition then pg_get_partition_constraintdef(c.oid) end as bounds
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p')
               and c.relpersistence <> 't'
               and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and not c.relname = any (?)
               and not exists (
                   select from pg_depend
                    where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
             order by n.nspname, c.relname
            """;

    private static final String COLUMNS =
            """
            select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
                   a.attgenerated <> '' as generated,
                   pg_get_expr(d.adbin, d.adrelid) as expression,
                   pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
             order by a.attrelid, a.attnum
            """;

    // Of an index over expressions: every column that it depends on.
    private static final String UNIQUES =
            """
            select i.indrelid,
                   case when i.indexprs is null
                        then (i.indkey::int2[])[0:i.indnkeyatts - 1]
                        else array(select distinct refobjsubid::int2 from pg_depend
                                    where classid = 'pg_class'::regclass and objid = i.indexrelid
                                      and refclassid = 'pg_class'::regclass and refobjid = i.indrelid
                                      and refobjsubid > 0
                                    order by 1)
                        end as columns,
                   i.indnullsnotdistinct, i.indpred is not null as partial, i.indisexclusion
              from pg_index i
              join pg_class x on x.oid = i.indexrelid
             where i.indrelid = any (?) and (i.indisunique or i.indisexclusion) and i.indislive
             order by i.indrelid, i.indisprimary desc, i.indpred is not null, i.indnkeyatts, x.relname
            """;

    // A partitioned table that is referred to has one more entry for each of its partitions.
    private static final String REFERENCES =
            """
            select c.conrelid, c.conname, c.confrelid, c.conkey, c.confkey
              from pg_constraint c
             where c.contype = 'f' and c.conrelid = any (?)
               and not exists (
                   select from pg_constraint above
                    where above.oid = c.conparentid and above.conrelid = c.conrelid)
             order by c.conrelid, array_length(c.conkey, 1) desc, c.conname
            """;

    private static final String CHECKS =
            """
            select conrelid, pg_get_expr(conbin, conrelid) as condition
              from pg_constraint
             where contype = 'c' and conrelid = any (?)
             order by conrelid, conname
            """;

    private static final String TYPE =
            """
            select t.typname, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
                   format_type(t.oid, ?) as sql,
                   case when t.typcategory = 'A' and t.typelem <> 0 then t.typelem else 0 end as element,
                   array(select enumlabel::text from pg_enum where enumtypid = t.oid
                          order by enumsortorder) as labels,
                   (select rngsubtype from pg_range where rngtypid = t.oid) as bound,
                   (select rngtypid from pg_range where rngmultitypid = t.oid) as range,
                   array(select atttypid::int8 from pg_attribute
                          where attrelid = t.typrelid and attnum > 0 and not attisdropped
                          order by attnum) as parts,
                   array(select atttypmod from pg_attribute
                          where attrelid = t.typrelid and attnum > 0 and not attisdropped
                          order by attnum) as modifiers,
                   array(select pg_get_expr(conbin, 0) from pg_constraint
                          where contypid = t.oid and contype = 'c' order by conname) as conditions
              from pg_type t
             where t.oid = ?
            """;

    private static final Pattern NEXTVAL =
            Pattern.compile("nextval\\('(?<sequence>(?:[^']|'')+)'::regclass\\)");
    private static final Pattern VALUE =
            Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\bVALUE\\b");

    private final Connection connection;
    private final Map<List<Integer>, ValueType> types = new HashMap<>();

    TargetReader(Connection connection) {
        this.connection = connection;
    }

    private record Row(
            long oid,
            String schema,
            String name,
            char kind,
            long root,
            boolean partition,
            boolean fallback,
            long bytes,
            @Nullable String bounds) {}

    /// @param except names of tables that are left out, in whatever schema
    List<Target> read(List<String> except) throws SQLException {
        var rows = new ArrayList<Row>();
        try (var query = connection.prepareStatement(TABLES)) {
            query.setArray(1, connection.createArrayOf("text", except.toArray()));
            try (var result = query.executeQuery()) {
                while (result.next()) {
                    rows.add(
                            new Row(
                                    result.getLong("oid"),
                                    result.getString("nspname"),
                                    result.getString("relname"),
                                    result.getString("relkind").charAt(0),
                                    result.getLong("root"),
                                    result.getBoolean("relispartition"),
                                    result.getBoolean("fallback"),
                                    result.getLong("bytes"),
                                    result.getString("bounds")));
                }
            }
        }
        var oids = rows.stream().map(Row::oid).toArray();
        // Numbers become names only when all columns are known, those of other tables too.
        var names = new HashMap<Long, Map<Integer, String>>();
        var columns = columns(oids, names);
        var uniques = new HashMap<Long, List<Target.Unique>>();
        var exclusions = new HashMap<Long, Boolean>();
        each(
                UNIQUES,
                oids,
                result -> {
                    var table = result.getLong(1);
                    uniques.computeIfAbsent(table, _ -> new ArrayList<>())
                            .add(
                                    new Target.Unique(
                                            named(result, "columns", names.get(table)),
                                            result.getBoolean("indnullsnotdistinct"),
                                            result.getBoolean("partial")));
                    exclusions.merge(
                            table, result.getBoolean("indisexclusion"), Boolean::logicalOr);
                });
        var references = new HashMap<Long, List<Target.Reference>>();
        each(
                REFERENCES,
                oids,
                result -> {
                    var table = result.getLong(1);
                    var to = result.getLong("confrelid");
                    if (names.containsKey(to)) {
                        references
                                .computeIfAbsent(table, _ -> new ArrayList<>())
                                .add(
                                        new Target.Reference(
                                                result.getString("conname"),
                                                to,
                                                named(result, "conkey", names.get(table)),
                                                named(result, "confkey", names.get(to))));
                    }
                });
        var checks = new HashMap<Long, List<String>>();
        each(
                CHECKS,
                oids,
                result ->
                        checks.computeIfAbsent(result.getLong(1), _ -> new ArrayList<>())
                                .add(result.getString("condition")));
        return rows.stream()
                .map(
                        row -> {
                            var own = columns.getOrDefault(row.oid(), List.of());
                            return new Target(
                                    row.oid(),
                                    row.schema(),
                                    row.name(),
                                    row.kind(),
                                    row.root(),
                                    row.partition(),
                                    row.fallback(),
                                    row.bytes(),
                                    own,
                                    uniques.getOrDefault(row.oid(), List.of()),
                                    exclusions.getOrDefault(row.oid(), false),
                                    references.getOrDefault(row.oid(), List.of()),
                                    conditions(
                                            row.bounds(),
                                            checks.getOrDefault(row.oid(), List.of()),
                                            own));
                        })
                .toList();
    }

    /// The bounds of a partition, the table's checks, and those of its columns' domains.
    private static List<String> conditions(
            @Nullable String bounds, List<String> checks, List<Target.Column> columns) {
        var all = new ArrayList<String>();
        if (bounds != null) {
            all.add(bounds);
        }
        all.addAll(checks);
        for (var column : columns) {
            for (var condition : column.type().conditions()) {
                all.add(
                        VALUE.matcher(condition)
                                .replaceAll(
                                        found ->
                                                java.util.regex.Matcher.quoteReplacement(
                                                        found.group().equals("VALUE")
                                                                ? column.quoted()
                                                                : found.group())));
            }
        }
        return all;
    }

    private Map<Long, List<Target.Column>> columns(
            Object[] oids, Map<Long, Map<Integer, String>> names) throws SQLException {
        record Found(
                long table,
                String name,
                int type,
                int modifier,
                boolean required,
                boolean generated,
                @Nullable String expression,
                @Nullable String sequence) {}
        var found = new ArrayList<Found>();
        each(
                COLUMNS,
                oids,
                result -> {
                    var column =
                            new Found(
                                    result.getLong("attrelid"),
                                    result.getString("attname"),
                                    (int) result.getLong("atttypid"),
                                    result.getInt("atttypmod"),
                                    result.getBoolean("attnotnull"),
                                    result.getBoolean("generated"),
                                    result.getString("expression"),
                                    result.getString("sequence"));
                    names.computeIfAbsent(column.table(), _ -> new HashMap<>())
                            .put(result.getInt("attnum"), column.name());
                    found.add(column);
                });
        var columns = new LinkedHashMap<Long, List<Target.Column>>();
        for (var column : found) {
            var type = type(column.type(), column.modifier());
            columns.computeIfAbsent(column.table(), _ -> new ArrayList<>())
                    .add(
                            new Target.Column(
                                    column.name(),
                                    type,
                                    column.required() || type.required(),
                                    column.generated() ? column.expression() : null,
                                    column.sequence() == null
                                            ? sequence(column.expression())
                                            : column.sequence()));
        }
        return columns;
    }

    private static @Nullable String sequence(@Nullable String expression) {
        var found = NEXTVAL.matcher(expression == null ? "" : expression);
        return found.find() ? found.group("sequence").replace("''", "'") : null;
    }

    private ValueType type(int oid, int modifier) throws SQLException {
        var key = List.of(oid, modifier);
        var known = types.get(key);
        if (known == null) {
            known = read(oid, modifier);
            types.put(key, known);
        }
        return known;
    }

    private ValueType read(int oid, int modifier) throws SQLException {
        try (var query = connection.prepareStatement(TYPE)) {
            query.setInt(1, modifier);
            query.setLong(2, Integer.toUnsignedLong(oid));
            try (var row = query.executeQuery()) {
                row.next();
                var conditions = List.of((String[]) row.getArray("conditions").getArray());
                if (row.getString("typtype").equals("d")) {
                    var base = type((int) row.getLong("typbasetype"), row.getInt("typtypmod"));
                    var all = new ArrayList<>(base.conditions());
                    all.addAll(conditions);
                    return new ValueType(
                            base.sql(),
                            base.name(),
                            base.sort(),
                            base.modifier(),
                            base.labels(),
                            base.element(),
                            base.range(),
                            base.array(),
                            base.parts(),
                            all,
                            base.required() || row.getBoolean("typnotnull"));
                }
                var element = row.getLong("element");
                var bound = row.getLong("bound");
                var range = row.getLong("range");
                var parts = (Long[]) row.getArray("parts").getArray();
                var modifiers = (Integer[]) row.getArray("modifiers").getArray();
                var inner = new ArrayList<ValueType>();
                for (int i : IntStream.range(0, parts.length).toArray()) {
                    inner.add(type(parts[i].intValue(), modifiers[i]));
                }
                return new ValueType(
                        row.getString("sql"),
                        row.getString("typname"),
                        row.getString("typtype").charAt(0),
                        modifier,
                        List.of((String[]) row.getArray("labels").getArray()),
                        element != 0
                                ? type((int) element, modifier)
                                : bound != 0 ? type((int) bound, -1) : null,
                        range != 0 ? type((int) range, -1) : null,
                        element != 0,
                        inner,
                        conditions,
                        false);
            }
        }
    }

    @FunctionalInterface
    private interface RowReading {
        void from(ResultSet row) throws SQLException;
    }

    private void each(String sql, Object[] oids, RowReading reading) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("oid", oids));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    reading.from(rows);
                }
            }
        }
    }

    private static List<String> named(ResultSet row, String column, Map<Integer, String> names)
            throws SQLException {
        return Arrays.stream((Short[]) row.getArray(column).getArray())
                .map(number -> names.get(number.intValue()))
                .toList();
    }
}
