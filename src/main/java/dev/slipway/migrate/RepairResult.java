package dev.slipway.migrate;

import java.util.List;

/// What a repair found, or did.
///
/// @param items in the order in which the migrations were begun
/// @param done whether what was proposed was done
public record RepairResult(List<RepairItem> items, boolean done) {
    public RepairResult {
        items = List.copyOf(items);
    }

    /// Whether a person has something to decide.
    public boolean pending() {
        return !done && items.stream().anyMatch(item -> !item.proposals().isEmpty());
    }
}
