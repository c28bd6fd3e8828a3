package dev.slipway.seed;

import dev.slipway.data.RowSink;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Hands on only rows whose texts PostgreSQL can hold at all: UTF-8 without NUL. On the way to a
/// failure only, since it keeps a row until it is whole.
final class CleanRows implements RowSink {
    private final RowSink next;
    private final List<String> columns;
    private final FaultListener onFault;
    private final List<@Nullable Object> values = new ArrayList<>();
    private long line;
    private boolean clean;

    /// Hears of values that no text can hold.
    @FunctionalInterface
    interface FaultListener {
        void fault(long line, String column, String reason);
    }

    CleanRows(RowSink next, List<String> columns, FaultListener onFault) {
        this.next = next;
        this.columns = columns;
        this.onFault = onFault;
    }

    @Override
    public void beginRow(long rowLine) {
        line = rowLine;
        clean = true;
        values.clear();
    }

    @Override
    public void text(byte[] buffer, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (buffer[i] == 0) {
                fault("holds a NUL byte, which PostgreSQL stores in no text");
                break;
            }
        }
        var bytes = ByteBuffer.allocate(length).put(buffer, from, length).flip();
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
        } catch (CharacterCodingException e) {
            fault("is not UTF-8; save the file as UTF-8");
        }
        values.add(bytes.array());
    }

    @Override
    public void nullValue() {
        values.add(null);
    }

    @Override
    public void structure(JsonNode node) {
        if (node.toString().contains("\\u0000")) {
            fault("holds a NUL character, which PostgreSQL stores in no text");
        }
        values.add(node);
    }

    private void fault(String reason) {
        var column = columns.get(values.size());
        clean = false;
        onFault.fault(line, column, column + " " + reason);
    }

    @Override
    public void endRow() throws IOException {
        if (!clean) {
            return;
        }
        next.beginRow(line);
        for (var value : values) {
            switch (value) {
                case null -> next.nullValue();
                case JsonNode node -> next.structure(node);
                case byte[] text -> next.text(text, 0, text.length);
                default -> throw new IllegalStateException("no value: " + value);
            }
        }
        next.endRow();
    }
}
