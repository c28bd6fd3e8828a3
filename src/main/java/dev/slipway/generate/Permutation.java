package dev.slipway.generate;

/// The numbers below a size in an order that looks random: a Feistel network over the next power
/// of four, walked until it is back below the size. It needs no memory.
final class Permutation {
    private static final int ROUNDS = 6;

    private final long size;
    private final int half;
    private final long mask;
    private final long seed;

    /// @param size at most 2^62
    Permutation(long size, long seed) {
        this.size = size;
        this.seed = seed;
        half = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 1) / 2);
        mask = (1L << half) - 1;
    }

    /// The number at a place; both below the size.
    long at(long place) {
        var number = place;
        do {
            number = shuffled(number);
        } while (number >= size);
        return number;
    }

    private long shuffled(long number) {
        var left = number >>> half;
        var right = number & mask;
        for (int round = 0; round < ROUNDS; round++) {
            var next = left ^ (RowRandom.mix(seed + right * ROUNDS + round) & mask);
            left = right;
            right = next;
        }
        return left << half | right;
    }
}
