package dev.slipway.data;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Finds the values that are no text at all to PostgreSQL: bytes that are not UTF-8, and NUL.
public final class TextCheck implements RowSink {
    private final List<String> columns;
    private final Listener onFault;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(1 << 13);
    private long row;
    private int column;

    @FunctionalInterface
    public interface Listener {
        void fault(long rowLine, String column, String message);
    }

    public TextCheck(List<String> columns, Listener onFault) {
        this.columns = columns;
        this.onFault = onFault;
    }

    @Override
    public void beginRow(long line) {
        row = line;
        column = 0;
    }

    @Override
    public void text(byte[] buffer, int from, int length) {
        var name = columns.get(column++);
        for (int i = from; i < from + length; i++) {
            if (buffer[i] == 0) {
                onFault.fault(
                        row, name, name + " holds a NUL byte, which PostgreSQL stores in no text");
                return;
            }
        }
        if (!isUtf8(ByteBuffer.wrap(buffer, from, length))) {
            onFault.fault(row, name, name + " is not UTF-8; save the file as UTF-8");
        }
    }

    /// In pieces: decoded as a whole, a long value would need twice its size once more.
    private boolean isUtf8(ByteBuffer bytes) {
        decoder.reset();
        CoderResult result;
        do {
            decoded.clear();
            result = decoder.decode(bytes, decoded, true);
        } while (result.isOverflow());
        return result.isUnderflow();
    }

    @Override
    public void nullValue() {
        column++;
    }

    @Override
    public void structure(JsonNode node) {
        var name = columns.get(column++);
        if (node.toString().contains("\\u0000")) {
            onFault.fault(
                    row, name, name + " holds a NUL character, which PostgreSQL stores in no text");
        }
    }

    @Override
    public void endRow() {}
}
