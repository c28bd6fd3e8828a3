package dev.slipway.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// In which order tables are filled: what is referred to comes first.
///
/// @param groups each a table, or the partitions of one
/// @param later references that close a circle and are null until all tables are filled
record FillOrder(List<List<Target>> groups, Set<Target.Reference> later) {
    static FillOrder of(List<Target> targets) {
        var groups = new LinkedHashMap<Long, List<Target>>();
        var roots = new HashMap<Long, Long>();
        for (var target : targets) {
            groups.computeIfAbsent(target.root(), _ -> new ArrayList<>()).add(target);
            roots.put(target.oid(), target.root());
        }
        var order = new ArrayList<List<Target>>();
        var later = new HashSet<Target.Reference>();
        var done = new HashSet<Long>();
        while (done.size() < groups.size()) {
            var ready =
                    groups.keySet().stream()
                            .filter(root -> !done.contains(root))
                            .filter(root -> waiting(groups, roots, done, later, root).isEmpty())
                            .toList();
            for (var root : ready) {
                order.add(groups.get(root));
                done.add(root);
            }
            if (ready.isEmpty()) {
                breakCircle(groups, roots, done, later);
            }
        }
        return new FillOrder(order, later);
    }

    private record Waiting(Target target, Target.Reference reference) {}

    /// The references of a table to others that are not filled yet.
    private static List<Waiting> waiting(
            Map<Long, List<Target>> groups,
            Map<Long, Long> roots,
            Set<Long> done,
            Set<Target.Reference> later,
            long root) {
        return groups.getOrDefault(root, List.of()).stream()
                .flatMap(
                        target ->
                                target.references().stream()
                                        .filter(reference -> !later.contains(reference))
                                        .map(reference -> new Waiting(target, reference)))
                .filter(
                        waiting -> {
                            var to = roots.getOrDefault(waiting.reference().to(), -1L);
                            return to != root && !done.contains(to);
                        })
                .toList();
    }

    /// Puts off what can be null: of the table that can then be filled with the fewest put off.
    /// Where there is none, the first table has to come without what it refers to.
    private static void breakCircle(
            Map<Long, List<Target>> groups,
            Map<Long, Long> roots,
            Set<Long> done,
            Set<Target.Reference> later) {
        List<Waiting> least = List.of();
        List<Waiting> first = List.of();
        for (var root : groups.keySet()) {
            if (done.contains(root)) {
                continue;
            }
            var waiting = waiting(groups, roots, done, later, root);
            first = first.isEmpty() ? waiting : first;
            var optional = waiting.stream().allMatch(one -> one.target().mayLack(one.reference()));
            if (optional && (least.isEmpty() || waiting.size() < least.size())) {
                least = waiting;
            }
        }
        (least.isEmpty() ? first : least).forEach(one -> later.add(one.reference()));
    }
}
