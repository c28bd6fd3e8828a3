package dev.slipway.migrate;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A migration's version as Flyway compares it: `1.0`, `1` and `001` are the same. Read here so
/// that a start with nothing to do need not load Flyway.
///
/// No record: linking a record's generated methods costs such a start milliseconds.
final class Version implements Comparable<Version> {
    private static final Pattern SHAPE = Pattern.compile("[0-9]+([._][0-9]+)*");

    private final BigInteger[] parts;

    private Version(BigInteger[] parts) {
        this.parts = parts;
    }

    static boolean isValid(String text) {
        return SHAPE.matcher(text).matches();
    }

    static Version of(String text) {
        var words = text.replace('_', '.').split("\\.", -1);
        var parts = new BigInteger[words.length];
        for (int i = 0; i < words.length; i++) {
            parts[i] = new BigInteger(words[i]);
        }
        var length = parts.length;
        while (length > 1 && parts[length - 1].signum() == 0) {
            length--;
        }
        return new Version(Arrays.copyOf(parts, length));
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(parts.length, other.parts.length); i++) {
            var order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger part(int index) {
        return index < parts.length ? parts[index] : BigInteger.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && Arrays.equals(parts, version.parts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(parts);
    }
}
