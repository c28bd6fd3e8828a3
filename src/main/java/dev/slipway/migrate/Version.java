package dev.slipway.migrate;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A migration's version as Flyway compares it: `1.0`, `1` and `001` are the same. Read here so
/// that a start with nothing to do need not load Flyway.
record Version(List<BigInteger> parts) implements Comparable<Version> {
    private static final Pattern SHAPE = Pattern.compile("[0-9]+([._][0-9]+)*");

    static boolean isValid(String text) {
        return SHAPE.matcher(text).matches();
    }

    static Version of(String text) {
        var parts = Arrays.stream(text.split("[._]")).map(BigInteger::new).toList();
        var length = parts.size();
        while (length > 1 && parts.get(length - 1).signum() == 0) {
            length--;
        }
        return new Version(parts.subList(0, length));
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            var order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger part(int index) {
        return index < parts.size() ? parts.get(index) : BigInteger.ZERO;
    }
}
