package dev.slipway.shape;

import dev.slipway.database.Identifiers;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A table of the throwaway database, as far as its rows depend on it.
///
/// @param kind `r` for one that holds rows, `p` for one that is partitioned
/// @param root the partitioned table above all, or the table itself
/// @param partition whether it is a partition
/// @param fallback whether it is a default partition
/// @param bytes what it takes, without indexes; 0 for one that never had a row
/// @param columns in the table's order
/// @param uniques columns that tell rows apart, the primary key's first
/// @param exclusions whether it has an EXCLUDE constraint
/// @param checks conditions over its columns that every row fulfils, its partition's bounds and the
///     checks of domains among them
record Target(
        long oid,
        String schema,
        String name,
        char kind,
        long root,
        boolean partition,
        boolean fallback,
        long bytes,
        List<Column> columns,
        List<Unique> uniques,
        boolean exclusions,
        List<Reference> references,
        List<String> checks) {
    /// @param required whether it may not be null
    /// @param generation the expression of a generated column; null for any other
    /// @param sequence where its default values come from, quoted, with its schema; null for none
    record Column(
            String name,
            ValueType type,
            boolean required,
            @Nullable String generation,
            @Nullable String sequence) {
        String quoted() {
            return Identifiers.quote(name);
        }
    }

    /// @param columns those of the table that the index depends on
    /// @param nullsEqual whether two nulls are the same
    /// @param partial whether it concerns some rows only
    record Unique(List<String> columns, boolean nullsEqual, boolean partial) {}

    /// A foreign key.
    ///
    /// @param to the other table's oid
    record Reference(String name, long to, List<String> columns, List<String> keys) {
        boolean sharesWith(Set<String> names) {
            return columns.stream().anyMatch(names::contains);
        }
    }

    boolean isPartitioned() {
        return kind == 'p';
    }

    String quoted() {
        return Identifiers.quote(schema) + "." + Identifiers.quote(name);
    }

    /// What names its rows alone, or those of its partitions.
    String source() {
        return isPartitioned() ? quoted() : "only " + quoted();
    }

    Column column(String column) {
        return find(column).orElseThrow();
    }

    Optional<Column> find(String column) {
        return columns.stream().filter(one -> one.name().equals(column)).findFirst();
    }

    /// Whether a row may do without this reference.
    boolean mayLack(Reference reference) {
        return reference.columns().stream().anyMatch(column -> !column(column).required());
    }
}
