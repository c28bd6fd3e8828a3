package dev.slipway.failure;

import java.math.BigDecimal;
import java.time.Duration;

/// Durations as messages write them.
public final class Seconds {
    private Seconds() {}

    /// `600 s`, `0.3 s`.
    public static String of(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString()
                + " s";
    }
}
