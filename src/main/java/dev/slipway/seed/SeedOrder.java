package dev.slipway.seed;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The order in which seeds are loaded: what is referred to comes first; else by name. Where seeds
/// wait for each other in a circle, a reference that can be checked or filled in later is.
///
/// @param names every seed, once
/// @param postponed by seed the columns that a second pass fills in, when all are loaded
/// @param deferred whether constraints are checked only when all are loaded
record SeedOrder(List<String> names, Map<String, Set<String>> postponed, boolean deferred) {
    SeedOrder {
        names = List.copyOf(names);
        postponed = Map.copyOf(postponed);
    }

    /// That one seed comes after another.
    ///
    /// @param deferrable whether the database can check the reference later
    /// @param columns that can be left NULL at first; empty when there are none such
    record Arrow(String seed, String before, boolean deferrable, Set<String> columns) {
        /// One that cannot be broken.
        static Arrow firm(String seed, String before) {
            return new Arrow(seed, before, false, Set.of());
        }

        private boolean isFirm() {
            return !deferrable && columns.isEmpty();
        }
    }

    /// @param names of the seeds
    /// @param arrows between them; those from or to others are passed over
    /// @throws dev.slipway.failure.FailureException when they wait for each other in a circle that
    ///     cannot be broken (exit 9)
    static SeedOrder of(Set<String> names, List<Arrow> arrows) {
        var left = new ArrayList<>(arrows);
        var postponed = new HashMap<String, Set<String>>();
        var deferred = false;
        while (true) {
            var walk = new Walk(names, left);
            var circle = walk.circle;
            if (circle.isEmpty()) {
                return new SeedOrder(walk.ordered, postponed, deferred);
            }
            var weakest = weakest(circle, left);
            left.removeAll(weakest);
            for (var arrow : weakest) {
                if (arrow.deferrable()) {
                    deferred = true;
                } else {
                    postponed
                            .computeIfAbsent(arrow.seed(), _ -> new HashSet<>())
                            .addAll(arrow.columns());
                }
            }
        }
    }

    /// All arrows between two neighbours of the circle, none of which is firm.
    private static List<Arrow> weakest(List<String> circle, List<Arrow> arrows) {
        List<Arrow> best = List.of();
        for (int i = 0; i + 1 < circle.size(); i++) {
            var seed = circle.get(i);
            var before = circle.get(i + 1);
            var between =
                    arrows.stream()
                            .filter(
                                    arrow ->
                                            arrow.seed().equals(seed)
                                                    && arrow.before().equals(before))
                            .toList();
            if (between.stream().noneMatch(Arrow::isFirm)
                    && (best.isEmpty() || between.stream().allMatch(Arrow::deferrable))) {
                best = between;
            }
        }
        if (best.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "seeds refer to each other in a circle; nothing was loaded",
                            String.join(" → ", circle),
                            "make one of the foreign keys deferrable, or one of the columns nullable")
                    .exception();
        }
        return best;
    }

    private static final class Walk {
        private final Map<String, Set<String>> before = new TreeMap<>();
        private final List<String> ordered = new ArrayList<>();
        private List<String> circle = List.of();

        Walk(Set<String> names, List<Arrow> arrows) {
            names.forEach(name -> before.put(name, new HashSet<>()));
            arrows.stream()
                    .filter(arrow -> names.contains(arrow.before()) && names.contains(arrow.seed()))
                    .forEach(
                            arrow ->
                                    Objects.requireNonNull(before.get(arrow.seed()))
                                            .add(arrow.before()));
            before.keySet().forEach(name -> visit(name, new ArrayList<>()));
        }

        private void visit(String name, List<String> path) {
            if (!circle.isEmpty() || ordered.contains(name)) {
                return;
            }
            var start = path.indexOf(name);
            path.add(name);
            if (start >= 0) {
                circle = List.copyOf(path.subList(start, path.size()));
                return;
            }
            Objects.requireNonNull(before.get(name)).stream()
                    .sorted()
                    .forEach(earlier -> visit(earlier, path));
            path.removeLast();
            if (circle.isEmpty()) {
                ordered.add(name);
            }
        }
    }
}
