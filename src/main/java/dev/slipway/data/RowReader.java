package dev.slipway.data;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/// Reads a seed file as a stream, as often as it is asked to.
public interface RowReader {
    /// The file's columns in order; faults of the header go to the problems.
    List<String> columns(FileProblems problems) throws IOException;

    /// Hands every well-formed row to the sink; faults of the others go to the problems, but for
    /// those that {@link #columns} has told already.
    ///
    /// @return what the file's bytes were in this pass, to be compared with what
    ///     {@link DataFile#fingerprint} gave
    Fingerprint read(RowSink sink, FileProblems problems) throws IOException;

    /// Where a value stands in the file: its line and column, both from 1; the column is 0 when it
    /// cannot be told.
    ///
    /// @param rowLine the line on which its row begins
    Place locate(long rowLine, String column) throws IOException;

    /// A line and a column, both from 1; 0 where it cannot be told.
    record Place(long line, long column) {}

    /// A reader for the file's format.
    ///
    /// @param onRead hears how many bytes of the file have been read so far
    /// @throws IllegalArgumentException for SQL, which has no rows
    static RowReader of(DataFile file, LongConsumer onRead) {
        return switch (file.format().format()) {
            case CSV, TSV -> new CsvRowReader(file, onRead);
            case NDJSON, JSON, YAML -> new ObjectRowReader(file, onRead);
            case SQL -> throw new IllegalArgumentException(file.name() + " is SQL, not rows");
        };
    }
}
