package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.TableWork;
import dev.slipway.observe.Work;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Every row of a table is checked, while others may not read or write it.
final class ScanCheck implements Check {
    @Override
    public void look(Scene scene) {
        scene.work(Work.Kind.SCAN)
                .filter(work -> scene.isTableInUse(work.relation()))
                .filter(work -> scene.blocksWrites(work.relation()))
                .forEach(work -> scanned(scene, work));
        scene.work(Work.Kind.VALIDATION).forEach(work -> referred(scene, work));
        domains(scene);
    }

    private static void scanned(Scene scene, TableWork work) {
        var relation = scene.root(work.relation());
        var attached = attached(scene);
        if (attached.isPresent()) {
            attached(scene, work.relation(), attached.get());
            return;
        }
        var validated = validated(scene, "c", relation);
        if (validated.isPresent()) {
            underLock(scene, relation, validated.get().name());
            return;
        }
        var name = scene.name(relation);
        var check = made(scene, relation);
        if (check.isPresent()) {
            var constraint = check.get().getValue();
            var definition =
                    scene.seen()
                            .definitions()
                            .constraints()
                            .getOrDefault(check.get().getKey(), "CHECK (…)");
            scene.add(
                    Rule.CHECK_SCAN,
                    name,
                    "every row of "
                            + name
                            + " is checked for "
                            + Scene.quoted(constraint.name())
                            + ", and nobody may read or write it meanwhile",
                    scene.spot(constraint.name(), "check", scene.simpleName(relation)),
                    withColumns(
                            scene,
                            relation,
                            SafeForms.notValidFirst(name, constraint.name(), definition)),
                    null);
            return;
        }
        var required = new Columns(scene, relation).required();
        if (!required.isEmpty()) {
            var column = required.getFirst().is().name();
            var form = SafeForms.required(name, column);
            scene.add(
                    Rule.NOT_NULL_SCAN,
                    name,
                    "every row of "
                            + name
                            + " is searched for a null in "
                            + Scene.quoted(column)
                            + ", and nobody may read or write it meanwhile",
                    scene.spot(column, scene.simpleName(relation)),
                    form.subList(1, form.size()),
                    null);
            return;
        }
        if (new Columns(scene, relation)
                .added().stream().anyMatch(column -> column.is().required())) {
            // It fails where there are rows, which is told as such.
            return;
        }
        scene.add(
                Rule.CHECK_SCAN,
                name,
                "every row of " + name + " is checked, and nobody may read or write it meanwhile",
                scene.spot(scene.simpleName(relation)),
                List.of(),
                "add what it must fulfil as a CHECK that is NOT VALID, and validate that in another migration");
    }

    /// The columns that the same statement added, before what needs them.
    private static List<String> withColumns(Scene scene, long relation, List<String> form) {
        return Stream.concat(
                        new Columns(scene, relation)
                                .added().stream()
                                        .map(
                                                column ->
                                                        "alter table "
                                                                + scene.name(relation)
                                                                + " add column "
                                                                + Scene.quoted(column.is().name())
                                                                + " "
                                                                + column.is().type()
                                                                + ";"),
                        form.stream())
                .toList();
    }

    private static Optional<Map.Entry<Long, Catalog.Constraint>> made(Scene scene, long relation) {
        return scene.after().constraints().entrySet().stream()
                .filter(entry -> entry.getValue().relation() == relation)
                .filter(entry -> entry.getValue().type().equals("c"))
                .filter(entry -> entry.getValue().validated())
                .filter(entry -> !scene.before().constraints().containsKey(entry.getKey()))
                .findFirst();
    }

