package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.StatementObservation;
import dev.slipway.observe.Work;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Locks that are held for longer, on more tables or waited for without limit; those of partitions
/// and those that are taken by hand.
final class LockCheck implements Check {
    /// Nobody's users wait that long.
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private static final Duration LONG = Duration.ofSeconds(1);

    @Override
    public void look(Scene scene) {
        byHand(scene);
        partitions(scene);
        foreignKeys(scene);
        withoutLimit(scene);
        several(scene);
        workUnderLock(scene);
    }

    private static void byHand(Scene scene) {
        if (!scene.says("LOCK\\b.*") && !(scene.says("DO\\b.*") && scene.mentions("lock"))) {
            return;
        }
        var unexplained =
                scene.seen().before().relations() == scene.seen().after().relations()
                        && scene.seen().before().columns() == scene.seen().after().columns()
                        && scene.work().isEmpty();
        if (!unexplained) {
            return;
        }
        scene.seen().taken().entrySet().stream()
                .filter(lock -> scene.isTableInUse(lock.getKey()))
                .filter(lock -> lock.getValue().blocksWrites())
                .forEach(
                        lock -> {
                            var name = scene.name(lock.getKey());
                            scene.add(
                                    Rule.LOCK_TABLE,
                                    name,
                                    name
                                            + " is locked in "
                                            + lock.getValue().sql()
                                            + " mode until the transaction ends, and nobody may "
                                            + (lock.getValue().blocksReads() ? "read or " : "")
                                            + "write it",
                                    scene.spot(scene.simpleName(lock.getKey()), "lock"),
                                    List.of(),
                                    "leave it out: every statement takes the lock that it needs; what must not happen twice is kept apart by SELECT … FOR UPDATE of the rows");
                        });
    }

    private static void partitions(Scene scene) {
        scene.after()
                .relations()
                .forEach(
                        (id, is) -> {
                            var was = scene.before().relations().get(id);
                            if (was == null
                                    && is.partition()
                                    && is.isTable()
                                    && scene.isTableInUse(is.parent())) {
                                created(scene, is);
                            } else if (was != null
                                    && was.partition()
                                    && !is.partition()
                                    && scene.isTableInUse(was.parent())
                                    && !scene.says(
                                            ".* DETACH PARTITION .* (CONCURRENTLY|FINALIZE)")) {
                                detached(scene, id, was);
                            }
                        });
    }

    private static void created(Scene scene, Catalog.Relation partition) {
        if (scene.lock(partition.parent()) != LockMode.ACCESS_EXCLUSIVE) {
            return;
        }
        var parent = scene.name(partition.parent());
        var others =
                scene.before().relations().values().stream()
                        .filter(relation -> relation.parent() == partition.parent())
                        .anyMatch(Catalog.Relation::partition);
        var name = partition.qualified();
        scene.add(
                Rule.PARTITION_CREATE,
                parent,
                "making a partition of "
                        + parent
                        + " locks all of it, and nobody may read or write it"
                        + (others && hasDefault(scene, partition)
                                ? " while the default partition is searched for rows of the new one"
                                : " until the transaction ends"),
                scene.spot("partition", partition.name()),
                List.of(
                        "create table " + name + " (like " + parent + " including all);",
                        "alter table "
                                + name
                                + " add constraint "
                                + Scene.quoted(partition.name() + "_bounds")
                                + " check (…);",
                        "-- ATTACH lets everybody go on reading and writing",
                        "alter table " + parent + " attach partition " + name + " for values …;"),
                null);
    }

    /// A default partition's rows are read without the server saying so.
    private static boolean hasDefault(Scene scene, Catalog.Relation partition) {
        return scene.seen().taken().entrySet().stream()
                .filter(lock -> lock.getValue() == LockMode.ACCESS_EXCLUSIVE)
                .map(lock -> scene.before().relations().get(lock.getKey()))
                .anyMatch(other -> other != null && other.parent() == partition.parent());
    }

