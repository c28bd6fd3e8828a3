package dev.slipway.data;

import dev.slipway.data.RowReader.Place;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/// One pass over a file. The buffer always holds the whole current row, so that a faulty row
/// can be told as a whole and a value's place can be found.
final class CsvScan {
    private static final int BUFFER = 1 << 16;

    /// The bytes of the longest.
    private static final int BYTE_ORDER_MARK = 3;

    private final InputStream input;
    private final FileProblems problems;
    private final byte delimiter;
    /// A character, not a byte: the one for none is no byte's value.
    private final int quote;
    private final byte[] nullMarker;
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

    CsvScan(InputStream input, DataFormat format, FileProblems problems) throws IOException {
        this.input = input;
        this.problems = problems;
        delimiter = (byte) format.delimiter();
        quote = format.quote();
        nullMarker =
                Objects.requireNonNullElse(format.nullMarker(), "")
                        .getBytes(StandardCharsets.UTF_8);
        while (limit < BYTE_ORDER_MARK && fill()) {
            // A packed file may come in small pieces.
        }
        if (startsWith(0xEF, 0xBB, 0xBF)) {
            at = 3;
        } else if (startsWith(0xFE, 0xFF) || startsWith(0xFF, 0xFE)) {
            problems.add(
                    1,
                    1,
                    "the file is UTF-16; save it as UTF-8, or name its encoding in the manifest");
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

    /// From here on a row that has another number of fields is a fault.
    void expectWidth(int columns) {
        width = columns;
    }

    /// The line on which the row that was read last begins.
    long rowLine() {
        return rowLine;
    }

    /// How many fields the row that was read last has.
    int fields() {
        return fields;
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
                        Limits.tooLong(
                                "the row that begins here",
                                Limits.LONGEST_ROW,
                                "is a quote opened and never closed?"));
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
            if (!quoted[i] && isNull(i, length)) {
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

    private boolean isNull(int field, int length) {
        var start = rowStart + from[field];
        return length == nullMarker.length
                && (length == 0
                        || Arrays.equals(
                                buffer, start, start + length, nullMarker, 0, nullMarker.length));
    }

    private int unescape(int field) {
        var length = to[field] - from[field];
        if (unescaped.length < length) {
            // A little more: the next one may be a little longer, and memory is tight.
            unescaped = new byte[length + length / 8];
        }
        var end = 0;
        for (int i = rowStart + from[field]; i < rowStart + to[field]; i++) {
            unescaped[end++] = buffer[i];
            if (buffer[i] == quote) {
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
        quoted[fields] = !atEnd() && buffer[at] == quote;
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
        var separator = delimiter;
        do {
            var bytes = buffer;
            var i = at;
            while (i < limit && bytes[i] != separator && bytes[i] != '\n' && bytes[i] != '\r') {
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
                        opened.line(), opened.column(), "a quote is opened here and never closed");
                return;
            }
            var b = buffer[at++];
            if (b == '\n') {
                line++;
            } else if (b == quote) {
                if (atEnd() || buffer[at] != quote) {
                    break;
                }
                doubled[fields] = true;
                at++;
            }
        }
        to[fields] = at - 1 - rowStart;
        if (!atEnd() && buffer[at] != delimiter && buffer[at] != '\n' && buffer[at] != '\r') {
            var text = placeAt(at);
            problems.add(
                    text.line(),
                    text.column(),
                    "text follows a closing quote; a quote within quotes is written twice");
            broken = true;
            // The next line begins a row again.
            while (!atEnd() && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            lineEnd();
        }
    }

    /// Passes what ends a field; true when it was a delimiter, so that another field follows.
    private boolean separator() throws IOException {
        if (atEnd()) {
            return false;
        }
        var separator = buffer[at++];
        if (separator == delimiter) {
            return true;
        }
        at--;
        lineEnd();
        return false;
    }

    /// Passes LF, CRLF or CR.
    private void lineEnd() throws IOException {
        if (!atEnd() && buffer[at++] == '\r' && !atEnd() && buffer[at] == '\n') {
            at++;
        }
        line++;
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
            if (buffer.length >= Limits.LONGEST_ROW) {
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
                        + new String(buffer, lineStart, start - lineStart, StandardCharsets.UTF_8)
                                .length());
    }
}
