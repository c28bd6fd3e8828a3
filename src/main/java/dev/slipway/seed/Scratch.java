package dev.slipway.seed;

import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The tables that a load makes for itself: temporary ones, or, for a user who may not make those,
/// unlogged ones in the current schema. All are gone when the transaction ends, however it ends.
final class Scratch {
    private final DSLContext database;
    private final boolean temporary;
    private final List<Name> tables = new ArrayList<>();
    private final AtomicInteger count;

    /// @param database jOOQ on the connection whose transactions the tables live in
    Scratch(DSLContext database) {
        this(
                database,
                Boolean.TRUE.equals(
                        database.fetchValue(
                                "select has_database_privilege(current_database(), 'TEMP')")),
                new AtomicInteger());
    }

    private Scratch(DSLContext database, boolean temporary, AtomicInteger count) {
        this.database = database;
        this.temporary = temporary;
        this.count = count;
    }

    /// Another set of tables beside this one, to be dropped by itself.
    Scratch beside() {
        return new Scratch(database, temporary, count);
    }

    /// Makes an empty table.
    ///
    /// @param columns as CREATE TABLE has them
    Name table(String purpose, String columns) {
        return create(purpose, DSL.sql("(" + columns + ")"));
    }

    /// Makes a table.
    ///
    /// @param definition what follows the name in CREATE TABLE: columns, or `as` and a query
    Name create(String purpose, QueryPart definition) {
        var table = "slipway_" + purpose + "_" + count.getAndIncrement();
        // A schema that a user may write to must not hold a table in the way.
        var name =
                temporary ? DSL.quotedName("pg_temp", table) : DSL.quotedName(table + "_" + pid());
        database.execute(
                DSL.sql(
                        temporary
                                ? "create temporary table {0} {1}"
                                : "create unlogged table {0} {1}",
                        name,
                        definition));
        tables.add(name);
        return name;
    }

    /// Where functions for this transaction go.
    Name function(String function) {
        return temporary
                ? DSL.quotedName("pg_temp", function)
                : DSL.quotedName(function + "_" + pid());
    }

    private long pid() {
        return database.fetchSingle("select pg_backend_pid()").get(0, Long.class);
    }

    /// Drops what would outlive the session.
    void clearLasting() {
        if (!temporary) {
            clear();
        }
    }

    /// Drops what was made so far.
    void clear() {
        if (!tables.isEmpty()) {
            database.execute(DSL.sql("drop table {0}", DSL.list(tables)));
            tables.clear();
        }
    }
}
