package dev.slipway.settings;

/// A value that no log, error or `toString` may show. Only {@link #reveal} gives it out, and only
/// the driver asks.
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
