package dev.slipway.catalog;

import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// A table as a manifest names it.
///
/// @param schema null for the one that the search path finds
public record TableName(@Nullable String schema, String table) {
    /// `table` or `schema.table`.
    public static TableName parse(String text) {
        var dot = text.indexOf('.');
        return dot < 0
                ? new TableName(null, text)
                : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    public Name quoted() {
        return schema == null ? DSL.quotedName(table) : DSL.quotedName(schema, table);
    }

    @Override
    public String toString() {
        return schema == null ? table : schema + "." + table;
    }
}
