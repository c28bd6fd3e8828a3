package dev.slipway.seed;

import dev.slipway.data.RowSink;
import dev.slipway.data.Spelled;

import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Sends rows as COPY text.
final class CopyRows implements RowSink {
    private static final int BUFFER = 1 << 16;
    private static final byte[] NULL = {'\\', 'N'};

    private final CopyIn copy;
    private final Shape shape;
    private final byte[] constants;
    private final @Nullable RisingKey rising;
    private final int[] key;
    private final FlushListener onFlush;
    private final byte[] buffer = new byte[BUFFER];
    private int length;
    private int column;
    private long rows;
    private final BitSet empty = new BitSet();

    /// Hears of rows on their way.
    @FunctionalInterface
    interface FlushListener {
        /// So many rows are on their way by now.
        void flushed(long rows);
    }

    /// What is sent of each row.
    ///
    /// @param arrays of each column, whether it is an array
    /// @param key of each column its place in the key, or -1
    /// @param rising follows the keys; null when nobody asks
    /// @param part the file's place among the seed's; with it each row begins with its number
    /// @param constants what follows each row, as COPY text
    record Shape(
            BitSet arrays,
            List<Integer> key,
            @Nullable RisingKey rising,
            OptionalInt part,
            String constants) {}

    CopyRows(CopyIn copy, Shape shape, FlushListener onFlush) {
        this.copy = copy;
        this.shape = shape;
        this.rising = shape.rising();
        this.key = shape.key().stream().mapToInt(place -> place).toArray();
        this.constants = shape.constants().getBytes(StandardCharsets.UTF_8);
        this.onFlush = onFlush;
    }

    /// How many rows there were.
    long rows() {
        return rows;
    }

    /// The columns that were NULL in some row, by their number.
    BitSet empty() {
        return empty;
    }

    @Override
    public void beginRow(long line) throws IOException {
        column = -1;
        if (shape.part().isPresent()) {
            raw(
                    Long.toString(SeedRows.row(shape.part().getAsInt(), line))
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void text(byte[] bytes, int from, int count) throws IOException {
        next();
        if (rising != null && key[column] >= 0) {
            rising.value(key[column], bytes, from, count);
        }
        var end = from + count;
        var at = from;
        while (at < end) {
            var clean = at;
            while (at < end && !special(bytes[at])) {
                at++;
            }
            raw(bytes, clean, at - clean);
            if (at < end) {
                put((byte) '\\');
                put(letter(bytes[at++]));
            }
        }
    }

    private static boolean special(byte b) {
        return b == '\\' || b == '\t' || b == '\n' || b == '\r';
    }

    /// A value as COPY text, NULL included.
    static String escaped(@Nullable String value) {
        return value == null
                ? "\\N"
                : value.replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r");
    }

    private static byte letter(byte b) {
        return switch (b) {
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> b;
        };
    }

    @Override
    public void nullValue() throws IOException {
        next();
        empty.set(column);
        if (rising != null && key[column] >= 0) {
            rising.lose();
        }
        raw(NULL);
    }

    @Override
    public void structure(JsonNode node) throws IOException {
        var text =
                shape.arrays().get(column + 1) && node.isArray()
                        ? arrayLiteral(node)
                        : node.toString();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        text(bytes, 0, bytes.length);
    }

    /// `{"a",NULL,{"b"}}`: every value quoted, so that no text is mistaken for NULL or a brace.
    private static String arrayLiteral(JsonNode array) {
        return array.valueStream()
                .map(
                        element -> {
                            if (element.isNull()) {
                                return "NULL";
                            }
                            if (element.isArray()) {
                                return arrayLiteral(element);
                            }
                            var text =
                                    element.isContainer()
                                            ? element.toString()
                                            : Spelled.text(element);
                            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
                        })
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public void endRow() throws IOException {
        if (rising != null) {
            rising.endRow();
        }
        raw(constants);
        put((byte) '\n');
        rows++;
    }

    /// Sends what is left.
    void flush() throws IOException {
        if (length > 0) {
            try {
                copy.writeToCopy(buffer, 0, length);
            } catch (SQLException e) {
                throw new CopyRefused(e);
            }
            length = 0;
            onFlush.flushed(rows);
        }
    }

    private void next() throws IOException {
        column++;
        if (column > 0 || shape.part().isPresent()) {
            put((byte) '\t');
        }
    }

    private void raw(byte[] bytes) throws IOException {
        raw(bytes, 0, bytes.length);
    }

    private void raw(byte[] bytes, int from, int count) throws IOException {
        if (count > buffer.length - length) {
            flush();
        }
        var done = 0;
        while (count - done > buffer.length) {
            System.arraycopy(bytes, from + done, buffer, 0, buffer.length);
            length = buffer.length;
            done += buffer.length;
            flush();
        }
        System.arraycopy(bytes, from + done, buffer, length, count - done);
        length += count - done;
    }

    private void put(byte b) throws IOException {
        if (length == buffer.length) {
            flush();
        }
        buffer[length++] = b;
    }

    /// The server ended the COPY: a value is not of its column's type, or the connection is gone.
    static final class CopyRefused extends IOException {
        @Serial private static final long serialVersionUID = 1;

        CopyRefused(SQLException cause) {
            super(cause);
        }

        SQLException sql() {
            return (SQLException) getCause();
        }
    }
}
