package dev.slipway.catalog;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A column of a target table, as the catalog has it.
///
/// @param type the type as SQL writes it, with its modifier: `character varying(2)`
/// @param category the type's category in `pg_type`: `A` is an array, `S` a text
/// @param maxLength the most characters a text type takes, or 0 for any number
/// @param comparable whether two values of the type that are equal also look the same; `json`,
///     `xml` and `point` have no equality, and that of `numeric` passes over trailing zeros
/// @param defaultExpression what an INSERT without the column writes, or null for nothing; the
///     sequence's next value for an identity
/// @param alwaysIdentity whether an explicit value needs OVERRIDING SYSTEM VALUE
/// @param enumLabels the labels of an enum in their order; empty for every other type
public record Column(
        String name,
        String type,
        char category,
        int maxLength,
        boolean comparable,
        boolean required,
        @Nullable String defaultExpression,
        boolean alwaysIdentity,
        boolean generated,
        List<String> enumLabels) {
    public Column {
        enumLabels = List.copyOf(enumLabels);
    }

    /// The same type under another name, free of the table's own rules: a column that is only
    /// looked up.
    public Column named(String other) {
        return new Column(
                other,
                type,
                category,
                maxLength,
                comparable,
                false,
                null,
                false,
                false,
                enumLabels);
    }

    /// A column that is no table's: its values serve to find or to make others.
    public static Column helper(String name, String type) {
        return new Column(name, type, ' ', 0, true, false, null, false, false, List.of());
    }

    public boolean isArray() {
        return category == 'A';
    }
}
