package dev.slipway.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for something to become so, and no longer.
public final class Wait {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Wait() {}

    /// Returns once it has happened.
    ///
    /// @param what what is waited for, as the failure says it
    public static void until(String what, BooleanSupplier happened) {
        until(PATIENCE, what, happened);
    }

    /// The same with this patience.
    public static void until(Duration patience, String what, BooleanSupplier happened) {
        var deadline = System.nanoTime() + patience.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
