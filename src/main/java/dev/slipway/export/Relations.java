package dev.slipway.export;

import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.catalog.TargetTable.ForeignKey;

import org.jooq.DSLContext;
import org.jooq.Name;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tables of an export and those that they refer to, each read from the catalog once.
final class Relations {
    private static final String FACTS =
            """
            select pg_table_is_visible(c.oid),
                   row_security_active(c.oid),
                   array(select a.attname::text from pg_attribute a
                          where a.attrelid = c.oid and a.attnum > 0 and a.attcollation <> 0)
              from pg_class c
             where c.oid = ?
            """;

    private final DSLContext database;
    private final Map<Long, Relation> known = new HashMap<>();

    Relations(DSLContext database) {
        this.database = database;
    }

    /// A table beside what only an export asks of it.
    ///
    /// @param name how a manifest names it: without its schema where the search path finds it
    /// @param rowSecurity whether some of its rows may be hidden from this user
    /// @param collated the columns whose order depends on a collation
    record Relation(TargetTable table, TableName name, boolean rowSecurity, Set<String> collated) {}

    /// Empty when there is no such table.
    Optional<Relation> find(TableName name) {
        return TargetTable.find(database, name)
                .map(table -> known.computeIfAbsent(table.oid(), _ -> relation(table)));
    }

    Relation referredBy(ForeignKey key) {
        var found = known.get(key.references());
        return found != null ? found : find(name(key.referencedTable())).orElseThrow();
    }

    private Relation relation(TargetTable table) {
        var facts = database.resultQuery(FACTS, table.oid()).fetchSingle();
        var name = name(table.name());
        return new Relation(
                table,
                facts.get(0, Boolean.class) ? new TableName(null, name.table()) : name,
                facts.get(1, Boolean.class),
                Set.copyOf(List.of(facts.get(2, String[].class))));
    }

    private static TableName name(Name qualified) {
        return new TableName(qualified.first(), qualified.last());
    }
}
