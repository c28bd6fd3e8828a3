package dev.slipway.data;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongConsumer;

/// RFC 4180: commas, quotes doubled within quotes, lines ended by LF, CRLF or CR, a header row,
/// UTF-8 with or without a byte order mark; {@link DataFormat} says what of this is otherwise. An
/// empty cell is NULL, a quoted empty one (`""`) the empty string. Blank lines are passed over.
///
/// It works on bytes, without making a String a value: all that matters to CSV is ASCII, which
/// UTF-8 keeps apart.
public final class CsvRowReader implements RowReader {
    private final DataFile file;
    private final LongConsumer onRead;

    public CsvRowReader(DataFile file, LongConsumer onRead) {
        this.file = file;
        this.onRead = onRead;
    }

    @Override
    public List<String> columns(FileProblems problems) throws IOException {
        if (!file.format().hasHeaderRow()) {
            return file.format().header();
        }
        try (var input = file.open(onRead)) {
            var header = new Strings();
            var scan = new CsvScan(input, file.format(), problems);
            var found = scan.row(header);
            if (!problems.isEmpty()) {
                // Whatever row came next, it is not the header.
                return List.of();
            }
            if (!found) {
                problems.add(1, 0, "the file is empty; its first line must name the columns");
                return List.of();
            }
            var names = header.names();
            var seen = new HashSet<String>();
            for (int i = 0; i < names.size(); i++) {
                var place = scan.place(i);
                if (names.get(i).isEmpty()) {
                    problems.add(
                            place.line(), place.column(), "column " + (i + 1) + " has no name");
                } else if (!seen.add(names.get(i))) {
                    problems.add(
                            place.line(),
                            place.column(),
                            "column " + names.get(i) + " is named twice");
                }
            }
            return names;
        } catch (MalformedFileException malformed) {
            problems.add(malformed.line(), 0, malformed.message());
            return List.of();
        }
    }

    @Override
    public Fingerprint read(RowSink sink, FileProblems problems) throws IOException {
        try (var input = file.open(onRead)) {
            try {
                var scan = new CsvScan(input, file.format(), problems);
                if (skipHeader(scan)) {
                    while (scan.row(sink)) {
                        // Each call hands over one row.
                    }
                }
            } catch (MalformedFileException malformed) {
                problems.add(malformed.line(), 0, malformed.message());
            }
            return input.fingerprint();
        }
    }

    @Override
    public Place locate(long rowLine, String column) throws IOException {
        var ignored = new FileProblems("");
        try (var input = file.open(onRead)) {
            var scan = new CsvScan(input, file.format(), ignored);
            var row = new Strings();
            var names = file.format().header();
            if (file.format().hasHeaderRow()) {
                scan.row(row);
                names = row.names();
            }
            var index = names.indexOf(column);
            while (scan.rowLine() < rowLine) {
                row.values.clear();
                if (!scan.row(row)) {
                    break;
                }
            }
            return index < 0 || index >= scan.fields() ? new Place(rowLine, 0) : scan.place(index);
        }
    }

    /// Whether there is anything after it.
    private boolean skipHeader(CsvScan scan) throws IOException {
        if (!file.format().hasHeaderRow()) {
            scan.expectWidth(file.format().header().size());
            return true;
        }
        var header = new Strings();
        if (!scan.row(header)) {
            return false;
        }
        scan.expectWidth(header.values.size());
        return true;
    }

    private static final class Strings implements RowSink {
        private final List<String> values = new ArrayList<>();

        List<String> names() {
            return values.stream().map(String::strip).toList();
        }

        @Override
        public void beginRow(long line) {}

        @Override
        public void text(byte[] buffer, int from, int length) {
            values.add(new String(buffer, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void nullValue() {
            values.add("");
        }

        @Override
        public void structure(JsonNode node) {}

        @Override
        public void endRow() {}
    }
}
