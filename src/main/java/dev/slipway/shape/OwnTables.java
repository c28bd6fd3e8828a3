package dev.slipway.shape;

import java.util.Set;

/// The tables of a database that are Slipway's and Flyway's, and no part of the application.
public final class OwnTables {
    private OwnTables() {}

    /// Their names, in whatever schema.
    ///
    /// @param history the history's, as the settings name it
    public static Set<String> names(String history) {
        return Set.of("slipway_progress", "slipway_seed_history", history);
    }
}
