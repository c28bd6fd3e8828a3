package dev.slipway.seed;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Numbers of rows, a bit for each line of their files.
final class RowSet {
    private final Map<Integer, BitSet> parts = new HashMap<>();

    void add(long row) {
        parts.computeIfAbsent(SeedRows.part(row), _ -> new BitSet())
                .set(Math.toIntExact(SeedRows.line(row)));
    }

    boolean contains(long row) {
        var lines = parts.get(SeedRows.part(row));
        return lines != null && lines.get(Math.toIntExact(SeedRows.line(row)));
    }
}
