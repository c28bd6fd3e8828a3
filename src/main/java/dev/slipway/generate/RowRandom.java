package dev.slipway.generate;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// The random numbers of one column, that begin anew with every row: a value depends on the seed
/// number, the column's name and the row's number, and on nothing else.
final class RowRandom implements RandomGenerator {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    /// @param stream what tells one column's numbers from another's
    RowRandom(long seed, String stream) {
        this.seed = seedOf(seed, stream);
    }

    static long seedOf(long seed, String stream) {
        var hash = mix(seed + STEP);
        for (var b : stream.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash + STEP * (b + 1));
        }
        return hash;
    }

    /// Moves to the numbers of a row.
    RowRandom at(long row) {
        state = mix(seed + STEP * (row + 1));
        return this;
    }

    @Override
    public long nextLong() {
        state += STEP;
        return mix(state);
    }

    /// SplitMix64's finisher, which never maps two numbers to one.
    static long mix(long value) {
        var z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
