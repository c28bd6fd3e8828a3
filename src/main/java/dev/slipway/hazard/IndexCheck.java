package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.TableWork;
import dev.slipway.observe.Work;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Indexes that are built or dropped while others may not write, or read, their table.
final class IndexCheck implements Check {
    @Override
    public void look(Scene scene) {
        scene.work(Work.Kind.INDEX_BUILD)
                .filter(work -> scene.isTableInUse(work.relation()))
                .filter(work -> !isConcurrent(scene))
                .forEach(work -> built(scene, work));
        nullable(scene);
        dropped(scene);
    }

    private static boolean isConcurrent(Scene scene) {
        return !scene.seen().isTransactional() && scene.says(".*\\bCONCURRENTLY\\b.*");
    }

    private static void built(Scene scene, TableWork work) {
        var name = Objects.requireNonNull(work.object());
        var relation = scene.root(work.relation());
        var table = scene.name(relation);
        var index = index(scene, work.relation(), name);
        if (index.isPresent() && scene.before().indexes().containsKey(index.get())) {
            if (scene.says("REINDEX\\b.*")) {
                var whole = scene.says("REINDEX (\\(.*\\) ?)?(TABLE|SCHEMA|DATABASE|SYSTEM)\\b.*");
                scene.add(
                        Rule.REINDEX,
                        table,
                        "indexes of "
                                + table
                                + " are built anew, and nobody may write it, or read by them, meanwhile",
                        scene.spot(name, scene.simpleName(relation)),
                        List.of(
                                whole
                                        ? "reindex table concurrently " + table + ";"
                                        : "reindex index concurrently "
                                                + scene.name(index.get())
                                                + ";"),
                        null);
            } else if (scene.seen().taken().values().stream()
                    .anyMatch(mode -> mode.blocksReads())) {
                rebuilt(scene, relation, name);
            }
            return;
        }
        var constraint =
                index.flatMap(
                        id ->
                                scene.after().constraints().values().stream()
                                        .filter(
                                                one ->
                                                        one.index() == id
                                                                && "pux".contains(one.type()))
                                        .findFirst());
        if (constraint.isPresent()) {
            constrained(scene, relation, constraint.get());
            return;
        }
        var definition = index.map(id -> scene.seen().definitions().indexes().get(id)).orElse(null);
        scene.add(
                Rule.INDEX_BUILD,
                table,
                "index "
                        + Scene.quoted(name)
                        + " is built, and nobody may write "
                        + table
                        + " meanwhile",
                scene.spot(name, scene.simpleName(relation)),
                scene.before().relation(relation).filter(r -> r.kind().equals("p")).isPresent()
                        ? partitioned(scene, relation, name, definition)
                        : List.of(
                                "-- in a migration of its own",
                                concurrently(
                                                definition,
                                                "create index concurrently on " + table + " (…)")
                                        + ";"),
                null);
    }

    private static void rebuilt(Scene scene, long relation, String name) {
        var table = scene.name(relation);
        scene.add(
                Rule.INDEX_BUILD,
                table,
                "index "
                        + Scene.quoted(name)
                        + " is built anew, and nobody may read or write "
                        + table
                        + " meanwhile",
                scene.spot(scene.simpleName(relation)),
                List.of(),
                "put a new column beside the old one, with an index that is created concurrently");
    }

    private static Optional<Long> index(Scene scene, long table, String name) {
        return scene.after().indexes().entrySet().stream()
                .filter(entry -> entry.getValue().relation() == table)
                .map(Map.Entry::getKey)
                .filter(
                        id ->
                                scene.after()
                                        .relation(id)
                                        .filter(relation -> relation.name().equals(name))
                                        .isPresent())
                .findFirst();
    }

    private static String concurrently(@Nullable String definition, String otherwise) {
        return definition == null
                ? otherwise
                : definition
                        .replaceFirst("^CREATE (UNIQUE )?INDEX ", "create $1index concurrently ")
                        .replace("create UNIQUE ", "create unique ")
                        .replace(" USING btree ", " ")
                        .replace(" ON ", " on ");
    }

    private static List<String> partitioned(
            Scene scene, long relation, String name, @Nullable String definition) {
        var table = scene.name(relation);
        var key = definition == null ? "(…)" : definition.replaceFirst("(?s)^.*? USING \\S+ ", "");
        var form = new ArrayList<String>();
        form.add("-- first migration: the index of the whole, without its partitions'");
        form.add("create index " + Scene.quoted(name) + " on only " + table + " " + key + ";");
        form.add("-- then for each partition a migration with");
        scene.before().relations().values().stream()
                .filter(child -> child.parent() == relation)
                .map(Catalog.Relation::qualified)
                .sorted()
                .limit(3)
                .forEach(
                        child ->
                                form.add(
                                        "create index concurrently "
                                                + child.replaceFirst("^.*\\.", "").replace("\"", "")
                                                + "_"
                                                + name.replaceFirst("^.*_", "")
                                                + " on "
                                                + child
                                                + " "
                                                + key
                                                + ";"));
        form.add("-- and last");
        form.add("alter index " + Scene.quoted(name) + " attach partition …;");
        return form;
    }

