package dev.slipway.launch;

import java.time.Duration;

/// How a service hears that it is to stop.
@FunctionalInterface
public interface Interruptions {
    /// Waits for this long, or less when it is told to stop.
    ///
    /// @return whether it was told to stop, now or before
    boolean await(Duration duration);
}
