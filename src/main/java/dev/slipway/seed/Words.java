package dev.slipway.seed;

import java.util.Locale;

/// How messages write numbers.
final class Words {
    private Words() {}

    /// `143,947`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 row`, `3 rows`.
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