    private static void constrained(Scene scene, long relation, Catalog.Constraint constraint) {
        var table = scene.name(relation);
        var quoted = Scene.quoted(constraint.name());
        if (constraint.type().equals("x")) {
            scene.add(
                    Rule.EXCLUSION_BUILD,
                    table,
                    "the index of "
                            + quoted
                            + " is built, and nobody may read or write "
                            + table
                            + " meanwhile",
                    scene.spot(constraint.name(), "exclude", scene.simpleName(relation)),
                    List.of(),
                    "PostgreSQL cannot build one beside its users: do it while nobody works, or on a new table that takes the place of this one");
            return;
        }
        var primary = constraint.type().equals("p");
        var columns =
                scene.after().names(constraint.relation(), constraint.columns()).stream()
                        .map(Scene::quoted)
                        .toList();
        var form = new ArrayList<String>();
        form.add("-- first migration");
        form.add(
                "create unique index concurrently "
                        + quoted
                        + " on "
                        + table
                        + " ("
                        + String.join(", ", columns)
                        + ");");
        if (primary) {
            scene.after().names(constraint.relation(), constraint.columns()).stream()
                    .filter(column -> wasNullable(scene, constraint.relation(), column))
                    .forEach(column -> form.addAll(SafeForms.required(table, column)));
        }
        form.add(SafeForms.NEXT);
        form.add(
                "alter table "
                        + table
                        + " add constraint "
                        + quoted
                        + (primary ? " primary key" : " unique")
                        + " using index "
                        + quoted
                        + ";");
        scene.add(
                Rule.UNIQUE_BUILD,
                table,
                "the index of "
                        + quoted
                        + " is built, and nobody may read or write "
                        + table
                        + " meanwhile",
                scene.spot(
                        constraint.name(),
                        primary ? "primary" : "unique",
                        scene.simpleName(relation)),
                form,
                null);
    }

    private static boolean wasNullable(Scene scene, long relation, String column) {
        return scene.before()
                .columns(relation)
                .anyMatch(
                        entry ->
                                entry.getValue().name().equals(column)
                                        && !entry.getValue().required());
    }

    /// PRIMARY KEY USING INDEX searches nullable columns for nulls.
    private static void nullable(Scene scene) {
        if (scene.work(Work.Kind.INDEX_BUILD).findAny().isPresent()) {
            return;
        }
        scene.after().constraints().entrySet().stream()
                .filter(entry -> entry.getValue().type().equals("p"))
                .filter(entry -> !scene.before().constraints().containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(key -> scene.isTableInUse(key.relation()))
                .filter(
                        key ->
                                scene.work(Work.Kind.SCAN)
                                        .anyMatch(work -> work.relation() == key.relation()))
                .forEach(
                        key -> {
                            var column =
                                    scene.after().names(key.relation(), key.columns()).stream()
                                            .filter(one -> wasNullable(scene, key.relation(), one))
                                            .findFirst()
                                            .orElse("");
                            var table = scene.name(key.relation());
                            var form = SafeForms.required(table, column);
                            scene.add(
                                    Rule.NOT_NULL_SCAN,
                                    table,
                                    "every row of "
                                            + table
                                            + " is searched for a null in "
                                            + Scene.quoted(column)
                                            + ", and nobody may read or write it meanwhile",
                                    scene.spot(key.name(), scene.simpleName(key.relation())),
                                    form.subList(1, form.size()),
                                    null);
                        });
    }

    /// Not with a column or a constraint.
    private static boolean isDroppedByItself(Scene scene, long id, Catalog.Index index) {
        var name = scene.name(id);
        // A change of a column's type makes its indexes anew under their names.
        return scene.after().relations().values().stream()
                        .noneMatch(relation -> relation.qualified().equals(name))
                && scene.before().constraints().values().stream()
                        .noneMatch(constraint -> constraint.index() == id)
                && scene.before()
                        .columns(index.relation())
                        .allMatch(column -> scene.after().columns().containsKey(column.getKey()));
    }

    private static void dropped(Scene scene) {
        if (isConcurrent(scene)) {
            return;
        }
        scene.before()
                .indexes()
                .forEach(
                        (id, index) -> {
                            if (scene.base().indexes().containsKey(id)
                                    && !scene.after().indexes().containsKey(id)
                                    && scene.after().relations().containsKey(index.relation())
                                    && isDroppedByItself(scene, id, index)) {
                                var name = scene.name(id);
                                var table = scene.name(index.relation());
                                scene.add(
                                        Rule.DROP_INDEX,
                                        name,
                                        "dropping "
                                                + name
                                                + " waits for everybody who uses "
                                                + table
                                                + ", and all who come later wait for it",
                                        scene.spot(scene.simpleName(id)),
                                        List.of(
                                                "-- in a migration of its own",
                                                "drop index concurrently " + name + ";"),
                                        null);
                            }
                        });
    }
}
