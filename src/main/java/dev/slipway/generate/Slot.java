package dev.slipway.generate;

import dev.slipway.catalog.Column;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/// Columns that are chosen at one time: one column, or all those of a composite foreign key, whose
/// values have to come from the same row.
record Slot(List<Made> columns, Recipe recipe) {
    /// A column that gets made-up values.
    ///
    /// @param nulls the share of rows that are NULL instead
    /// @param from the column that is picked, or null when nothing is
    record Made(Column column, double nulls, @Nullable String from) {
        String name() {
            return column.name();
        }
    }

    Slot {
        columns = List.copyOf(columns);
    }

    static Slot of(Column column, double nulls, Recipe recipe) {
        return new Slot(List.of(new Made(column, nulls, null)), recipe);
    }

    Column first() {
        return columns.getFirst().column();
    }

    boolean has(String column) {
        return columns.stream().anyMatch(made -> made.name().equals(column));
    }

    /// Its columns, for a sentence and for what tells its random numbers from others.
    String names() {
        return columns.stream().map(Made::name).collect(Collectors.joining(", "));
    }
}