    private static void detached(Scene scene, long id, Catalog.Relation was) {
        var parent = scene.name(was.parent());
        scene.add(
                Rule.PARTITION_DETACH,
                parent,
                "detaching a partition of "
                        + parent
                        + " locks all of it, and nobody may read or write it until the transaction ends",
                scene.spot("detach", was.name()),
                List.of(
                        "-- in a migration of its own",
                        "alter table "
                                + parent
                                + " detach partition "
                                + scene.name(id)
                                + " concurrently;"),
                null);
    }

    private static void foreignKeys(Scene scene) {
        if (scene.transaction().size() < 2) {
            return;
        }
        dropped(scene)
                .forEach(
                        key -> {
                            var table = scene.name(key.relation());
                            var other = scene.name(key.referenced());
                            scene.add(
                                    Rule.FOREIGN_KEY_DROP,
                                    table,
                                    "dropping "
                                            + Scene.quoted(key.name())
                                            + " locks "
                                            + table
                                            + " and "
                                            + other
                                            + ", and both stay locked for the other statements of the transaction",
                                    scene.spot(key.name()),
                                    List.of(
                                            "-- in a migration of its own",
                                            "alter table "
                                                    + table
                                                    + " drop constraint "
                                                    + Scene.quoted(key.name())
                                                    + ";"),
                                    null);
                        });
    }

