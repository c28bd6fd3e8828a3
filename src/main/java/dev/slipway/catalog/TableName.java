package dev.slipway.catalog;

import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// A table as a manifest names it.
///
/// @param schema null for the one that the search path finds
public record TableName(@Nullable String schema, String table) {
    private static final Pattern QUOTED =
            Pattern.compile(
                    "(?:(?<schema>\"(?:[^\"]|\"\")+\"|[^\".]+)\\.)?(?<table>\"(?:[^\"]|\"\")+\"|[^\".]+)");

    /// `table` or `schema.table`; quoted, as in `"My.Table"`, where a name has a dot in it.
    public static TableName parse(String text) {
        var quoted = QUOTED.matcher(text);
        if (text.indexOf('"') >= 0 && quoted.matches()) {
            var schema = quoted.group("schema");
            return new TableName(
                    schema == null ? null : unquoted(schema), unquoted(quoted.group("table")));
        }
        var dot = text.indexOf('.');
        return dot < 0
                ? new TableName(null, text)
                : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    public Name quoted() {
        return schema == null ? DSL.quotedName(table) : DSL.quotedName(schema, table);
    }

    private static String unquoted(String text) {
        return text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    /// As {@link #parse} reads it.
    @Override
    public String toString() {
        return schema == null ? written(table) : written(schema) + "." + written(table);
    }

    private static String written(String name) {
        return name.indexOf('.') < 0 && name.indexOf('"') < 0
                ? name
                : '"' + name.replace("\"", "\"\"") + '"';
    }
}
