package dev.slipway.data;

import tools.jackson.databind.JsonNode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;

/// RFC 4180: commas, quotes doubled within quotes, lines ended by LF or CRLF, a header row, UTF-8
/// with or without a byte order mark. An empty cell is NULL, a quoted empty one (`""`) the empty
/// string. Blank lines are passed over.
///
/// It works on bytes, without making a String a value: all that matters to CSV is ASCII, which
/// UTF-8 keeps apart.
public final class CsvRowReader implements RowReader {
    private static final int BUFFER = 1 << 16;

    /// A row is held in memory; one that is larger most likely holds the rest of the file.
    private static final int LONGEST_ROW =
            Math.clamp(Long.highestOneBit(Runtime.getRuntime().maxMemory() / 4), 1 << 20, 1 << 28);

    private final DataFile file;
    private final LongConsumer onRead;

    public CsvRowReader(DataFile file, LongConsumer onRead) {
        this.file = file;
        this.onRead = onRead;
    }

    @Override
    public List<String> columns(FileProblems problems) throws IOException {
        try (var input = file.open(onRead)) {
            var header = new Strings();
            var scan = new Scan(input, problems);
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
        } catch (EOFException | ZipException damaged) {
            problems.add(0, 0, DataFile.damaged(damaged));
            return List.of();
        }
    }

    @Override
    public void read(RowSink sink, FileProblems problems) throws IOException {
        try (var input = file.open(onRead)) {
            var scan = new Scan(input, problems);
            var header = new Strings();
            if (!scan.row(header)) {
                return;
            }
            scan.width = header.values.size();
            while (scan.row(sink)) {
                // Each call hands over one row.
            }
        } catch (EOFException | ZipException damaged) {
            problems.add(0, 0, DataFile.damaged(damaged));
        }
    }

    @Override
    public Place locate(long rowLine, String column) throws IOException {
        var ignored = new FileProblems("");
        try (var input = file.open(onRead)) {
            var scan = new Scan(input, ignored);
            var header = new Strings();
            scan.row(header);
            var index = header.names().indexOf(column);
            var row = new Strings();
            while (scan.rowLine < rowLine) {
                row.values.clear();
                if (!scan.row(row)) {
                    break;
                }
            }
            return index < 0 || index >= scan.fields ? new Place(rowLine, 0) : scan.place(index);
        }
    }

    /// One pass over a file. The buffer always holds the whole current row, so that a faulty row
    /// can be told as a whole and a value's place can be found.
    private static final class Scan {
        private final InputStream input;
        private final FileProblems problems;
        private byte[] buffer = new byte[BUFFER];
        private int limit;
        private int at;
        private long line = 1;
        private boolean ended;

        private int rowStart;
        private long rowLine;
        private int fields;
        /// Where each field of the row begins and ends, without its quotes, counted from the row's
        /// start.
        private int[] from = new int[32];
        private int[] to = new int[32];
        private boolean[] quoted = new boolean[32];
        private boolean[] doubled = new boolean[32];
        private byte[] unescaped = new byte[256];
        /// Whether the row's fields cannot be told apart, which is in the problems already.
        private boolean broken;

        /// Whether the row is larger than memory has room for.
        private boolean tooLong;

        /// How many fields a row must have; 0 before the header is read.
        private int width;

        Scan(InputStream input, FileProblems problems) throws IOException {
            this.input = input;
            this.problems = problems;
            fill();
            if (startsWith(0xEF, 0xBB, 0xBF)) {
                at = 3;
            } else if (startsWith(0xFE, 0xFF) || startsWith(0xFF, 0xFE)) {
                problems.add(1, 1, "the file is UTF-16; save it as UTF-8");
                at = limit;
                ended = true;
            }
        }

