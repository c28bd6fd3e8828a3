package dev.slipway.observe;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// How the server went about a query: one that is a statement, or one inside of a function.
///
/// @param query its text
/// @param written the table that it updates or deletes from, with its schema; null when it does
///     neither
/// @param operation `Update`, `Delete` or `Merge` of that table; empty otherwise
/// @param bounded whether the number of its rows does not grow with the tables: it goes by the full
///     key of a unique index, by listed values or by a limit
/// @param scanned tables of which it may read every row, with their schemas
public record Plan(
        String query,
        @Nullable String written,
        String operation,
        boolean bounded,
        Set<String> scanned) {
    public Plan {
        scanned = Set.copyOf(scanned);
    }
}
