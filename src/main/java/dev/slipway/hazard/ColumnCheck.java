package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.Work;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Columns that the running application no longer finds, or finds to be otherwise than it expects.
final class ColumnCheck implements Check {
    /// Stored as integers are, and read without their sign.
    private static final Set<String> UNSIGNED = Set.of("oid", "xid");

    @Override
    public void look(Scene scene) {
        if (scene.before().columns() == scene.after().columns()) {
            return;
        }
        scene.before()
                .columns()
                .forEach(
                        (id, was) -> {
                            var base = scene.base().columns().get(id);
                            // Partitions and children change with what they belong to.
                            if (base != null && !isInherited(scene, id)) {
                                look(scene, id, was);
                            }
                        });
        required(scene);
    }

    private static boolean isInherited(Scene scene, Catalog.ColumnId id) {
        var relation = scene.before().relations().get(id.relation());
        return relation == null
                || !(relation.isTable() || relation.isView())
                || (relation.parent() != 0
                        && scene.after().relations().containsKey(id.relation())
                        && scene.lock(relation.parent()) != null);
    }

    private static void look(Scene scene, Catalog.ColumnId id, Catalog.Column was) {
        var is = scene.after().columns().get(id);
        if (was.equals(is) || !scene.after().relations().containsKey(id.relation())) {
            return;
        }
        var table = scene.name(id.relation());
        var name = table + "." + Scene.quoted(was.name());
        // The application knows the table by the name that it had before the transaction.
        var known = scene.transaction().getFirst().before().relations().get(id.relation());
        var kept =
                known != null
                        && new Interface(scene.committed())
                                .has(known.qualified(), Set.of(was.name()))
                        && !isAnother(scene, id, was.name());
        if (is == null) {
            if (!kept) {
                dropped(scene, table, was, name);
            }
            return;
        }
        if (!was.name().equals(is.name()) && !kept) {
            renamed(scene, table, was, is, name);
        }
        // Where no row need be written the values look the same to an application, but for these.
        if (!was.type().equals(is.type())
                && was.typeId() != is.typeId()
                && (scene.work(Work.Kind.REWRITE).findAny().isPresent()
                        || UNSIGNED.contains(was.type())
                        || UNSIGNED.contains(is.type()))) {
            scene.add(
                    Rule.RETYPE_COLUMN,
                    name,
                    name
                            + " becomes "
                            + is.type()
                            + " and was "
                            + was.type()
                            + ": prepared statements fail once, and values that the running application writes may no longer fit",
                    scene.spot(was.name()),
                    List.of(
                            "alter table "
                                    + table
                                    + " add column "
                                    + Scene.quoted(was.name() + "_new")
                                    + " "
                                    + is.type()
                                    + ";",
                            "-- write both, fill the old rows in batches, read the new one, then drop the old one"),
                    null);
        }
        var last = scene.committed().columns().get(id);
        if (last == null) {
            return;
        }
        if ((was.hasDefault() || !was.identity().isEmpty())
                && !is.hasDefault()
                && is.identity().isEmpty()
                && last.required()
                && !last.hasDefault()
                && last.identity().isEmpty()) {
            scene.add(
                    Rule.DROP_DEFAULT,
                    name,
                    name
                            + " is required and loses its default: the running application's INSERTs that leave it out fail",
                    scene.spot(was.name()),
                    List.of(
                            "-- slipway: allow drop-default: every running version gives a value since …",
                            scene.seen().statement().text() + ";"),
                    null);
        }
        if (!was.identity().equals("a")
                && is.identity().equals("a")
                && last.identity().equals("a")) {
            scene.add(
                    Rule.IDENTITY_ALWAYS,
                    name,
                    name
                            + " takes no more values from INSERTs: the running application's that give one fail",
                    scene.spot(was.name()),
                    List.of(
                            scene.seen()
                                            .statement()
                                            .text()
                                            .replaceAll(
                                                    "(?i)generated\\s+always",
                                                    "generated by default")
                                    + ";"),
                    null);
        }
    }

