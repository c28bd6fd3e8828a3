package dev.slipway.drift;

import org.jspecify.annotations.Nullable;

/// One object that is not as the applied migrations make it.
///
/// @param object its name with its schema
/// @param kind `table`, `column`, `index` and so on
/// @param expected its definition in a fresh build, or null when the migrations do not make it
/// @param actual its definition in the database, or null when it is not there
public record Difference(
        String object,
        String kind,
        State state,
        @Nullable String expected,
        @Nullable String actual) {
    /// How it differs.
    public enum State {
        /// It exists, and no applied migration made it.
        EXTRA,
        /// An applied migration made it, and it is not there.
        MISSING,
        /// It is there, and otherwise than the migrations made it.
        DIFFERENT
    }
}
