package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.Work;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tables that are written anew while nobody may use them, emptied, or computed again.
final class RewriteCheck implements Check {
    @Override
    public void look(Scene scene) {
        scene.work(Work.Kind.REWRITE)
                .map(work -> scene.root(work.relation()))
                .distinct()
                .filter(scene::isTableInUse)
                .forEach(relation -> rewritten(scene, relation));
    }

    private static void rewritten(Scene scene, long relation) {
        var was = scene.before().relations().get(relation);
        var is = scene.after().relations().get(relation);
        if (was == null || is == null) {
            return;
        }
        var name = was.qualified();
        if (was.kind().equals("m")) {
            refreshed(scene, relation, name);
            return;
        }
        if (scene.says("VACUUM\\b.*")) {
            scene.add(
                    Rule.REWRITE,
                    name,
                    "VACUUM FULL writes "
                            + name
                            + " anew, and nobody may read or write it meanwhile",
                    scene.spot("full", was.name()),
                    List.of("vacuum " + name + ";"),
                    "a plain VACUUM makes the space usable again; to give it back to the system without an outage use pg_repack, outside of migrations");
            return;
        }
        if (scene.says("CLUSTER\\b.*")) {
            scene.add(
                    Rule.REWRITE,
                    name,
                    "CLUSTER writes " + name + " anew, and nobody may read or write it meanwhile",
                    scene.spot(was.name()),
                    List.of(),
                    "use pg_repack, which sorts a table without an outage, outside of migrations");
            return;
        }
        if (scene.says("TRUNCATE\\b.*") || isEmptied(scene, relation, was, is)) {
            scene.add(
                    Rule.TRUNCATE,
                    name,
                    "all rows of "
                            + name
                            + " are gone, and nobody may read or write it until the transaction ends",
                    scene.spot(was.name(), "truncate"),
                    emptying(scene, relation, name),
                    "where the rows are still needed by nobody, delete them in batches");
            return;
        }
        if (!was.persistence().equals(is.persistence())) {
            var unlogged = is.persistence().equals("u");
            scene.add(
                    Rule.REWRITE,
                    name,
                    (unlogged ? "SET UNLOGGED" : "SET LOGGED")
                            + " writes "
                            + name
                            + " anew, and nobody may read or write it meanwhile",
                    scene.spot(unlogged ? "unlogged" : "logged", was.name()),
                    List.of(
                            "-- first migration",
                            "create "
                                    + (unlogged ? "unlogged " : "")
                                    + "table "
                                    + name
                                    + "_new (like "
                                    + name
                                    + " including all);",
                            "-- then copy in batches, and swap the names in one short transaction"),
                    null);
            return;
        }
        if (was.tablespace() != is.tablespace()) {
            scene.add(
                    Rule.REWRITE,
                    name,
                    "SET TABLESPACE copies " + name + ", and nobody may read or write it meanwhile",
                    scene.spot("tablespace", was.name()),
                    List.of(),
                    "use pg_repack --tablespace, outside of migrations");
            return;
        }
        var columns = new Columns(scene, relation);
        var added = columns.added();
        if (!added.isEmpty()) {
            addedColumn(scene, relation, name, added);
            return;
        }
        var retyped = columns.retyped();
        if (!retyped.isEmpty()) {
            retypedColumn(scene, relation, name, retyped.getFirst());
            return;
        }
        scene.add(
                Rule.REWRITE,
                name,
                name + " is written anew, and nobody may read or write it meanwhile",
                scene.spot(was.name()),
                List.of(),
                "copy the rows into a new table in batches, and swap the names in one short transaction");
    }

    /// A new file without the server's word that rows were written into it.
    private static boolean isEmptied(
            Scene scene, long relation, Catalog.Relation was, Catalog.Relation is) {
        return was.persistence().equals(is.persistence())
                && was.tablespace() == is.tablespace()
                && new Columns(scene, relation).added().isEmpty()
                && new Columns(scene, relation).retyped().isEmpty()
                && scene.mentions("truncate");
    }

    private static List<String> emptying(Scene scene, long relation, String name) {
        var key = scene.before().key(relation);
        return key == null
                ? List.of()
                : List.of(
                        "-- slipway: backfill key=" + Scene.quoted(key) + " batch=10000",
                        "delete from " + name);
    }

    private static void refreshed(Scene scene, long relation, String name) {
        var unique =
                scene.before().indexes().values().stream()
                        .anyMatch(
                                index ->
                                        index.relation() == relation
                                                && index.unique()
                                                && index.whole());
        if (scene.says("REFRESH MATERIALIZED VIEW CONCURRENTLY\\b.*")) {
            return;
        }
        var form = new ArrayList<String>();
        if (!unique) {
            form.add("-- first migration: CONCURRENTLY needs a unique index");
            form.add(
                    "create unique index concurrently on "
                            + name
                            + " ("
                            + scene.before()
                                    .columns(relation)
                                    .map(column -> Scene.quoted(column.getValue().name()))
                                    .findFirst()
                                    .orElse("…")
                            + ");");
            form.add(SafeForms.NEXT);
        }
        form.add("refresh materialized view concurrently " + name + ";");
        scene.add(
                Rule.REFRESH_VIEW,
                name,
                name + " is computed anew, and nobody may read it meanwhile",
                scene.spot(scene.simpleName(relation)),
                form,
                null);
    }

