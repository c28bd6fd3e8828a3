package dev.slipway.catalog;

import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table that seeds fill or refer to, read from the catalog with three queries.
///
/// @param oid identifies it within the database
/// @param name schema and table, as quoted names
/// @param columns by name, in the table's order
/// @param primaryKey its columns in order; empty without one
/// @param uniqueKeys the unique indexes that can tell rows apart, the primary key's first
/// @param foreignKeys out of this table
/// @param plainCopy whether COPY may write it as INSERT would: no row-level security that applies
///     to this user, and no rule
public record TargetTable(
        long oid,
        Name name,
        Map<String, Column> columns,
        List<String> primaryKey,
        List<UniqueKey> uniqueKeys,
        List<ForeignKey> foreignKeys,
        boolean plainCopy) {
    /// A unique index over plain columns.
    ///
    /// @param predicate the condition of a partial index, or null
    /// @param immediate whether it is checked with each statement; a deferrable one is not
    /// @param nullsEqual whether two rows with NULL are the same row to it (NULLS NOT DISTINCT)
    public record UniqueKey(
            List<String> columns,
            @Nullable String predicate,
            boolean immediate,
            boolean nullsEqual) {
        /// Whether it holds for every row, at every moment.
        public boolean isWhole() {
            return predicate == null && immediate;
        }

        private boolean isOn(Collection<String> names) {
            return columns.size() == names.size() && names.containsAll(columns);
        }
    }

    /// A foreign key out of the table.
    ///
    /// @param references the oid of the table referred to
    public record ForeignKey(
            String constraint,
            List<String> columns,
            long references,
            Name referencedTable,
            List<String> referencedColumns,
            boolean deferrable) {
        /// The table referred to, as a manifest would name it.
        public TableName target() {
            return named(referencedTable);
        }
    }

    // Comparable are the scalars whose equal values look the same. Not so numeric and jsonb (1.0
    // and 1.00), interval (30 days and 1 month), citext and what has a collation that is not
    // deterministic; and what is made of others may hold one of these, or json, which has no
    // equality at all.
    private static final String COLUMNS =
            """
            select a.attname,
                   format_type(a.atttypid, a.atttypmod),
                   t.typcategory::text,
                   case when a.atttypid in ('varchar'::regtype, 'bpchar'::regtype) and a.atttypmod > 4
                        then a.atttypmod - 4 else 0 end,
                   base.typname not in ('numeric', 'jsonb', 'interval', 'citext')
                   and not exists (select from pg_collation l where l.oid = a.attcollation and not l.collisdeterministic)
                   and not exists (select from pg_collation c where c.oid = a.attcollation and not c.collisdeterministic)
                   and exists (select from pg_opclass o
                            where o.opcmethod = (select oid from pg_am where amname = 'btree')
                              and (o.opcintype = base.oid
                                   or (base.typtype = 'e' and o.opcintype = 'anyenum'::regtype)
                                   or exists (select from pg_cast c where c.castsource = base.oid
                                               and c.casttarget = o.opcintype and c.castmethod = 'b' and c.castcontext = 'i'))),
                   a.attnotnull,
                   case when a.attidentity <> '' then
                             format('nextval(%L::regclass)', pg_get_serial_sequence(a.attrelid::regclass::text, a.attname))
                        when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
                   a.attidentity = 'a',
                   a.attgenerated <> '',
                   array(select e.enumlabel::text from pg_enum e where e.enumtypid = base.oid order by e.enumsortorder)
              from pg_attribute a
              join pg_type t on t.oid = a.atttypid
              join pg_type base on base.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
             order by a.attnum
            """;

    private static final String UNIQUE_KEYS =
            """
            select i.indisprimary,
                   array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(attnum, place)
                           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                          where k.place <= i.indnkeyatts order by k.place),
                   pg_get_expr(i.indpred, i.indrelid), i.indimmediate, i.indnullsnotdistinct
              from pg_index i
             where i.indrelid = ? and i.indisunique and i.indisvalid and i.indexprs is null
             order by i.indisprimary desc, i.indpred is not null, not i.indimmediate, i.indexrelid
            """;

    // A key to a partitioned table stands there once more for each of its partitions.
    private static final String FOREIGN_KEYS =
            """
            select c.conname, c.confrelid, n.nspname, r.relname,
                   array(select a.attname::text from unnest(c.conkey) with ordinality k(attnum, place)
                           join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum order by k.place),
                   array(select a.attname::text from unnest(c.confkey) with ordinality k(attnum, place)
                           join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum order by k.place),
                   c.condeferrable
              from pg_constraint c
              join pg_class r on r.oid = c.confrelid
              join pg_namespace n on n.oid = r.relnamespace
             where c.conrelid = ? and c.contype = 'f'
               and not exists (select from pg_constraint whole
                                where whole.oid = c.conparentid and whole.conrelid = c.conrelid)
             order by c.conname
            """;

    /// Empty when the search path finds no such table.
    public static Optional<TargetTable> find(DSLContext database, TableName table) {
        var found =
                database.resultQuery(
                                "select c.oid::bigint, n.nspname, c.relname, not c.relhasrules and not row_security_active(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                        + " where c.oid = to_regclass(?) and c.relkind in ('r', 'p')",
                                DSL.using(database.configuration()).render(table.quoted()))
                        .fetchOne();
        if (found == null) {
            return Optional.empty();
        }
        var oid = found.get(0, Long.class);
        var columns = new LinkedHashMap<String, Column>();
        database.resultQuery(COLUMNS, oid)
                .forEach(
                        row ->
                                columns.put(
                                        row.get(0, String.class),
                                        new Column(
                                                row.get(0, String.class),
                                                row.get(1, String.class),
                                                row.get(2, String.class).charAt(0),
                                                row.get(3, Integer.class),
                                                row.get(4, Boolean.class),
                                                row.get(5, Boolean.class),
                                                row.get(6, String.class),
                                                row.get(7, Boolean.class),
                                                row.get(8, Boolean.class),
                                                List.of(row.get(9, String[].class)))));
        var uniqueKeys = new ArrayList<UniqueKey>();
        var primaryKey = new ArrayList<String>();
        database.resultQuery(UNIQUE_KEYS, oid)
                .forEach(
                        row -> {
                            var key = List.of(row.get(1, String[].class));
                            uniqueKeys.add(
                                    new UniqueKey(
                                            key,
                                            row.get(2, String.class),
                                            row.get(3, Boolean.class),
                                            row.get(4, Boolean.class)));
                            if (row.get(0, Boolean.class)) {
                                primaryKey.addAll(key);
                            }
                        });
        var foreignKeys =
                database.resultQuery(FOREIGN_KEYS, oid)
                        .fetch(
                                row ->
                                        new ForeignKey(
                                                row.get(0, String.class),
                                                List.of(row.get(4, String[].class)),
                                                row.get(1, Long.class),
                                                DSL.quotedName(
                                                        row.get(2, String.class),
                                                        row.get(3, String.class)),
                                                List.of(row.get(5, String[].class)),
                                                row.get(6, Boolean.class)));
        return Optional.of(
                new TargetTable(
                        oid,
                        DSL.quotedName(found.get(1, String.class), found.get(2, String.class)),
                        columns,
                        primaryKey,
                        uniqueKeys,
                        foreignKeys,
                        found.get(3, Boolean.class)));
    }

    /// The unique index on exactly these columns, a whole one before a partial or deferrable one;
    /// empty without one.
    public Optional<UniqueKey> keyOn(Collection<String> names) {
        return uniqueKeys.stream().filter(key -> key.isOn(names)).findFirst();
    }

    /// Whether these columns find one row at most.
    public boolean isKey(Collection<String> names) {
        return uniqueKeys.stream().anyMatch(key -> key.predicate() == null && key.isOn(names));
    }

    /// The table as a manifest would name it.
    public TableName tableName() {
        return named(name);
    }

    private static TableName named(Name name) {
        return new TableName(name.getName()[0], name.last());
    }

    @Override
    public String toString() {
        return name.unquotedName().last();
    }
}
