package dev.slipway.data;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Keeps the rows that a reader hands over: the line, then the values; NULL is `∅`.
public final class SeedRows implements RowSink {
    private final List<String> rows = new ArrayList<>();
    private List<String> row = List.of();

    List<String> rows() {
        return rows;
    }

    @Override
    public void beginRow(long line) {
        row = new ArrayList<>();
        row.add(Long.toString(line));
    }

    @Override
    public void text(byte[] buffer, int from, int length) {
        row.add(new String(buffer, from, length, StandardCharsets.UTF_8));
    }

    @Override
    public void nullValue() {
        row.add("∅");
    }

    @Override
    public void structure(JsonNode node) {
        row.add(node.toString());
    }

    @Override
    public void endRow() {
        rows.add(String.join("|", row));
    }
}
