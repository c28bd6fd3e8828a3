package dev.slipway.roles;

import java.util.List;

/// Whether a database's roles are as declared.
///
/// @param expectations each of them, met or not, in the order in which an apply meets them
/// @param inventory what is there
public record RolesCheck(List<Expectation> expectations, Inventory inventory) {
    public RolesCheck {
        expectations = List.copyOf(expectations);
    }

    /// Those that are not met.
    public List<Expectation> findings() {
        return expectations.stream().filter(expectation -> !expectation.isMet()).toList();
    }
}
