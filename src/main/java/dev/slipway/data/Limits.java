package dev.slipway.data;

/// How much of a file is held in memory at a time.
final class Limits {
    /// A row is held as a whole; one that is larger most likely holds the rest of the file.
    static final int LONGEST_ROW =
            Math.clamp(Long.highestOneBit(Runtime.getRuntime().maxMemory() / 4), 1 << 20, 1 << 28);

    private Limits() {}

    /// `the row that begins here is longer than 16 MB, …`
    static String tooLong(String row, int limit, String hint) {
        return row
                + " is longer than "
                + (limit >= 1 << 20 ? (limit >> 20) + " MB" : (limit >> 10) + " KB")
                + ", which is more than memory has room for; "
                + hint;
    }
}