    private static Optional<Catalog.Constraint> validated(Scene scene, String type, long relation) {
        return scene.after().constraints().entrySet().stream()
                .filter(entry -> entry.getValue().relation() == relation)
                .filter(entry -> entry.getValue().validated())
                .filter(entry -> type.contains(entry.getValue().type()))
                .filter(
                        entry -> {
                            var was = scene.before().constraints().get(entry.getKey());
                            return was != null && !was.validated();
                        })
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /// The relation that became a partition.
    private static Optional<Long> attached(Scene scene) {
        return scene.after().relations().entrySet().stream()
                .filter(entry -> entry.getValue().partition() && entry.getValue().isTable())
                .filter(
                        entry -> {
                            var was = scene.before().relations().get(entry.getKey());
                            return was != null && !was.partition();
                        })
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static void attached(Scene scene, long scanned, long partition) {
        var name = scene.name(scanned);
        var parent =
                scene.after()
                        .relation(scene.after().relations().get(partition).parent())
                        .map(Catalog.Relation::qualified)
                        .orElse("the partitioned table");
        var itself = scanned == partition;
        scene.add(
                Rule.ATTACH_SCAN,
                name,
                itself
                        ? "every row of "
                                + name
                                + " is checked for the bounds of its partition, and nobody may read or write it meanwhile"
                        : "every row of the default partition "
                                + name
                                + " is checked for the new partition's bounds, and nobody may read or write it meanwhile",
                scene.spot(scene.simpleName(partition)),
                List.of(
                        "-- first migration: a CHECK that says the same as the bounds"
                                + (itself ? "" : " do not"),
                        "alter table "
                                + name
                                + " add constraint "
                                + Scene.quoted(scene.simpleName(scanned) + "_bounds")
                                + " check (…) not valid;",
                        SafeForms.NEXT,
                        "alter table "
                                + name
                                + " validate constraint "
                                + Scene.quoted(scene.simpleName(scanned) + "_bounds")
                                + ";",
                        SafeForms.NEXT,
                        "alter table "
                                + parent
                                + " attach partition "
                                + scene.name(partition)
                                + " for values …;",
                        "alter table "
                                + name
                                + " drop constraint "
                                + Scene.quoted(scene.simpleName(scanned) + "_bounds")
                                + ";"),
                null);
    }

    private static void referred(Scene scene, TableWork work) {
        var object = Objects.requireNonNull(work.object());
        var constraint =
                scene.after().constraints().entrySet().stream()
                        .filter(entry -> entry.getValue().relation() == work.relation())
                        .filter(entry -> entry.getValue().name().equals(object))
                        .findFirst()
                        .orElse(null);
        if (constraint == null || !scene.isTableInUse(work.relation())) {
            return;
        }
        var was = scene.before().constraints().get(constraint.getKey());
        if (was != null) {
            if (scene.blocksWrites(work.relation())
                    || scene.blocksWrites(constraint.getValue().referenced())) {
                underLock(scene, scene.root(work.relation()), object);
            }
            return;
        }
        var relation = scene.root(work.relation());
        var name = scene.name(relation);
        var referenced = scene.name(constraint.getValue().referenced());
        var mode = scene.lock(relation);
        scene.add(
                Rule.FOREIGN_KEY_SCAN,
                name,
                "every row of "
                        + name
                        + " is looked up in "
                        + referenced
                        + ", and nobody may "
                        + (mode == LockMode.ACCESS_EXCLUSIVE ? "read or write " : "write ")
                        + (referenced.equals(name) ? "it" : "either of them")
                        + " meanwhile",
                scene.spot(object, "references", scene.simpleName(relation)),
                withColumns(
                        scene,
                        relation,
                        SafeForms.notValidFirst(
                                name,
                                object,
                                scene.seen()
                                        .definitions()
                                        .constraints()
                                        .getOrDefault(
                                                constraint.getKey(),
                                                "FOREIGN KEY (…) REFERENCES …"))),
                null);
    }

    private static void underLock(Scene scene, long relation, String constraint) {
        var name = scene.name(relation);
        scene.add(
                Rule.VALIDATE_UNDER_LOCK,
                name,
                Scene.quoted(constraint)
                        + " is validated in the transaction that holds "
                        + Objects.requireNonNullElse(
                                        scene.lock(relation), LockMode.SHARE_ROW_EXCLUSIVE)
                                .sql()
                        + " on "
                        + name
                        + " already, so nobody may write it meanwhile",
                scene.spot(constraint),
                List.of(
                        "-- in a migration of its own, after the one that adds it",
                        "alter table "
                                + name
                                + " validate constraint "
                                + Scene.quoted(constraint)
                                + ";"),
                null);
    }

    /// Of domains the server says nothing; what is new in the catalog and locked does.
    private static void domains(Scene scene) {
        scene.after().constraints().entrySet().stream()
                .filter(entry -> entry.getValue().domain() != 0 && entry.getValue().validated())
                .filter(
                        entry -> {
                            var was = scene.before().constraints().get(entry.getKey());
                            return was == null || !was.validated();
                        })
                .filter(entry -> scene.base().types().containsKey(entry.getValue().domain()))
                .forEach(
                        entry ->
                                domain(
                                        scene,
                                        entry.getValue().domain(),
                                        entry.getValue().name(),
                                        scene.seen()
                                                .definitions()
                                                .constraints()
                                                .get(entry.getKey())));
        if (scene.says("ALTER DOMAIN .* SET NOT NULL") && lockedTables(scene).count() > 0) {
            scene.base().types().entrySet().stream()
                    .filter(type -> type.getValue().kind().equals("d"))
                    .filter(type -> scene.mentions(Scene.quoted(type.getValue().name())))
                    .filter(
                            type ->
                                    scene.seen().definitions().constraints().isEmpty()
                                            || scene.findings().isEmpty())
                    .findFirst()
                    .ifPresent(type -> domain(scene, type.getKey(), "", null));
        }
    }

    private static Stream<Long> lockedTables(Scene scene) {
        return scene.seen().taken().keySet().stream()
                .filter(scene::isTableInUse)
                .filter(scene::blocksWrites);
    }

    private static void domain(
            Scene scene, long domain, String constraint, @Nullable String definition) {
        var tables = lockedTables(scene).map(scene::name).sorted().toList();
        if (tables.isEmpty()) {
            return;
        }
        var type = scene.base().types().get(domain);
        var name = type == null ? "the domain" : type.qualified();
        var check = definition != null && definition.startsWith("CHECK");
        scene.add(
                Rule.DOMAIN_SCAN,
                name,
                "every row of "
                        + String.join(", ", tables)
                        + " is checked for the domain "
                        + name
                        + ", and nobody may write meanwhile",
                scene.spot(constraint, type == null ? "" : type.name()),
                check
                        ? List.of(
                                "alter domain "
                                        + name
                                        + " add constraint "
                                        + Scene.quoted(constraint)
                                        + " "
                                        + definition
                                        + " not valid;",
                                "-- from then on no new row breaks it; what is old stays unchecked")
                        : List.of(
                                "alter domain "
                                        + name
                                        + " add constraint "
                                        + Scene.quoted(
                                                (type == null ? "domain" : type.name())
                                                        + "_not_null")
                                        + " check (value is not null) not valid;"),
                check
                        ? "alter domain … validate constraint checks the old rows later; up to PostgreSQL 17 it blocks writers as this does, from 18 on it does not"
                        : null);
    }
}
