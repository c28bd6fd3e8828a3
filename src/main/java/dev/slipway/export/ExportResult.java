package dev.slipway.export;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// What one export wrote.
///
/// @param directory the folder of the files
/// @param tables in the order in which they were named
/// @param manifest what `seeds.yaml` must say of these seeds, as YAML; null when the files' names
///     say everything
/// @param manifestWritten whether it was written to `seeds.yaml`; false also when that was there
///     already and so was left alone
public record ExportResult(
        Path directory,
        List<ExportedTable> tables,
        @Nullable String manifest,
        boolean manifestWritten) {
    public ExportResult {
        tables = List.copyOf(tables);
    }
}
