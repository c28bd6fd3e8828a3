package dev.slipway.seed;

import dev.slipway.catalog.Column;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Watches whether keys come in rising order, each above the one before. Then none stands twice,
/// and the search for duplicates, which goes over all rows once more, is not needed. Most files
/// that a program wrote are like that.
final class RisingKey {
    private final boolean[] integers;
    private byte[][] last;
    private int[] lastLengths;
    private byte[][] current;
    private int[] lengths;
    private boolean rising = true;
    private boolean first = true;

    private RisingKey(boolean[] integers) {
        this.integers = integers;
        this.last = new byte[integers.length][32];
        this.current = new byte[integers.length][32];
        this.lastLengths = new int[integers.length];
        this.lengths = new int[integers.length];
    }

    /// Empty where equal values of a type may be written differently, or an order of its own would
    /// be needed.
    static Optional<RisingKey> over(List<Column> key) {
        var integers = new boolean[key.size()];
        for (int i = 0; i < integers.length; i++) {
            var column = key.get(i);
            integers[i] = List.of("smallint", "integer", "bigint").contains(column.type());
            var isText =
                    column.comparable()
                            && (column.type().equals("text")
                                    || column.type().startsWith("character varying"));
            if (!integers[i] && !isText) {
                return Optional.empty();
            }
        }
        return key.isEmpty() ? Optional.empty() : Optional.of(new RisingKey(integers));
    }

    /// A column of the key in the row under way.
    void value(int column, byte[] bytes, int from, int length) {
        if (current[column].length < length) {
            current[column] = new byte[length * 2];
        }
        System.arraycopy(bytes, from, current[column], 0, length);
        lengths[column] = length;
    }

    /// The key cannot be followed any more: a part of it is NULL or no plain text.
    void lose() {
        rising = false;
    }

    /// The row is whole.
    void endRow() {
        if (!rising) {
            return;
        }
        rising = isPlain() && (first || isAbove());
        first = false;
        var bytes = last;
        last = current;
        current = bytes;
        var ends = lastLengths;
        lastLengths = lengths;
        lengths = ends;
    }

    /// Whether every integer is written in the one way in which it can be compared as text.
    private boolean isPlain() {
        for (int i = 0; i < integers.length; i++) {
            if (integers[i] && !isPlain(current[i], lengths[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(byte[] bytes, int length) {
        if (length == 0 || (bytes[0] == '0' && length > 1)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private boolean isAbove() {
        for (int i = 0; i < integers.length; i++) {
            var order =
                    integers[i] && lengths[i] != lastLengths[i]
                            ? Integer.compare(lengths[i], lastLengths[i])
                            : Arrays.compareUnsigned(
                                    current[i], 0, lengths[i], last[i], 0, lastLengths[i]);
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }

    /// Whether every key was above the one before.
    boolean isRising() {
        return rising;
    }
}
