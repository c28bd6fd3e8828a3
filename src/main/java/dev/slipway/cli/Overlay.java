package dev.slipway.cli;

import java.util.Map;

/// Flags that stand for settings.
interface Overlay {
    /// Lays the flags that were given over the environment's settings.
    void over(Map<String, String> settings);
}
