package dev.slipway.hazard;

import dev.slipway.observe.Catalog;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tables, views and schemas that the running application no longer finds.
final class RelationCheck implements Check {
    @Override
    public void look(Scene scene) {
        if (scene.before().relations() == scene.after().relations()
                && scene.before().namespaces() == scene.after().namespaces()) {
            return;
        }
        schemas(scene);
        scene.base()
                .relations()
                .forEach(
                        (id, relation) -> {
                            if (scene.before().relations().containsKey(id)) {
                                look(scene, id, relation);
                            }
                        });
    }

    private static void schemas(Scene scene) {
        scene.before()
                .namespaces()
                .forEach(
                        (id, was) -> {
                            var is = scene.after().namespaces().get(id);
                            var last = scene.committed().namespaces().get(id);
                            if (scene.base().namespaces().containsKey(id)
                                    && !isServed(scene, id)
                                    && is != null
                                    && last != null
                                    && !was.name().equals(is.name())
                                    && !was.name().equals(last.name())) {
                                scene.add(
                                        Rule.RENAME_SCHEMA,
                                        Scene.quoted(was.name()),
                                        "the schema "
                                                + Scene.quoted(was.name())
                                                + " becomes "
                                                + Scene.quoted(is.name())
                                                + ", and the running application finds nothing in it any more",
                                        scene.spot(was.name()),
                                        List.of(
                                                "create schema " + Scene.quoted(is.name()) + ";",
                                                "-- with a view in it for every table: create view "
                                                        + Scene.quoted(is.name())
                                                        + ".… as table "
                                                        + Scene.quoted(was.name())
                                                        + ".…;",
                                                "-- and move the tables when nobody uses the old name"),
                                        null);
                            }
                        });
    }

    /// Whether all that was in a schema is still found by its name.
    private static boolean isServed(Scene scene, long namespace) {
        var last = new Interface(scene.committed());
        var first = new Interface(scene.base());
        return scene.base().relations().entrySet().stream()
                .filter(entry -> entry.getValue().namespace() == namespace)
                .filter(entry -> entry.getValue().isTable() || entry.getValue().isView())
                .allMatch(
                        entry ->
                                last.has(
                                        entry.getValue().qualified(),
                                        first.columns(entry.getKey())));
    }

    private static void look(Scene scene, long id, Catalog.Relation base) {
        var was = scene.before().relations().get(id);
        var is = scene.after().relations().get(id);
        if (was == null || was.equals(is)) {
            return;
        }
        if (base.kind().equals("S")) {
            sequence(scene, was, is);
            return;
        }
        if (!base.isTable() && !base.isView()) {
            return;
        }
        var columns = new HashSet<>(new Interface(scene.base()).columns(id));
        if (is == null) {
            gone(scene, was, columns);
            return;
        }
        var sameSchema = was.namespace() == is.namespace();
        if (sameSchema && was.name().equals(is.name())) {
            return;
        }
        // A later statement may have given the name back, or put a view in its place.
        var known = scene.transaction().getFirst().before().relations().getOrDefault(id, was);
        if (new Interface(scene.committed()).has(known.qualified(), columns)) {
            return;
        }
        var kind = was.isView() ? "view " : "table ";
        if (sameSchema) {
            scene.add(
                    Rule.RENAME_TABLE,
                    was.qualified(),
                    "the "
                            + kind
                            + was.qualified()
                            + " becomes "
                            + Scene.quoted(is.name())
                            + ", and the running application finds it no longer",
                    scene.spot(was.name()),
                    List.of(
                            "-- in the same migration, for as long as the old version runs",
                            "alter "
                                    + kind
                                    + was.qualified()
                                    + " rename to "
                                    + Scene.quoted(is.name())
                                    + ";",
                            "create view " + was.qualified() + " as table " + is.qualified() + ";"),
                    null);
        } else {
            scene.add(
                    Rule.MOVE_SCHEMA,
                    was.qualified(),
                    "the "
                            + kind
                            + was.qualified()
                            + " moves to the schema "
                            + Scene.quoted(is.schema())
                            + ", and the running application finds it no longer",
                    scene.spot(was.name()),
                    List.of(
                            "-- in the same migration, for as long as the old version runs",
                            "alter "
                                    + kind
                                    + was.qualified()
                                    + " set schema "
                                    + Scene.quoted(is.schema())
                                    + ";",
                            "create view " + was.qualified() + " as table " + is.qualified() + ";"),
                    null);
        }
    }

    private static void gone(Scene scene, Catalog.Relation was, Set<String> columns) {
        var heir = new Interface(scene.committed()).relation(was.qualified());
        var replaced =
                heir.isPresent()
                        && new Interface(scene.committed()).has(was.qualified(), columns)
                        && (was.kind().equals("v")
                                || scene.existed(heir.get())
                                || scene.committed().relations().get(heir.get()).isView());
        if (replaced) {
            return;
        }
        if (was.isView()) {
            scene.add(
                    Rule.DROP_VIEW,
                    was.qualified(),
                    "the view "
                            + was.qualified()
                            + " is dropped, and the running application may read it",
                    scene.spot(was.name()),
                    allowed(scene, Rule.DROP_VIEW),
                    "drop it in a later release, when no running version reads it");
            return;
        }
        // What belongs to a dropped table is told with it.
        if (was.partition()
                && scene.before().relations().containsKey(was.parent())
                && !scene.after().relations().containsKey(was.parent())) {
            return;
        }
        scene.add(
                Rule.DROP_TABLE,
                was.qualified(),
                "the table "
                        + was.qualified()
                        + " is dropped with all its rows, and the running application may use it",
                scene.spot(was.name()),
                allowed(scene, Rule.DROP_TABLE),
                "drop it in a later release, when no running version uses it");
    }

    /// The statement as it is, with the comment that says that it was thought about.
    private static List<String> allowed(Scene scene, Rule rule) {
        return List.of(
                "-- slipway: allow " + rule.word() + ": no running version has used it since …",
                scene.seen().statement().text().lines().count() > 6
                        ? "-- (this statement)"
                        : scene.seen().statement().text() + ";");
    }

    private static void sequence(Scene scene, Catalog.Relation was, Catalog.@Nullable Relation is) {
        var owned =
                scene.before().columns().entrySet().stream()
                        .filter(column -> !scene.after().columns().containsKey(column.getKey()))
                        .anyMatch(column -> scene.base().columns().containsKey(column.getKey()));
        if (is == null && !owned && scene.says("DROP SEQUENCE\\b.*")) {
            scene.add(
                    Rule.DROP_SEQUENCE,
                    was.qualified(),
                    "the sequence "
                            + was.qualified()
                            + " is dropped, and the running application may ask it for numbers",
                    scene.spot(was.name()),
                    allowed(scene, Rule.DROP_SEQUENCE),
                    "drop it in a later release, when no running version uses it");
        } else if (is != null
                && (was.namespace() != is.namespace() || !was.name().equals(is.name()))
                && !scene.says("ALTER SCHEMA\\b.*")
                && scene.says("ALTER SEQUENCE\\b.*")) {
            scene.add(
                    was.namespace() == is.namespace() ? Rule.RENAME_TABLE : Rule.MOVE_SCHEMA,
                    was.qualified(),
                    "the sequence "
                            + was.qualified()
                            + " becomes "
                            + is.qualified()
                            + ", and the running application finds it no longer",
                    scene.spot(was.name()),
                    List.of(),
                    "make a new sequence that begins where this one is, and drop the old one in a later release");
        }
    }
}
