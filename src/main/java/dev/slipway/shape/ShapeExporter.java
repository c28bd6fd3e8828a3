package dev.slipway.shape;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads the shape of a database out of its catalog. No row of a table is read.
public final class ShapeExporter {
    /// How many tables a warning names.
    private static final int NAMED = 5;

    // The planner's estimate: rows a page when last analyzed, times the pages of now.
    private static final String TABLES =
            """
            select c.oid, n.nspname as schema, c.relname as name,
                   case when c.relkind = 'm' then 'MATERIALIZED_VIEW'
                        when c.relkind = 'p' and not c.relispartition then 'PARTITIONED'
                        when c.relkind = 'p' then 'PARTITIONED'
                        when c.relispartition then 'PARTITION'
                        else 'TABLE' end as kind,
                   pn.nspname as parent_schema, p.relname as parent,
                   case when c.relkind = 'p' then 'PARTITIONS'
                        when c.reltuples >= 0 then 'ANALYZED'
                        when s.n_live_tup > 0 then 'COUNTED'
                        else 'SIZE' end as rows_from,
                   round(case when c.relkind = 'p' then 0
                              when c.reltuples >= 0 and c.relpages > 0
                              then c.reltuples::float8 / c.relpages
                                   * (pg_relation_size(c.oid) / current_setting('block_size')::int8)
                              when c.reltuples >= 0 then c.reltuples
                              when s.n_live_tup > 0 then s.n_live_tup
                              else pg_relation_size(c.oid) / (28 + (
                                   select coalesce(sum(case when t.typlen > 0 then t.typlen else 32 end), 0)
                                     from pg_attribute a join pg_type t on t.oid = a.atttypid
                                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
                              end)::int8 as rows,
                   pg_table_size(c.oid) - coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) as table_bytes,
                   pg_indexes_size(c.oid) as index_bytes,
                   coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) as toast_bytes
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_stat_all_tables s on s.relid = c.oid
              left join pg_inherits i on i.inhrelid = c.oid and c.relispartition
              left join pg_class p on p.oid = i.inhparent
              left join pg_namespace pn on pn.oid = p.relnamespace
             where c.relkind in ('r', 'p', 'm')
               and c.relpersistence <> 't'
               and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and not c.relname = any (?)
               and not exists (
                   select from pg_depend
                    where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
             order by n.nspname, c.relname
            """;

    // The statistics of a partitioned table are those of all its partitions.
    private static final String COLUMNS =
            """
            select a.attrelid, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
                   not a.attnotnull as nullable,
                   a.atthasdef or a.attidentity <> '' as has_default,
                   s.null_frac, s.n_distinct, s.avg_width, s.correlation
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_stats s
                on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
               and s.inherited = (c.relkind = 'p')
             where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
             order by a.attrelid, a.attnum
            """;

    private static final String INDEXES =
            """
            select i.indrelid, c.relname as name, pg_get_indexdef(i.indexrelid) as definition,
                   i.indisunique, i.indisvalid, pg_relation_size(i.indexrelid) as bytes
              from pg_index i
              join pg_class c on c.oid = i.indexrelid
             where i.indrelid = any (?)
             order by i.indrelid, c.relname
            """;

    // A partitioned table that is referred to has one more entry for each of its partitions.
    private static final String CONSTRAINTS =
            """
            select c.conrelid, c.conname as name,
                   case c.contype when 'p' then 'PRIMARY_KEY' when 'u' then 'UNIQUE'
                                  when 'f' then 'FOREIGN_KEY' when 'c' then 'CHECK' else 'EXCLUDE' end as type,
                   pg_get_constraintdef(c.oid) as definition, c.convalidated
              from pg_constraint c
             where c.conrelid = any (?) and c.contype in ('p', 'u', 'f', 'c', 'x')
               and not exists (
                   select from pg_constraint above
                    where above.oid = c.conparentid and above.conrelid = c.conrelid)
             order by c.conrelid, c.conname
            """;

    private static final String SERVER =
            """
            select split_part(current_setting('server_version'), ' ', 1),
                   current_setting('server_version_num')::int / 10000
            """;

    private static final String EXTENSIONS =
            "select extname, extversion from pg_extension order by extname";

