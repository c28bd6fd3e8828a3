package dev.slipway.settings;

/// What one run does. The order is the order in which a run does it.
public enum Mode {
    ROLES("RUN_ROLES"),
    MIGRATIONS("RUN_MIGRATIONS"),
    SEED("RUN_SEED");

    private final String flag;

    Mode(String flag) {
        this.flag = flag;
    }

    /// The environment variable that selects this mode.
    public String flag() {
        return flag;
    }
}
