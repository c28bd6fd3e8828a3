package dev.slipway.observe;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// What the server did with a table for a statement.
///
/// @param relation the table, with its schema
/// @param object the index that was built, or the constraint or column that was checked, if one was
/// @param rows how many rows that took, or -1 where the server does not tell
/// @param isNew whether a migration of the same rehearsal made the table
public record Work(Kind kind, String relation, @Nullable String object, long rows, boolean isNew) {
    /// The kinds of work.
    public enum Kind {
        /// Every row was written anew.
        REWRITE,
        /// Every row was checked.
        SCAN,
        /// Every row was looked up in the table that it refers to.
        VALIDATION,
        /// An index was built out of every row.
        INDEX_BUILD,
        /// A check of every row was spared, as constraints prove its result.
        PROOF,
        READ,
        INSERT,
        UPDATE,
        DELETE;

        /// Whether it goes through all of a table.
        public boolean isOnEveryRow() {
            return compareTo(INDEX_BUILD) <= 0;
        }

        /// In small letters, words apart.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
