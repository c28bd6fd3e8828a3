package dev.slipway.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Says in words how two catalogs differ.
public final class Changes {
    private final Catalog before;
    private final Catalog after;
    private final List<Change> changes = new ArrayList<>();

    private Changes(Catalog before, Catalog after) {
        this.before = before;
        this.after = after;
    }

    /// What became of the objects of the first catalog, and what is new in the second. The parts of
    /// a table that is new or gone are left out.
    public static List<Change> between(Catalog before, Catalog after) {
        return new Changes(before, after).read();
    }

    private List<Change> read() {
        compare(
                before.namespaces(),
                after.namespaces(),
                _ -> "schema",
                (namespace, _) -> namespace.name(),
                (was, is, id) -> renamed("schema", was.name(), was.name(), is.name()));
        compare(
                before.relations(),
                after.relations(),
                Catalog.Relation::word,
                (relation, _) -> relation.qualified(),
                this::relation);
        columns();
        compare(
                told(before.constraints()),
                told(after.constraints()),
                _ -> "constraint",
                (constraint, catalog) -> part(constraint.relation(), constraint.name(), catalog),
                (was, is, id) -> {
                    var name = part(was.relation(), was.name(), before);
                    renamed("constraint", name, was.name(), is.name());
                    if (!was.validated() && is.validated()) {
                        add("constraint", name, "validated");
                    }
                });
        compare(
                before.types(),
                after.types(),
                _ -> "type",
                (type, _) -> type.qualified(),
                (was, is, id) -> {
                    if (!was.qualified().equals(is.qualified())) {
                        add("type", was.qualified(), "renamed to " + is.qualified());
                    }
                });
        compare(
                before.enumValues(),
                after.enumValues(),
                _ -> "enum value",
                (value, catalog) -> enumValue(value, catalog),
                (was, is, id) ->
                        renamed("enum value", enumValue(was, before), was.label(), is.label()));
        compare(
                before.functions(),
                after.functions(),
                _ -> "function",
                (function, _) -> function.qualified(),
                (was, is, id) -> {
                    if (!was.qualified().equals(is.qualified())) {
                        add("function", was.qualified(), "renamed to " + is.qualified());
                    }
                });
        compare(
                before.triggers(),
                after.triggers(),
                _ -> "trigger",
                (trigger, catalog) -> part(trigger.relation(), trigger.name(), catalog),
                (was, is, id) -> {
                    if (!was.enabled().equals(is.enabled())) {
                        add(
                                "trigger",
                                part(was.relation(), was.name(), before),
                                is.enabled().equals("D") ? "switched off" : "switched on");
                    }
                });
        compare(
                before.policies(),
                after.policies(),
                _ -> "policy",
                (policy, catalog) -> part(policy.relation(), policy.name(), catalog),
                (was, is, id) -> {});
        // Work on a table makes indexes and constraints anew under the same names.
        return changes.stream()
                .filter(change -> !isReplaced(change, "made", "dropped"))
                .filter(change -> !isReplaced(change, "dropped", "made"))
                .toList();
    }

