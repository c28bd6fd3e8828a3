package dev.slipway.steps;

import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// A statement that can be done in batches: one UPDATE, one DELETE, or one INSERT that selects from
/// a table.
///
/// @param table the table that is walked, as the statement writes it
/// @param only whether the statement leaves out the tables that inherit from it
/// @param target the table that an INSERT writes to, as the statement writes it; else null
/// @param key the name of the column that is walked
/// @param column the key as the statement can refer to it, quoted, behind the table's alias
/// @param functions what an INSERT's select list calls outside of subqueries, by name
/// @param head the statement up to where its condition goes
/// @param condition its own condition, or null when it has none
/// @param tail what follows the condition
record BackfillStatement(
        String table,
        boolean only,
        @Nullable String target,
        String key,
        String column,
        Set<String> functions,
        String head,
        @Nullable String condition,
        String tail) {
    BackfillStatement {
        functions = Set.copyOf(functions);
    }

    /// Takes a script's one statement apart.
    ///
    /// @param script what messages call the script
    /// @param text all of it
    /// @param key the name of the column to go by
    /// @param problems takes the reason, with its place, why it cannot be done in batches
    /// @return null when there is a problem
    static @Nullable BackfillStatement of(
            String script, String text, String key, List<Problem> problems) {
        try {
            return new BackfillParser(text, key).parse();
        } catch (BackfillParser.NotInBatchesException e) {
            problems.add(Problem.at(script, e.line(), e.column(), e.reason()));
            return null;
        }
    }

    /// The table to read from, as FROM takes it.
    String from() {
        return (only ? "only " : "") + table;
    }

    /// The statement for some of the rows only.
    ///
    /// @param range a condition on {@link #column}
    String within(String range) {
        return head
                + " where "
                + (condition == null ? "" : "(" + condition + ") and ")
                + range
                + (tail.isEmpty() ? "" : " " + tail);
    }
}