    private static void addedColumn(
            Scene scene, long relation, String name, List<Columns.Changed> added) {
        // The one that is to blame: what the server cannot add without writing every row.
        var column =
                added.stream()
                        .filter(one -> !one.is().generated().isEmpty())
                        .findFirst()
                        .or(
                                () ->
                                        added.stream()
                                                .filter(one -> !one.is().identity().isEmpty())
                                                .findFirst())
                        .or(() -> added.stream().filter(one -> isComputed(scene, one)).findFirst())
                        .or(() -> added.stream().filter(one -> one.is().hasDefault()).findFirst())
                        .orElse(added.getFirst());
        var quoted = Scene.quoted(column.is().name());
        var expression = scene.seen().definitions().defaults().get(column.id());
        var generated = !column.is().generated().isEmpty();
        var identity = !column.is().identity().isEmpty();
        var why =
                generated
                        ? "is generated and stored"
                        : identity
                                ? "is an identity"
                                : expression == null
                                        ? "needs a value in every row"
                                        : "has a default that is computed for every row";
        scene.add(
                Rule.REWRITE,
                name,
                "column "
                        + quoted
                        + " "
                        + why
                        + ", so "
                        + name
                        + " is written anew, and nobody may read or write it meanwhile",
                scene.spot(column.is().name()),
                generated
                        ? generated(scene, relation, name, column, expression)
                        : filled(scene, relation, name, column, identity ? null : expression),
                null);
    }

    private static boolean isComputed(Scene scene, Columns.Changed column) {
        var expression = scene.seen().definitions().defaults().get(column.id());
        return expression != null && expression.contains("(");
    }

    /// The column first, its default next, its rows in batches.
    private static List<String> filled(
            Scene scene,
            long relation,
            String name,
            Columns.Changed column,
            @Nullable String expression) {
        var quoted = Scene.quoted(column.is().name());
        var form = new ArrayList<String>();
        form.add("-- first migration");
        form.add("alter table " + name + " add column " + quoted + " " + column.is().type() + ";");
        var value = expression;
        if (value == null || value.toLowerCase(Locale.ROOT).startsWith("nextval(")) {
            var sequence =
                    name.replaceFirst(
                            "[^.]*$",
                            Scene.quoted(
                                    scene.simpleName(relation)
                                            + "_"
                                            + column.is().name()
                                            + "_numbers"));
            form.add("create sequence " + sequence + " owned by " + name + "." + quoted + ";");
            value = "nextval('" + sequence + "')";
        }
        form.add("alter table " + name + " alter column " + quoted + " set default " + value + ";");
        form.add(SafeForms.NEXT);
        form.add(backfill(scene, relation));
        form.add(
                "update "
                        + name
                        + " set "
                        + quoted
                        + " = "
                        + value
                        + " where "
                        + quoted
                        + " is null");
        if (column.is().required()) {
            form.addAll(SafeForms.required(name, column.is().name()));
        }
        return form;
    }

    private static List<String> generated(
            Scene scene,
            long relation,
            String name,
            Columns.Changed column,
            @Nullable String expression) {
        var quoted = Scene.quoted(column.is().name());
        var value = expression == null ? "…" : expression;
        return List.of(
                "-- first migration: a plain column that a trigger fills",
                "alter table " + name + " add column " + quoted + " " + column.is().type() + ";",
                "-- with a trigger before insert or update that sets new."
                        + quoted
                        + " := "
                        + value
                        + ";",
                SafeForms.NEXT,
                backfill(scene, relation),
                "update "
                        + name
                        + " set "
                        + quoted
                        + " = "
                        + value
                        + " where "
                        + quoted
                        + " is null");
    }

    private static void retypedColumn(
            Scene scene, long relation, String name, Columns.Changed column) {
        var quoted = Scene.quoted(column.is().name());
        var fresh = Scene.quoted(column.is().name() + "_new");
        scene.add(
                Rule.REWRITE,
                name,
                "column "
                        + quoted
                        + " becomes "
                        + column.is().type()
                        + " and was "
                        + column.was().type()
                        + ", so "
                        + name
                        + " is written anew, and nobody may read or write it meanwhile",
                scene.spot(column.is().name()),
                List.of(
                        "-- first migration: a column beside it, which a trigger keeps up to date",
                        "alter table "
                                + name
                                + " add column "
                                + fresh
                                + " "
                                + column.is().type()
                                + ";",
                        "-- with a trigger before insert or update that sets new."
                                + fresh
                                + " := new."
                                + quoted
                                + "::"
                                + column.is().type()
                                + ";",
                        SafeForms.NEXT,
                        backfill(scene, relation),
                        "update "
                                + name
                                + " set "
                                + fresh
                                + " = "
                                + quoted
                                + "::"
                                + column.is().type()
                                + " where "
                                + fresh
                                + " is null",
                        "-- when the application reads "
                                + fresh
                                + ", a last migration drops trigger and "
                                + quoted),
                null);
    }

    private static String backfill(Scene scene, long relation) {
        return SafeForms.backfill(scene.before().key(relation));
    }
}
