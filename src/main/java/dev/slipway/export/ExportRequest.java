package dev.slipway.export;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// What is to be exported, and where to.
///
/// @param tables `table` or `schema.table`, as the user names them
/// @param directory made when it is not there
/// @param overwrite whether a file of an earlier export may be replaced
/// @param where an SQL condition on the rows of the one table, or null for all rows
public record ExportRequest(
        List<String> tables,
        Path directory,
        boolean overwrite,
        @Nullable String where,
        boolean gzip) {
    public ExportRequest {
        tables = List.copyOf(tables);
    }
}
