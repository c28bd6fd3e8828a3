package dev.slipway.export;

import dev.slipway.catalog.Column;
import dev.slipway.export.NaturalKeys.Lookup;
import dev.slipway.export.Relations.Relation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How one table is exported.
///
/// @param columns of the file, in the table's order
/// @param key columns of the table; empty without one
/// @param notes for the user
record TableExport(
        Relation relation, List<FileColumn> columns, List<String> key, List<String> notes) {
    /// A column of the file.
    ///
    /// @param column the table's
    /// @param lookup null where the value stands as it is
    record FileColumn(String name, Column column, @Nullable Lookup lookup) {}

    List<FileColumn> references() {
        return columns.stream().filter(column -> column.lookup() != null).toList();
    }

    /// The file's columns of the key, in its order.
    List<FileColumn> keyColumns() {
        return key.stream()
                .flatMap(
                        name ->
                                columns.stream()
                                        .filter(column -> column.column().name().equals(name)))
                .toList();
    }
}
