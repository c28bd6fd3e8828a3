package dev.slipway.seed;

import java.nio.file.Path;
import java.util.List;

/// One seed that is a file: what the manifest says of it, completed by convention.
///
/// @param key the columns that tell rows apart; empty for the table's primary key
/// @param references columns of the table whose value is looked up by a natural key
record SeedDefinition(
        String name,
        Path file,
        SeedFormat format,
        TableName table,
        List<String> key,
        List<Reference> references) {
    SeedDefinition {
        key = List.copyOf(key);
        references = List.copyOf(references);
    }

    /// Its file as messages name it.
    String fileName() {
        return file.getFileName().toString();
    }

    /// `column` of the table gets the id of the row in `table` whose `match` equals the file's
    /// `from`.
    record Reference(String column, String from, TableName table, String match) {}
}
