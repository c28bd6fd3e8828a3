package dev.slipway.seed;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The order in which seeds are loaded: what is referred to comes first; else by name.
final class SeedOrder {
    private final Map<String, Set<String>> before;
    private final List<String> ordered = new ArrayList<>();

    private SeedOrder(Map<String, Set<String>> before) {
        this.before = before;
    }

    /// @param before for each seed the names of those that must come first; names of no seed are
    ///     passed over
    /// @throws dev.slipway.failure.FailureException when they wait for each other in a circle (exit
    ///     9)
    static List<String> of(Map<String, Set<String>> before) {
        var order = new SeedOrder(new TreeMap<>(before));
        order.before.keySet().forEach(name -> order.visit(name, new LinkedHashSet<>()));
        return order.ordered;
    }

    private void visit(String name, Set<String> path) {
        if (ordered.contains(name) || !before.containsKey(name)) {
            return;
        }
        if (!path.add(name)) {
            throw Failure.of(
                            Kind.SEED,
                            "seeds refer to each other in a circle; nothing was loaded",
                            String.join(" → ", path) + " → " + name,
                            "make one of the references nullable and fill it from a Java seed or a migration")
                    .exception();
        }
        before.get(name).stream().sorted().forEach(earlier -> visit(earlier, path));
        path.remove(name);
        ordered.add(name);
    }
}