    private static final String ROLES =
            "select rolname from pg_roles where rolname !~ '^pg_' order by rolname";

    private final Database database;
    private final Set<String> except;
    private final Progress progress;

    /// @param except names of tables that are left out, in whatever schema: the history's,
    ///     Slipway's own
    public ShapeExporter(Database database, Set<String> except, Progress progress) {
        this.database = database;
        this.except = Set.copyOf(except);
        this.progress = progress;
    }

    /// Reads it in one transaction, which changes nothing. Warns of tables of whose columns nothing
    /// is known, and why.
    ///
    /// @throws FailureException when the catalog cannot be read, or a table whose size is asked for
    ///     is locked for longer than five seconds (exit 4, 5 or 6)
    public Shape export() {
        try (var connection = database.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (var settings = connection.createStatement()) {
                // Every name is written with its schema then; and nobody is to queue behind us.
                settings.execute(
                        "set local search_path = pg_catalog; set local lock_timeout = '5s'");
            }
            var shape = read(connection);
            connection.rollback();
            warn(shape);
            return shape;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /// A table before its columns are known.
    private record Bare(
            Shape.TableKind kind,
            String schema,
            String name,
            Shape.@Nullable Name parent,
            long rows,
            Shape.RowSource rowsFrom,
            long tableBytes,
            long indexBytes,
            long toastBytes) {}

    private Shape read(Connection connection) throws SQLException {
        var bare = new LinkedHashMap<Long, Bare>();
        try (var query = connection.prepareStatement(TABLES)) {
            query.setArray(1, connection.createArrayOf("text", except.toArray()));
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    bare.put(row.getLong("oid"), table(row));
                }
            }
        }
        var oids = bare.keySet().toArray();
        var columns = new HashMap<Long, List<Shape.Column>>();
        each(connection, COLUMNS, oids, row -> list(columns, row).add(column(row)));
        var indexes = new HashMap<Long, List<Shape.Index>>();
        each(
                connection,
                INDEXES,
                oids,
                row ->
                        list(indexes, row)
                                .add(
                                        new Shape.Index(
                                                row.getString("name"),
                                                row.getString("definition"),
                                                row.getBoolean("indisunique"),
                                                row.getBoolean("indisvalid"),
                                                row.getLong("bytes"))));
        var constraints = new HashMap<Long, List<Shape.Constraint>>();
        each(
                connection,
                CONSTRAINTS,
                oids,
                row ->
                        list(constraints, row)
                                .add(
                                        new Shape.Constraint(
                                                row.getString("name"),
                                                Shape.ConstraintType.valueOf(row.getString("type")),
                                                row.getString("definition"),
                                                row.getBoolean("convalidated"))));
        var tables = new ArrayList<Shape.Table>();
        bare.forEach(
                (oid, table) ->
                        tables.add(
                                new Shape.Table(
                                        table.schema(),
                                        table.name(),
                                        table.kind(),
                                        table.parent(),
                                        rows(table, bare),
                                        table.rowsFrom(),
                                        table.tableBytes(),
                                        table.indexBytes(),
                                        table.toastBytes(),
                                        columns.getOrDefault(oid, List.of()),
                                        indexes.getOrDefault(oid, List.of()),
                                        constraints.getOrDefault(oid, List.of()))));
        return shape(connection, tables);
    }

    private static Shape shape(Connection connection, List<Shape.Table> tables)
            throws SQLException {
        try (var query = connection.createStatement()) {
            String version;
            int major;
            try (var row = query.executeQuery(SERVER)) {
                row.next();
                version = row.getString(1);
                major = row.getInt(2);
            }
            var extensions = new ArrayList<Shape.Extension>();
            try (var row = query.executeQuery(EXTENSIONS)) {
                while (row.next()) {
                    extensions.add(new Shape.Extension(row.getString(1), row.getString(2)));
                }
            }
            var roles = new ArrayList<String>();
            try (var row = query.executeQuery(ROLES)) {
                while (row.next()) {
                    roles.add(row.getString(1));
                }
            }
            var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            return new Shape(now, version, major, extensions, roles, tables);
        }
    }

