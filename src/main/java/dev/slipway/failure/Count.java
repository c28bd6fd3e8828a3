package dev.slipway.failure;

/// How messages and results write numbers of things.
public final class Count {
    private Count() {}

    /// `143,947`. By hand: String.format costs a start with nothing to do ten milliseconds.
    public static String of(long number) {
        var digits = Long.toString(number);
        var text = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > (number < 0 ? 1 : 0); at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }

    /// `1 migration`, `3 migrations`.
    public static String of(long number, String noun) {
        return of(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
