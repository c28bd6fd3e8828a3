package dev.slipway.generate;

/// Keeps texts apart: `anna.smith` becomes `anna.smith.3f9a2`, and the address
/// `anna.smith@example.com` becomes `anna.smith.3f9a2@example.com`. The ending looks random, is as
/// long in every row and is no other row's.
final class Suffix {
    private static final int BASE = 36;

    private final int width;
    private final Permutation order;

    Suffix(long rows, long seed, String column) {
        width = width(rows);
        order = new Permutation(power(width), RowRandom.seedOf(seed, column));
    }

    /// How many characters so many rows need.
    static int width(long rows) {
        var width = 1;
        while (power(width) < rows) {
            width++;
        }
        return width;
    }

    private static long power(int width) {
        var power = 1L;
        for (int i = 0; i < width; i++) {
            power *= BASE;
        }
        return power;
    }

    /// @param row from 0
    /// @param maxLength in characters, at least the width; 0 for any number
    String added(String text, long row, int maxLength) {
        var digits = Long.toString(order.at(row), BASE);
        var ending = "0".repeat(width - digits.length()) + digits;
        var room = (maxLength == 0 ? Integer.MAX_VALUE : maxLength) - width - 1;
        var at = text.lastIndexOf('@');
        var domain = at > 0 ? text.substring(at) : "";
        var local = room - domain.codePointCount(0, domain.length());
        if (at > 0 && local > 0) {
            return cut(text.substring(0, at), local) + '.' + ending + domain;
        }
        // Without an @ it cannot be some other row's address either.
        var plain = text.replace("@", "");
        return room <= 0
                ? ending
                : cut(plain, room) + (plain.indexOf(' ') >= 0 ? ' ' : '.') + ending;
    }

    /// The first characters of a text, whole code points.
    static String cut(String text, int maxLength) {
        return text.length() <= maxLength || text.codePointCount(0, text.length()) <= maxLength
                ? text
                : text.substring(0, text.offsetByCodePoints(0, maxLength));
    }
}
