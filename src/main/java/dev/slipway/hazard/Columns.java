package dev.slipway.hazard;

import dev.slipway.observe.Catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The columns of a table that a statement added or changed. A table with partitions or children
/// has theirs too.
final class Columns {
    private final Scene scene;
    private final long relation;

    Columns(Scene scene, long relation) {
        this.scene = scene;
        this.relation = relation;
    }

    /// @param was the same as `is` for one that is new
    record Changed(Catalog.ColumnId id, Catalog.Column was, Catalog.Column is) {}

    /// Those that are new, by their numbers.
    List<Changed> added() {
        return scene.after()
                .columns(relation)
                .filter(entry -> !scene.before().columns().containsKey(entry.getKey()))
                .map(entry -> new Changed(entry.getKey(), entry.getValue(), entry.getValue()))
                .sorted(Comparator.comparing(changed -> changed.id().number()))
                .toList();
    }

    /// Those whose type is another one.
    List<Changed> retyped() {
        return changed().stream()
                .filter(changed -> !changed.was().type().equals(changed.is().type()))
                .toList();
    }

    /// Those that may be null no longer.
    List<Changed> required() {
        return changed().stream()
                .filter(changed -> !changed.was().required() && changed.is().required())
                .toList();
    }

    private List<Changed> changed() {
        var changed = new ArrayList<Changed>();
        scene.after()
                .columns(relation)
                .forEach(
                        entry -> {
                            var was = scene.before().columns().get(entry.getKey());
                            if (was != null && !was.equals(entry.getValue())) {
                                changed.add(new Changed(entry.getKey(), was, entry.getValue()));
                            }
                        });
        changed.sort(Comparator.comparing(one -> one.id().number()));
        return changed;
    }
}
