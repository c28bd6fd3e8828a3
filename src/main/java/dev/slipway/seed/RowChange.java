package dev.slipway.seed;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One row that a seed changes, as a sample.
public record RowChange(Kind kind, List<Value> values) {
    public RowChange {
        values = List.copyOf(values);
    }

    /// What happens to the row.
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /// One column of the row, as text.
    ///
    /// @param key whether it tells the row apart
    /// @param before what it holds now; null for NULL, and for a new row
    /// @param after what it will hold; null for NULL, and for a row that is deleted
    public record Value(
            String column, boolean key, @Nullable String before, @Nullable String after) {}
}
