package dev.slipway.data;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads one column of a file with rows, and passes over the others.
public final class ColumnReader {
    private ColumnReader() {}

    /// A text of the column.
    ///
    /// @param line 1-based line of the file on which its row begins
    public record Cell(long line, String text) {}

    /// The column's texts in the order of the rows; rows without one are left out. The faults of
    /// the file go to the problems, also that it has no such column.
    public static List<Cell> read(DataFile file, String column, FileProblems problems)
            throws IOException {
        var reader = RowReader.of(file, _ -> {});
        var columns = reader.columns(problems);
        if (!problems.isEmpty()) {
            return List.of();
        }
        var position = columns.indexOf(column);
        if (position < 0) {
            problems.add(
                    0, 0, "has no column " + column + "; it has " + String.join(", ", columns));
            return List.of();
        }
        var sink = new Sink(position);
        reader.read(sink, problems);
        return sink.cells;
    }

    private static final class Sink implements RowSink {
        private final int position;
        private final List<Cell> cells = new ArrayList<>();
        private long line;
        private int at;

        Sink(int position) {
            this.position = position;
        }

        @Override
        public void beginRow(long newLine) {
            line = newLine;
            at = 0;
        }

        @Override
        public void text(byte[] buffer, int from, int length) {
            if (at++ == position) {
                cells.add(new Cell(line, new String(buffer, from, length, StandardCharsets.UTF_8)));
            }
        }

        @Override
        public void nullValue() {
            at++;
        }

        @Override
        public void structure(JsonNode node) {
            at++;
        }

        @Override
        public void endRow() {}
    }
}
