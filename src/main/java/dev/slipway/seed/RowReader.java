package dev.slipway.seed;

import java.io.IOException;
import java.util.List;

/// Reads a seed file as a stream, as often as it is asked to.
interface RowReader {
    /// The file's columns in order; faults of the header go to the problems.
    List<String> columns(FileProblems problems) throws IOException;

    /// Hands every well-formed row to the sink; faults of the others go to the problems.
    void read(RowSink sink, FileProblems problems) throws IOException;

    /// Where a value stands in the file: its line and column, both from 1; the column is 0 when it
    /// cannot be told.
    ///
    /// @param rowLine the line on which its row begins
    Place locate(long rowLine, String column) throws IOException;

    record Place(long line, long column) {}

    static RowReader of(SeedFile file, SeedFormat format) {
        return switch (format) {
            case CSV -> new CsvRowReader(file);
            case NDJSON -> new ObjectRowReader(file, new tools.jackson.databind.json.JsonMapper());
            case YAML -> new ObjectRowReader(file, new tools.jackson.dataformat.yaml.YAMLMapper());
        };
    }
}
