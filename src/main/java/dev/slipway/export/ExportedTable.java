package dev.slipway.export;

import java.util.List;

/// One table's file.
///
/// @param table as a manifest names it
/// @param file its name in the folder
/// @param bytes its size on the disk
/// @param key the table's columns that tell the seed's rows apart, and by which they are ordered;
///     empty when the table has no key
/// @param references the columns whose ids were replaced
/// @param notes what the file cannot say, or says differently than one may expect, a sentence each
public record ExportedTable(
        String table,
        String file,
        long rows,
        long bytes,
        List<String> key,
        List<ExportedReference> references,
        List<String> notes) {
    public ExportedTable {
        key = List.copyOf(key);
        references = List.copyOf(references);
        notes = List.copyOf(notes);
    }

    /// A column whose ids were replaced by a natural key.
    ///
    /// @param column the table's
    /// @param from the file's
    /// @param to where a load looks it up: `table.column`
    public record ExportedReference(String column, String from, String to) {}
}
