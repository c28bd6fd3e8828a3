package dev.slipway.hazard;

import dev.slipway.observe.Catalog;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What applications find by name: the same name may mean another object after a transaction, and
/// serve them as well. A table that was renamed, with a view in its place, breaks nobody.
final class Interface {
    private final Catalog catalog;

    Interface(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The table or view that this name means.
    Optional<Long> relation(String qualified) {
        return catalog.relations().entrySet().stream()
                .filter(entry -> entry.getValue().isTable() || entry.getValue().isView())
                .filter(entry -> entry.getValue().qualified().equals(qualified))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Whether this name means a table or view with all of these columns.
    boolean has(String qualified, Set<String> columns) {
        return relation(qualified)
                .map(this::columns)
                .filter(all -> all.containsAll(columns))
                .isPresent();
    }

    Set<String> columns(long relation) {
        return catalog.columns(relation)
                .map(column -> column.getValue().name())
                .collect(Collectors.toSet());
    }

    boolean hasType(String qualified) {
        return catalog.types().values().stream()
                .anyMatch(type -> type.qualified().equals(qualified));
    }

    boolean hasFunction(String qualified) {
        return catalog.functions().values().stream()
                .anyMatch(function -> function.qualified().equals(qualified));
    }
}