    /// Foreign keys between tables that stay.
    private static Stream<Catalog.Constraint> dropped(Scene scene) {
        return scene.before().constraints().entrySet().stream()
                .filter(entry -> entry.getValue().type().equals("f"))
                .filter(entry -> !scene.after().constraints().containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(key -> key.parent() == 0)
                .filter(key -> scene.isTableInUse(key.relation()))
                .filter(key -> scene.isTableInUse(key.referenced()))
                .filter(key -> scene.after().relations().containsKey(key.relation()))
                .filter(key -> scene.after().relations().containsKey(key.referenced()))
                .filter(key -> key.relation() != key.referenced());
    }

    private static void withoutLimit(Scene scene) {
        var limit = scene.seen().lockTimeout();
        if (!scene.seen().isTransactional() || (!limit.isZero() && limit.compareTo(PATIENT) < 0)) {
            return;
        }
        scene.seen().taken().entrySet().stream()
                .filter(lock -> scene.isTableInUse(lock.getKey()))
                .filter(lock -> lock.getValue().blocksWrites())
                .map(Map.Entry::getKey)
                .map(scene::root)
                .distinct()
                .map(relation -> Map.entry(scene.name(relation), scene.simpleName(relation)))
                .sorted(Map.Entry.comparingByKey())
                .limit(1)
                .forEach(
                        relation ->
                                scene.add(
                                        Rule.NO_LOCK_TIMEOUT,
                                        relation.getKey(),
                                        "the lock on "
                                                + relation.getKey()
                                                + " is waited for "
                                                + (limit.isZero()
                                                        ? "without limit"
                                                        : "for up to " + limit.toSeconds() + " s")
                                                + ", and everybody who comes later queues behind this statement",
                                        scene.spot(relation.getValue()),
                                        List.of(),
                                        "leave lock_timeout alone: Slipway waits shortly, steps back and tries again"));
    }

    /// Roots of tables that were there before and stay, with an ACCESS EXCLUSIVE lock.
    private static Set<String> exclusive(Scene scene, Map<Long, LockMode> locks) {
        return locks.entrySet().stream()
                .filter(lock -> lock.getValue() == LockMode.ACCESS_EXCLUSIVE)
                .map(lock -> top(scene, lock.getKey()))
                .filter(scene::isTableInUse)
                .map(scene::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The whole of which it is a partition.
    private static long top(Scene scene, long relation) {
        var at = relation;
        for (var known = scene.base().relations().get(at);
                known != null && known.parent() != 0;
                known = scene.base().relations().get(at)) {
            at = known.parent();
        }
        return at;
    }

    private static void several(Scene scene) {
        var held = exclusive(scene, scene.seen().held());
        var more = exclusive(scene, scene.seen().taken());
        more.removeAll(held);
        if (scene.isProgram() && held.isEmpty() && more.size() > 1) {
            // Its own statements took them, one after the other.
            held.add(more.iterator().next());
            more.removeAll(held);
        }
        // Once a transaction: at the second table.
        if (held.isEmpty() || more.isEmpty() || reportedBefore(scene)) {
            return;
        }
        var first = more.iterator().next();
        scene.add(
                Rule.SEVERAL_TABLES,
                first,
                first
                        + " is locked while "
                        + String.join(", ", held)
                        + " still is: whoever uses both can meet this transaction in a deadlock, and each stays locked until all is done",
                scene.spot(first.replaceFirst("^.*\\.", "").replace("\"", "")),
                List.of(),
                "a migration for each table");
    }

    private static boolean reportedBefore(Scene scene) {
        var seen = new TreeSet<String>();
        for (StatementObservation earlier : scene.transaction()) {
            if (earlier.equals(scene.seen())) {
                return false;
            }
            var more = exclusive(scene, earlier.taken());
            more.removeAll(seen);
            if (!seen.isEmpty() && !more.isEmpty()) {
                return true;
            }
            seen.addAll(more);
        }
        return false;
    }

    private static void workUnderLock(Scene scene) {
        var held =
                Stream.concat(
                                scene.held().entrySet().stream(),
                                scene.isProgram()
                                        ? scene.taken().entrySet().stream()
                                        : Stream.empty())
                        .filter(lock -> lock.getValue().blocksWrites())
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        Map.Entry::getValue,
                                        (one, other) -> one.compareTo(other) > 0 ? one : other));
        // What the statement itself does to a table is told as such.
        scene.findings().stream()
                .filter(finding -> finding.rule() != Rule.UNBATCHED_WRITE)
                .filter(finding -> finding.rule() != Rule.SEVERAL_TABLES)
                .forEach(finding -> held.remove(finding.subject()));
        var slow = held.isEmpty() ? "" : slow(scene);
        if (slow.isEmpty()) {
            return;
        }
        var names = held.keySet().stream().sorted().toList();
        var reads = held.values().stream().anyMatch(LockMode::blocksReads);
        scene.add(
                Rule.WORK_UNDER_LOCK,
                names.getFirst(),
                slow
                        + " while "
                        + String.join(", ", names)
                        + (names.size() == 1 ? " is" : " are")
                        + " locked already, and nobody may "
                        + (reads ? "read or write " : "write ")
                        + (names.size() == 1 ? "it" : "them")
                        + " until it is done",
                scene.spot(),
                List.of(
                        "-- in a migration of its own",
                        scene.seen().statement().text().lines().count() > 12
                                ? "-- (this statement)"
                                : scene.seen().statement().text() + ";"),
                null);
    }

    /// What takes long with many rows; empty for what does not.
    private static String slow(Scene scene) {
        for (var work : scene.work()) {
            var name = scene.name(work.relation());
            if (!scene.isTableInUse(work.relation())) {
                continue;
            }
            var what =
                    switch (work.kind()) {
                        case REWRITE -> name + " is written anew";
                        case SCAN -> "every row of " + name + " is checked";
                        case VALIDATION -> "every row of " + name + " is looked up";
                        case INDEX_BUILD -> "an index of " + name + " is built";
                        case PROOF, READ, INSERT, UPDATE, DELETE -> "";
                    };
            if (!what.isEmpty() && scene.work(Work.Kind.VALIDATION).findAny().isEmpty()) {
                return what;
            }
        }
        for (var plan : scene.seen().plans()) {
            var used =
                    scene.base().relations().values().stream()
                            .filter(Catalog.Relation::isTable)
                            .map(Catalog.Relation::qualified)
                            .collect(Collectors.toSet());
            if (plan.written() != null && used.contains(plan.written()) && !plan.bounded()) {
                return "rows of "
                        + plan.written()
                        + " are "
                        + (plan.operation().equals("Delete") ? "deleted" : "updated");
            }
            var scanned = plan.scanned().stream().filter(used::contains).sorted().findFirst();
            if (scanned.isPresent()
                    && !plan.bounded()
                    && !plan.query().startsWith("SELECT fk.")
                    && scene.says(
                            "(SELECT|WITH|INSERT|DO|CALL|CREATE (TABLE|MATERIALIZED VIEW) .*\\bAS)\\b.*")) {
                return "every row of " + scanned.get() + " is read";
            }
        }
        return scene.seen().elapsed().compareTo(LONG) > 0 ? "this statement takes its time" : "";
    }
}
