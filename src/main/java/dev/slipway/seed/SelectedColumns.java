package dev.slipway.seed;

import dev.slipway.data.RowSink;

import tools.jackson.databind.JsonNode;

import java.io.IOException;

/// Hands on only some columns of each row.
final class SelectedColumns implements RowSink {
    private final RowSink next;
    private final boolean[] selected;
    private int column;

    SelectedColumns(RowSink next, boolean[] selected) {
        this.next = next;
        this.selected = selected;
    }

    @Override
    public void beginRow(long line) throws IOException {
        column = 0;
        next.beginRow(line);
    }

    @Override
    public void text(byte[] buffer, int from, int length) throws IOException {
        if (selected[column++]) {
            next.text(buffer, from, length);
        }
    }

    @Override
    public void nullValue() throws IOException {
        if (selected[column++]) {
            next.nullValue();
        }
    }

    @Override
    public void structure(JsonNode node) throws IOException {
        if (selected[column++]) {
            next.structure(node);
        }
    }

    @Override
    public void endRow() throws IOException {
        next.endRow();
    }
}
