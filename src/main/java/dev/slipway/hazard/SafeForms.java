package dev.slipway.hazard;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Pieces of SQL that several safe forms share.
final class SafeForms {
    static final String NEXT = "-- next migration";

    private SafeForms() {}

    /// Makes a column required without a scan under a lock that blocks anybody.
    ///
    /// @param table with its schema
    static List<String> required(String table, String column) {
        var quoted = Scene.quoted(column);
        var constraint = Scene.quoted(column + "_not_null");
        return List.of(
                NEXT,
                "alter table "
                        + table
                        + " add constraint "
                        + constraint
                        + " check ("
                        + quoted
                        + " is not null) not valid;",
                NEXT,
                "alter table " + table + " validate constraint " + constraint + ";",
                NEXT,
                "alter table " + table + " alter column " + quoted + " set not null;",
                "alter table " + table + " drop constraint " + constraint + ";");
    }

    /// The header of a migration that is done in batches.
    ///
    /// @param key the table's, or null when it has none of a single column
    static String backfill(@Nullable String key) {
        return "-- slipway: backfill key="
                + (key == null ? "COLUMN" : Scene.quoted(key))
                + " batch=10000";
    }

    /// A constraint that new rows must meet at once, and old ones are checked for while everybody
    /// works on.
    ///
    /// @param definition as `CHECK ((total > 0))`
    static List<String> notValidFirst(String table, String name, String definition) {
        var quoted = Scene.quoted(name);
        return List.of(
                "alter table "
                        + table
                        + " add constraint "
                        + quoted
                        + " "
                        + definition
                        + " not valid;",
                NEXT,
                "alter table " + table + " validate constraint " + quoted + ";");
    }
}
