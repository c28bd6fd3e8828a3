package dev.slipway.export;

import dev.slipway.catalog.Column;
import dev.slipway.export.NaturalKeys.Lookup;
import dev.slipway.export.Relations.Relation;
import dev.slipway.export.TableExport.FileColumn;

import org.jooq.Field;
import org.jooq.Name;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectJoinStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The rows of one table's file.
final class RowQuery {
    private static final String ROW = "t";
    private static final String FOUND = "r";

    private final TableExport export;
    private final Table<?> rows;

    /// @param where a condition as the user wrote it, or null
    RowQuery(TableExport export, @Nullable String where) {
        this.export = export;
        var table = DSL.table(export.relation().table().name());
        // Within a query of its own, lest a name in it be one of a table that is joined.
        this.rows =
                where == null
                        ? table.as(DSL.quotedName(ROW))
                        : DSL.select(DSL.asterisk())
                                .from(table)
                                .where(DSL.condition(DSL.raw(where)))
                                .asTable(DSL.quotedName(ROW));
    }

    /// The file's rows in its order.
    Select<Record> ordered() {
        var fields = new ArrayList<Field<?>>();
        export.columns().forEach(column -> fields.add(value(column).as(name(column.name()))));
        SelectJoinStep<Record> select = DSL.select(fields).from(rows);
        for (var column : export.references()) {
            var lookup = Objects.requireNonNull(column.lookup());
            var row = found(column);
            select =
                    select.leftJoin(DSL.table(lookup.relation().table().name()).as(name(row)))
                            .on(field(row, lookup.id()).eq(field(ROW, column.column().name())));
        }
        return select.orderBy(order());
    }

    /// A row whose id is that of no row which this user sees; a file would say NULL there.
    Select<?> dangling(FileColumn column, Lookup lookup) {
        var id = field(ROW, column.column().name());
        return DSL.selectOne()
                .from(rows)
                .where(id.isNotNull())
                .and(
                        DSL.notExists(
                                DSL.selectOne()
                                        .from(
                                                DSL.table(lookup.relation().table().name())
                                                        .as(name(FOUND)))
                                        .where(field(FOUND, lookup.id()).eq(id))))
                .limit(1);
    }

    /// By the values that stand in the file, so that the order is the same in every database.
    private List<OrderField<?>> order() {
        var columns = export.key().isEmpty() ? export.columns() : export.keyColumns();
        var order = new ArrayList<OrderField<?>>();
        for (var column : columns) {
            var lookup = column.lookup();
            if (lookup == null) {
                order.add(sortable(column, column.column(), export.relation()));
            } else {
                var match = lookup.relation().table().columns().get(lookup.match());
                order.add(sortable(column, Objects.requireNonNull(match), lookup.relation()));
            }
        }
        return order;
    }

    private OrderField<?> sortable(FileColumn column, Column sorted, Relation relation) {
        var value = value(column);
        if (relation.collated().contains(sorted.name())) {
            return value.collate(DSL.collation("C"));
        }
        // What is in an index has an order; json has none, and equal numerics can look different.
        return export.key().isEmpty() && !sorted.comparable()
                ? value.cast(SQLDataType.CLOB).collate(DSL.collation("C"))
                : value;
    }

    private Field<Object> value(FileColumn column) {
        var lookup = column.lookup();
        return lookup == null
                ? field(ROW, column.column().name())
                : field(found(column), lookup.match());
    }

    private String found(FileColumn column) {
        return FOUND + export.columns().indexOf(column);
    }

    private static Field<Object> field(String row, String column) {
        return DSL.field(DSL.quotedName(row, column));
    }

    private static Name name(String name) {
        return DSL.quotedName(name);
    }
}