    /// From PostgreSQL 18 on NOT NULL is a constraint too, which the column tells already.
    private static Map<Long, Catalog.Constraint> told(Map<Long, Catalog.Constraint> constraints) {
        return constraints.entrySet().stream()
                .filter(entry -> !entry.getValue().type().equals("n"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private boolean isReplaced(Change change, String what, String other) {
        return change.what().equals(what)
                && changes.contains(new Change(change.kind(), change.object(), other));
    }

    @FunctionalInterface
    private interface Comparison<V> {
        void compare(V was, V is, long id);
    }

    private <V> void compare(
            Map<Long, V> was,
            Map<Long, V> is,
            Function<V, String> kind,
            BiFunction<V, Catalog, String> name,
            Comparison<V> comparison) {
        if (was == is) {
            return;
        }
        var ids = new HashSet<>(was.keySet());
        ids.addAll(is.keySet());
        ids.stream()
                .sorted(Comparator.naturalOrder())
                .forEach(
                        id -> {
                            var one = was.get(id);
                            var other = is.get(id);
                            if (one == null && other != null) {
                                add(kind.apply(other), name.apply(other, after), "made");
                            } else if (one != null && other == null) {
                                add(kind.apply(one), name.apply(one, before), "dropped");
                            } else if (one != null && other != null && !one.equals(other)) {
                                comparison.compare(one, other, id);
                            }
                        });
    }

    private void relation(Catalog.Relation was, Catalog.Relation is, long id) {
        var name = was.qualified();
        if (was.namespace() != is.namespace()) {
            add(was.word(), name, "moved to " + is.qualified());
        } else {
            renamed(was.word(), name, was.name(), is.name());
        }
        if (!was.persistence().equals(is.persistence())) {
            add(was.word(), name, is.persistence().equals("u") ? "unlogged" : "logged");
        }
        if (was.parent() != is.parent()) {
            var parent =
                    is.parent() == 0 ? before.relation(was.parent()) : after.relation(is.parent());
            add(
                    was.word(),
                    name,
                    (is.parent() == 0 ? "no longer belongs to " : "now belongs to ")
                            + parent.map(Catalog.Relation::qualified).orElse("another table"));
        }
        if (was.rowSecurity() != is.rowSecurity()) {
            add(was.word(), name, is.rowSecurity() ? "row security on" : "row security off");
        }
        if (was.owner() != is.owner()) {
            add(was.word(), name, "has another owner");
        }
        if (!was.grants().equals(is.grants())) {
            add(was.word(), name, "other privileges");
        }
    }

    private void columns() {
        if (before.columns() == after.columns()) {
            return;
        }
        var ids = new HashSet<>(before.columns().keySet());
        ids.addAll(after.columns().keySet());
        ids.stream()
                // Those of tables that are new or gone say nothing more than the tables do.
                .filter(id -> before.relations().containsKey(id.relation()))
                .filter(id -> after.relations().containsKey(id.relation()))
                .sorted(
                        Comparator.comparing(Catalog.ColumnId::relation)
                                .thenComparing(Catalog.ColumnId::number))
                .forEach(this::column);
    }

    private void column(Catalog.ColumnId id) {
        var was = before.columns().get(id);
        var is = after.columns().get(id);
        if (was == null && is != null) {
            add(
                    "column",
                    part(id.relation(), is.name(), after),
                    "made, " + is.type() + (is.required() ? ", not null" : ""));
        } else if (was != null && is == null) {
            add("column", part(id.relation(), was.name(), before), "dropped");
        } else if (was != null && is != null && !was.equals(is)) {
            var name = part(id.relation(), was.name(), before);
            renamed("column", name, was.name(), is.name());
            if (!was.type().equals(is.type())) {
                add("column", name, "type " + is.type() + ", was " + was.type());
            }
            if (was.required() != is.required()) {
                add("column", name, is.required() ? "not null" : "may be null");
            }
            if (was.hasDefault() != is.hasDefault()) {
                add("column", name, is.hasDefault() ? "has a default" : "has no default");
            }
            if (!was.identity().equals(is.identity())) {
                add(
                        "column",
                        name,
                        is.identity().equals("a")
                                ? "identity, always generated"
                                : is.identity().equals("d")
                                        ? "identity by default"
                                        : "no identity");
            }
        }
    }

    private static String enumValue(Catalog.EnumValue value, Catalog catalog) {
        var type = catalog.types().get(value.type());
        return (type == null ? "" : type.qualified() + " ") + "'" + value.label() + "'";
    }

    private static String part(long relation, String name, Catalog catalog) {
        return catalog.relation(relation).map(table -> table.qualified() + ".").orElse("") + name;
    }

    private void renamed(String kind, String object, String was, String is) {
        if (!was.equals(is)) {
            add(kind, object, "renamed to " + is);
        }
    }

    private void add(String kind, String object, String what) {
        changes.add(new Change(kind, object, what));
    }
}
