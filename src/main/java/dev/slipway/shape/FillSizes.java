package dev.slipway.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many rows each table is to have.
final class FillSizes {
    /// Tables as small as this are not scaled: it saves nothing, and much refers to them.
    private static final long SMALL = 100;

    private FillSizes() {}

    /// By oid of those that hold rows.
    static Map<Long, Long> of(List<Target> targets, FillRequest request) {
        var sizes = new HashMap<Long, Long>();
        var shape = request.shape();
        var stored = targets.stream().filter(target -> !target.isPartitioned()).toList();
        var leaves = new HashMap<Long, Long>();
        stored.stream()
                .filter(target -> !target.fallback())
                .forEach(target -> leaves.merge(target.root(), 1L, Long::sum));
        if (shape == null) {
            for (var target : stored) {
                sizes.put(
                        target.oid(),
                        target.fallback() && leaves.containsKey(target.root())
                                ? 0
                                : Math.ceilDiv(
                                        request.rowsEach(),
                                        leaves.getOrDefault(target.root(), 1L)));
            }
            return sizes;
        }
        var production = new HashMap<Long, Long>();
        for (var target : stored) {
            shape.table(target.schema(), target.name())
                    .ifPresent(table -> production.merge(target.root(), table.rows(), Long::sum));
        }
        var scales = scales(targets, production, request);
        for (var target : stored) {
            var rows =
                    shape.table(target.schema(), target.name()).map(Shape.Table::rows).orElse(0L);
            var scale = scales.getOrDefault(target.root(), request.scale());
            var least = target.partition() ? Math.min(rows, 1) : Math.min(rows, SMALL);
            sizes.put(
                    target.oid(),
                    Math.min(Math.max(Math.round(rows * scale), least), request.rowLimit()));
        }
        return sizes;
    }

    /// One scale for all that foreign keys tie together, so that their ratios stay.
    private static Map<Long, Double> scales(
            List<Target> targets, Map<Long, Long> production, FillRequest request) {
        var roots = new HashMap<Long, Long>();
        targets.forEach(target -> roots.put(target.oid(), target.root()));
        var groups = new HashMap<Long, List<Long>>();
        roots.values().forEach(root -> groups.put(root, new ArrayList<>(List.of(root))));
        for (var target : targets) {
            for (var reference : target.references()) {
                var to = roots.get(reference.to());
                var one = groups.get(target.root());
                var other = to == null ? one : groups.get(to);
                if (one != null && other != null && !one.equals(other)) {
                    one.addAll(other);
                    other.forEach(root -> groups.put(root, one));
                }
            }
        }
        var scales = new HashMap<Long, Double>();
        groups.forEach(
                (root, group) -> {
                    var most =
                            group.stream()
                                    .mapToLong(one -> production.getOrDefault(one, 0L))
                                    .max()
                                    .orElse(0);
                    scales.put(
                            root,
                            most == 0
                                    ? request.scale()
                                    : Math.min(
                                            request.scale(), (double) request.rowLimit() / most));
                });
        return scales;
    }
}