        private boolean startsWith(int... bytes) {
            for (int i = 0; i < bytes.length; i++) {
                if (i >= limit || (buffer[i] & 0xff) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }

        /// Hands the next well-formed row to the sink; false at the end of the file.
        boolean row(RowSink sink) throws IOException {
            while (true) {
                rowStart = at;
                rowLine = line;
                fields = 0;
                broken = false;
                if (atEnd()) {
                    return false;
                }
                do {
                    field();
                } while (!broken && separator());
                if (tooLong) {
                    problems.add(
                            rowLine,
                            0,
                            "the row that begins here is longer than "
                                    + (LONGEST_ROW >> 20)
                                    + " MB, which is more than memory has room for; is a quote opened and never closed?");
                    return false;
                }
                var blank = fields == 1 && to[0] == 0 && !quoted[0];
                if (broken || blank) {
                    continue;
                }
                if (width > 0 && fields != width) {
                    problems.add(
                            rowLine,
                            0,
                            "the row has "
                                    + fields
                                    + (fields == 1 ? " value" : " values")
                                    + ", the header has "
                                    + width);
                    continue;
                }
                emit(sink);
                return true;
            }
        }

        private void emit(RowSink sink) throws IOException {
            sink.beginRow(rowLine);
            for (int i = 0; i < fields; i++) {
                var length = to[i] - from[i];
                if (length == 0 && !quoted[i]) {
                    sink.nullValue();
                } else if (doubled[i]) {
                    var end = unescape(i);
                    sink.text(unescaped, 0, end);
                } else {
                    sink.text(buffer, rowStart + from[i], length);
                }
            }
            sink.endRow();
        }

        private int unescape(int field) {
            var length = to[field] - from[field];
            if (unescaped.length < length) {
                unescaped = new byte[length * 2];
            }
            var end = 0;
            for (int i = rowStart + from[field]; i < rowStart + to[field]; i++) {
                unescaped[end++] = buffer[i];
                if (buffer[i] == '"') {
                    i++;
                }
            }
            return end;
        }

        private void field() throws IOException {
            if (fields == from.length) {
                from = Arrays.copyOf(from, fields * 2);
                to = Arrays.copyOf(to, fields * 2);
                quoted = Arrays.copyOf(quoted, fields * 2);
                doubled = Arrays.copyOf(doubled, fields * 2);
            }
            quoted[fields] = !atEnd() && buffer[at] == '"';
            doubled[fields] = false;
            if (quoted[fields]) {
                quotedField();
            } else {
                plainField();
            }
            fields++;
        }

        private void plainField() throws IOException {
            from[fields] = at - rowStart;
            do {
                var bytes = buffer;
                var i = at;
                while (i < limit && bytes[i] != ',' && bytes[i] != '\n' && bytes[i] != '\r') {
                    i++;
                }
                at = i;
            } while (at == limit && more());
            to[fields] = at - rowStart;
        }

        private void quotedField() throws IOException {
            at++;
            from[fields] = at - rowStart;
            while (true) {
                if (atEnd()) {
                    broken = true;
                    if (tooLong) {
                        return;
                    }
                    var opened = placeAt(rowStart + from[fields] - 1);
                    problems.add(
                            opened.line(),
                            opened.column(),
                            "a quote is opened here and never closed");
                    return;
                }
                var b = buffer[at++];
                if (b == '\n') {
                    line++;
                } else if (b == '"') {
                    if (atEnd() || buffer[at] != '"') {
                        break;
                    }
                    doubled[fields] = true;
                    at++;
                }
            }
            to[fields] = at - 1 - rowStart;
            if (!atEnd() && buffer[at] != ',' && buffer[at] != '\n' && buffer[at] != '\r') {
                var text = placeAt(at);
                problems.add(
                        text.line(),
                        text.column(),
                        "text follows a closing quote; a quote within quotes is written twice");
                broken = true;
                while (!atEnd() && buffer[at++] != '\n') {
                    // The next line begins a row again.
                }
                line++;
            }
        }

        /// Passes what ends a field; true when it was a comma, so that another field follows.
        private boolean separator() throws IOException {
            if (atEnd()) {
                return false;
            }
            var separator = buffer[at++];
            if (separator == ',') {
                return true;
            }
            if (separator == '\r' && !atEnd() && buffer[at] == '\n') {
                at++;
            }
            line++;
            return false;
        }

        private boolean atEnd() throws IOException {
            return at == limit && !more();
        }

        /// Reads on, keeping the current row; false at the end of the file.
        private boolean more() throws IOException {
            if (ended) {
                return false;
            }
            if (rowStart > 0) {
                System.arraycopy(buffer, rowStart, buffer, 0, limit - rowStart);
                at -= rowStart;
                limit -= rowStart;
                rowStart = 0;
            }
            if (limit == buffer.length) {
                if (buffer.length >= LONGEST_ROW) {
                    tooLong = true;
                    ended = true;
                    return false;
                }
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            return fill();
        }

        private boolean fill() throws IOException {
            var read = input.read(buffer, limit, buffer.length - limit);
            ended = read < 0;
            limit += Math.max(read, 0);
            return !ended;
        }

        /// Where a field of the row that was read last stands in the file.
        Place place(int field) {
            return placeAt(rowStart + from[field] - (quoted[field] ? 1 : 0));
        }

        private Place placeAt(int start) {
            var line = rowLine;
            var lineStart = rowStart;
            for (int i = rowStart; i < start; i++) {
                if (buffer[i] == '\n') {
                    line++;
                    lineStart = i + 1;
                }
            }
            return new Place(
                    line,
                    1L
                            + new String(
                                            buffer,
                                            lineStart,
                                            start - lineStart,
                                            StandardCharsets.UTF_8)
                                    .length());
        }
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