    private static Bare table(ResultSet row) throws SQLException {
        var parent = row.getString("parent");
        return new Bare(
                Shape.TableKind.valueOf(row.getString("kind")),
                row.getString("schema"),
                row.getString("name"),
                parent == null ? null : new Shape.Name(row.getString("parent_schema"), parent),
                row.getLong("rows"),
                Shape.RowSource.valueOf(row.getString("rows_from")),
                row.getLong("table_bytes"),
                row.getLong("index_bytes"),
                row.getLong("toast_bytes"));
    }

    /// A partitioned table has those of its partitions, however deep.
    private static long rows(Bare table, Map<Long, Bare> all) {
        if (table.kind() != Shape.TableKind.PARTITIONED) {
            return table.rows();
        }
        var name = new Shape.Name(table.schema(), table.name());
        return all.values().stream()
                .filter(child -> name.equals(child.parent()))
                .mapToLong(child -> rows(child, all))
                .sum();
    }

    private static Shape.Column column(ResultSet row) throws SQLException {
        var nulls = row.getDouble("null_frac");
        var known = !row.wasNull();
        var correlation = row.getDouble("correlation");
        var ordered = !row.wasNull();
        return new Shape.Column(
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("nullable"),
                row.getBoolean("has_default"),
                known
                        ? new Shape.Statistics(
                                rounded(nulls),
                                rounded(row.getDouble("n_distinct")),
                                row.getInt("avg_width"),
                                ordered ? rounded(correlation) : null)
                        : null);
    }

    /// The server keeps these as float4: further digits are noise.
    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }

    private static <T> List<T> list(Map<Long, List<T>> lists, ResultSet row) throws SQLException {
        return lists.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>());
    }

    @FunctionalInterface
    private interface RowReading {
        void from(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Object[] oids, RowReading reading)
            throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("oid", oids));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    reading.from(rows);
                }
            }
        }
    }

    private void warn(Shape shape) {
        var unknown =
                shape.tables().stream()
                        .filter(table -> table.rows() > 0)
                        .filter(
                                table ->
                                        table.columns().stream()
                                                .allMatch(column -> column.statistics() == null))
                        .filter(table -> !table.columns().isEmpty())
                        .map(table -> table.schema() + "." + table.name())
                        .toList();
        if (!unknown.isEmpty()) {
            var more = unknown.size() - NAMED;
            progress.warn(
                    "no statistics of the columns of "
                            + String.join(", ", unknown.subList(0, Math.min(NAMED, unknown.size())))
                            + (more > 0 ? " and " + Count.of(more) + " more" : "")
                            + ": never analyzed, or user "
                            + database.settings().user()
                            + " may not read them (grant select, or pg_read_all_data); their"
                            + " widths, nulls and numbers of values will be guessed");
        }
        var never =
                shape.tables().stream()
                        .filter(table -> table.rowsFrom() == Shape.RowSource.SIZE)
                        .filter(table -> table.tableBytes() > 0)
                        .map(table -> table.schema() + "." + table.name())
                        .toList();
        if (!never.isEmpty()) {
            var more = never.size() - NAMED;
            progress.warn(
                    "the rows of "
                            + String.join(", ", never.subList(0, Math.min(NAMED, never.size())))
                            + (more > 0 ? " and " + Count.of(more) + " more" : "")
                            + " are guessed from the size: never analyzed; ANALYZE, then export"
                            + " again");
        }
    }

    private FailureException unreadable(SQLException e) {
        database.checkNotInterrupted();
        var what =
                "the shape of "
                        + database.settings()
                        + " could not be read; nothing was written or changed";
        if ("55P03".equals(e.getSQLState())) {
            return Failure.of(
                            Kind.LOCKED,
                            what,
                            "a table was locked exclusively for longer than 5 s: "
                                    + String.join("; ", DatabaseFailures.explain(e))
                                            .toLowerCase(Locale.ROOT),
                            "export when the migration or maintenance that holds the lock is over")
                    .exception(e);
        }
        return DatabaseFailures.general(e, what, database.settings())
                .orElseGet(
                        () ->
                                new Failure(
                                        Kind.UNREACHABLE,
                                        what,
                                        List.of(),
                                        List.of(),
                                        DatabaseFailures.explain(e),
                                        List.of("see the cause, then export again"),
                                        null))
                .exception(e);
    }
}