    /// Whether another column that was there before has the name now: the application finds it, and
    /// reads something else.
    private static boolean isAnother(Scene scene, Catalog.ColumnId id, String name) {
        return scene.committed()
                .columns(id.relation())
                .filter(column -> !column.getKey().equals(id))
                .filter(column -> column.getValue().name().equals(name))
                .anyMatch(column -> scene.base().columns().containsKey(column.getKey()));
    }

    private static void dropped(Scene scene, String table, Catalog.Column was, String name) {
        var form = new ArrayList<String>();
        if (was.required() && !was.hasDefault()) {
            form.add("-- first migration, so that a version that does not know it can insert");
            form.add(
                    "alter table "
                            + table
                            + " alter column "
                            + Scene.quoted(was.name())
                            + " drop not null;");
            form.add("-- when no running version uses it");
        }
        form.add("-- slipway: allow drop-column: no running version has used it since …");
        form.add("alter table " + table + " drop column " + Scene.quoted(was.name()) + ";");
        scene.add(
                Rule.DROP_COLUMN,
                name,
                name + " is dropped, and the running application may read or write it",
                scene.spot(was.name()),
                form,
                "let the application stop using it in one release, and drop it in the next");
    }

    private static void renamed(
            Scene scene, String table, Catalog.Column was, Catalog.Column is, String name) {
        scene.add(
                Rule.RENAME_COLUMN,
                name,
                name
                        + " becomes "
                        + Scene.quoted(is.name())
                        + ", and the running application finds it no longer",
                scene.spot(was.name()),
                List.of(
                        "-- first migration: the new one beside it, which a trigger keeps up to date",
                        "alter table "
                                + table
                                + " add column "
                                + Scene.quoted(is.name())
                                + " "
                                + is.type()
                                + ";",
                        "-- next migrations: fill it in batches; when the application uses it, drop "
                                + Scene.quoted(was.name())),
                null);
    }

    private static void required(Scene scene) {
        scene.after()
                .columns()
                .forEach(
                        (id, is) -> {
                            var last = scene.committed().columns().get(id);
                            if (scene.before().columns().containsKey(id)
                                    || last == null
                                    || !scene.isTableInUse(id.relation())
                                    || !last.required()
                                    || last.hasDefault()
                                    || !last.identity().isEmpty()
                                    || !last.generated().isEmpty()
                                    || isChild(scene, id)) {
                                return;
                            }
                            var table = scene.name(id.relation());
                            var column = Scene.quoted(is.name());
                            var form = new ArrayList<String>();
                            form.add("-- first migration");
                            form.add(
                                    "alter table "
                                            + table
                                            + " add column "
                                            + column
                                            + " "
                                            + is.type()
                                            + ";");
                            form.add("-- next migration, when the application writes it");
                            form.add(SafeForms.backfill(scene.before().key(id.relation())));
                            form.add(
                                    "update "
                                            + table
                                            + " set "
                                            + column
                                            + " = … where "
                                            + column
                                            + " is null");
                            form.addAll(SafeForms.required(table, is.name()));
                            scene.add(
                                    Rule.REQUIRED_COLUMN,
                                    table + "." + column,
                                    table
                                            + "."
                                            + column
                                            + " is required and has no default: the statement fails when the table has rows, and the running application's INSERTs fail after it",
                                    scene.spot(is.name()),
                                    form,
                                    null);
                        });
    }

    private static boolean isChild(Scene scene, Catalog.ColumnId id) {
        var relation = scene.after().relations().get(id.relation());
        return relation != null
                && relation.parent() != 0
                && scene.isTableInUse(relation.parent())
                && scene.after()
                        .columns(relation.parent())
                        .anyMatch(
                                column ->
                                        column.getValue()
                                                .name()
                                                .equals(scene.after().columns().get(id).name()));
    }
}
