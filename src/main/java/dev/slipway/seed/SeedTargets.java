package dev.slipway.seed;

import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.generate.GeneratedRows;
import dev.slipway.generate.Picked;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.manifest.SeedManifest;
import dev.slipway.seed.SeedOrder.Arrow;

import org.jooq.DSLContext;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The tables that some seeds fill, and the order that follows from them.
///
/// @param seeds by name
/// @param targets by the seed's name, of those that fill a table
record SeedTargets(Map<String, Seed> seeds, Map<String, SeedTarget> targets) {
    /// Seeds in their order.
    ///
    /// @param deferred whether constraints are checked only when all are loaded
    record Order(List<Seed> seeds, Map<String, Set<String>> postponedColumns, boolean deferred) {
        /// The columns of a seed that a second pass fills in.
        Set<String> postponed(Seed seed) {
            return postponedColumns.getOrDefault(seed.name(), Set.of());
        }
    }

    /// Looks the tables up.
    ///
    /// @param seeds that are to be loaded
    /// @param all seeds of the environment
    /// @throws FailureException when a table does not exist, all at once (exit 9)
    static SeedTargets find(DSLContext jooq, List<Seed> seeds, Collection<Seed> all) {
        var found = new HashMap<TableName, TargetTable>();
        var problems = new ArrayList<Problem>();
        var targets = new HashMap<String, SeedTarget>();
        var byName = new LinkedHashMap<String, Seed>();
        for (var seed : seeds) {
            byName.put(seed.name(), seed);
            if (seed.table() == null || !(seed instanceof Seed.OfFile(var definition))) {
                continue;
            }
            var needed =
                    Stream.concat(
                                    Stream.of(definition.table()),
                                    definition.references().stream().map(Reference::table))
                            .distinct()
                            .toList();
            for (var table : needed) {
                if (!found.containsKey(table)) {
                    TargetTable.find(jooq, table)
                            .ifPresentOrElse(
                                    target -> found.put(table, target),
                                    () ->
                                            problems.add(
                                                    Problem.inFile(
                                                            definition.sourceName(),
                                                            "there is no table " + table)));
                }
            }
            if (found.keySet().containsAll(needed)) {
                var table = Objects.requireNonNull(found.get(definition.table()));
                targets.put(
                        seed.name(),
                        new SeedTarget(
                                definition,
                                table,
                                found,
                                picks(jooq, definition, table, found, problems)));
            }
        }
        checkDeletes(jooq, targets, all);
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "seeds name tables that the database does not have; nothing was loaded",
                            problems.stream().distinct().toList(),
                            "apply the migrations first (RUN_MIGRATIONS=true), or name the table in "
                                    + SeedManifest.FILE_NAME)
                    .exception();
        }
        return new SeedTargets(byName, targets);
    }

    /// A seed that deletes what it has not is alone in its table, also beside seeds that are not to
    /// be loaded this time.
    private static void checkDeletes(
            DSLContext jooq, Map<String, SeedTarget> targets, Collection<Seed> all) {
        if (all.stream().noneMatch(Seed::deletes)) {
            return;
        }
        var byTable = new TreeMap<Long, List<SeedDefinition>>();
        for (var seed : all) {
            if (seed.table() != null && seed instanceof Seed.OfFile(var definition)) {
                var target = targets.get(seed.name());
                (target == null
                                ? TargetTable.find(jooq, definition.table())
                                : Optional.of(target.table()))
                        .ifPresent(
                                table ->
                                        byTable.computeIfAbsent(table.oid(), _ -> new ArrayList<>())
                                                .add(definition));
            }
        }
        var problems = new ArrayList<Problem>();
        byTable.values().forEach(seeds -> checkDeletes(seeds, problems));
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "seeds would delete each other's rows; nothing was loaded",
                            problems,
                            "make one seed of them: `files` in the manifest takes several")
                    .exception();
        }
    }

    /// @param seeds that fill one table
    private static void checkDeletes(List<SeedDefinition> seeds, List<Problem> problems) {
        for (var one : seeds) {
            for (var other : seeds) {
                if (one.mode().deletes() && !other.name().equals(one.name())) {
                    problems.add(
                            Problem.of(
                                    "seed "
                                            + one.name()
                                            + " has mode "
                                            + one.mode().word()
                                            + " and would delete the rows of seed "
                                            + other.name()
                                            + " from table "
                                            + one.table()));
                }
            }
        }
    }

    private static List<Picked> picks(
            DSLContext jooq,
            SeedDefinition definition,
            TargetTable filled,
            Map<TableName, TargetTable> found,
            List<Problem> problems) {
        if (!(definition.source() instanceof Source.Generated generated)) {
            return List.of();
        }
        var picks = GeneratedRows.picks(generated, filled);
        for (var pick : picks) {
            var table =
                    found.computeIfAbsent(
                            pick.table(), name -> TargetTable.find(jooq, name).orElse(null));
            if (table == null || !table.columns().containsKey(pick.from())) {
                problems.add(
                        Problem.inFile(
                                SeedManifest.FILE_NAME,
                                "seed "
                                        + definition.name()
                                        + ", column "
                                        + pick.column()
                                        + ": there is no "
                                        + (table == null
                                                ? "table " + pick.table()
                                                : "column "
                                                        + pick.from()
                                                        + " in "
                                                        + pick.table())));
            }
        }
        return picks;
    }

    SeedTarget of(SeedDefinition definition) {
        return Objects.requireNonNull(targets.get(definition.name()));
    }

    /// What is referred to comes first.
    ///
    /// @param together whether all are loaded in one transaction, so that constraints can be
    ///     checked at its end
    Order order(boolean together) {
        var fillers = new HashMap<Long, Set<String>>();
        targets.forEach(
                (name, target) ->
                        fillers.computeIfAbsent(target.table().oid(), _ -> new HashSet<>())
                                .add(name));
        var arrows = new ArrayList<Arrow>();
        for (var seed : seeds.values()) {
            switch (seed) {
                case Seed.OfFile(var definition) -> {
                    definition
                            .after()
                            .forEach(before -> arrows.add(Arrow.firm(seed.name(), before)));
                    var target = targets.get(seed.name());
                    if (target != null) {
                        arrows.addAll(arrows(target, fillers, together));
                    }
                }
                case Seed.OfLoader loader ->
                        loader.before()
                                .forEach(
                                        other -> arrows.add(Arrow.firm(seed.name(), other.name())));
            }
        }
        var order = SeedOrder.of(seeds.keySet(), arrows);
        return new Order(
                order.names().stream().map(seeds::get).toList(),
                order.postponed(),
                order.deferred());
    }

    private static List<Arrow> arrows(
            SeedTarget target, Map<Long, Set<String>> fillers, boolean together) {
        var name = target.seed().name();
        var arrows = new ArrayList<Arrow>();
        for (var key : target.table().foreignKeys()) {
            if (key.references() != target.table().oid()) {
                var nullable =
                        key.columns().stream().noneMatch(column -> isFixed(target, column))
                                ? Set.copyOf(key.columns())
                                : Set.<String>of();
                fillers.getOrDefault(key.references(), Set.of())
                        .forEach(
                                before ->
                                        arrows.add(
                                                new Arrow(
                                                        name,
                                                        before,
                                                        together && key.deferrable(),
                                                        nullable)));
            }
        }
        for (var pick : target.picks()) {
            if (!pick.itself()) {
                fillers.getOrDefault(target.pickedFrom(pick).oid(), Set.of())
                        .forEach(before -> arrows.add(Arrow.firm(name, before)));
            }
        }
        for (var reference : target.seed().references()) {
            if (!target.isOwn(reference)) {
                // What is looked up must be there, whenever the database checks it.
                var column = reference.column();
                fillers.getOrDefault(target.referredBy(reference).oid(), Set.of())
                        .forEach(
                                before ->
                                        arrows.add(
                                                new Arrow(
                                                        name,
                                                        before,
                                                        false,
                                                        isFixed(target, column)
                                                                ? Set.of()
                                                                : Set.of(column))));
            }
        }
        return arrows;
    }

    /// Whether a column cannot be left NULL at first.
    private static boolean isFixed(SeedTarget target, String column) {
        var found = target.table().columns().get(column);
        return found == null || found.required() || target.key().contains(column);
    }
}
