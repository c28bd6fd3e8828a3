package dev.slipway.rehearse;

import dev.slipway.canary.Attribution;
import dev.slipway.canary.Blocked;
import dev.slipway.canary.Canaries;
import dev.slipway.canary.Impact;
import dev.slipway.canary.Wait;
import dev.slipway.canary.Watched;
import dev.slipway.database.Database;
import dev.slipway.database.Identifiers;
import dev.slipway.failure.Failure;
import dev.slipway.observe.Catalog;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.MigrationObservation;
import dev.slipway.observe.Plan;
import dev.slipway.observe.StatementObservation;
import dev.slipway.observe.Stopwatch;
import dev.slipway.observe.TableWork;
import dev.slipway.observe.Timing;
import dev.slipway.observe.WorkReader;
import dev.slipway.progress.Progress;
import dev.slipway.shape.FillRequest;
import dev.slipway.shape.FilledTable;
import dev.slipway.shape.Filler;
import dev.slipway.steps.StatementObserver;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The second run of a rehearsal, among made-up rows and with canaries, for what takes time. What
/// is locked and changed is known from the first by then.
final class AmongRows {
    /// Two sessions each.
    private static final int MOST_TABLES = 40;

    private final Catalog base;
    private final List<MigrationObservation> migrations;
    private final List<FilledTable> tables = new ArrayList<>();
    private List<Timing> timings = List.of();
    private List<Wait> waits = List.of();
    private @Nullable Failure failure;

    /// @param base the catalog before the first pending migration
    /// @param migrations what was seen without rows
    AmongRows(Catalog base, List<MigrationObservation> migrations) {
        this.base = base;
        this.migrations = migrations;
    }

    /// Fills a database that is as the first was, and runs the migrations there.
    ///
    /// @param except tables that are no application's
    /// @param apply applies what is pending and returns the failure of the one that failed
    void run(
            Database database,
            FillRequest request,
            Set<String> except,
            Progress progress,
            Function<StatementObserver, @Nullable Failure> apply)
            throws SQLException {
        try (var connection = database.connect()) {
            tables.addAll(new Filler(connection, request, progress).fill(except));
        }
        var stopwatch = new Stopwatch();
        try (var canaries = Canaries.at(database, watched())) {
            failure = apply.apply(stopwatch);
            waits = canaries.waits();
        }
        timings = stopwatch.timings();
    }

    /// Of the migration that failed among rows, or null.
    @Nullable Failure failure() {
        return failure;
    }

    List<Rehearsal.TableRows> tables() {
        return tables.stream()
                .filter(table -> table.rows() > 0 || table.reason() != null)
                .map(
                        table ->
                                new Rehearsal.TableRows(
                                        name(table),
                                        table.rows(),
                                        table.bytes(),
                                        table.productionRows() < 0 ? null : table.productionRows(),
                                        table.productionBytes() < 0
                                                ? null
                                                : table.productionBytes(),
                                        table.reason()))
                .toList();
    }

    List<Blocked> blocked() {
        return attribution().blocked(waits);
    }

    List<Impact> impacts() {
        return attribution().impacts(waits);
    }

    /// How many rows a table has in production, by its name; those of which that is known.
    Map<String, Long> productionRows() {
        return tables.stream()
                .filter(table -> table.productionRows() >= 0)
                .collect(
                        Collectors.toMap(
                                AmongRows::name, FilledTable::productionRows, (one, _) -> one));
    }

    /// How many rows a table was filled with, by its name; empty for one that was not.
    OptionalLong rows(String table) {
        return tables.stream()
                .filter(one -> name(one).equals(table))
                .mapToLong(FilledTable::rows)
                .findFirst();
    }

    /// When a statement ran among rows, or null when it did not.
    @Nullable Timing timing(String script, int number) {
        return timings.stream()
                .filter(timing -> timing.script().equals(script) && timing.number() == number)
                .findFirst()
                .orElse(null);
    }

    /// When the first of them began, in the time of {@link System#nanoTime}.
    long origin() {
        return timings.isEmpty() ? System.nanoTime() : timings.getFirst().from();
    }

    private static String name(FilledTable table) {
        return Identifiers.quoteIfNeeded(table.schema())
                + "."
                + Identifiers.quoteIfNeeded(table.name());
    }

    /// Tables that others use and that a statement locks, or whose rows it does.
    private List<Watched> watched() {
        return migrations.stream()
                .flatMap(migration -> migration.statements().stream())
                .flatMap(
                        seen ->
                                seen.taken().entrySet().stream()
                                        .filter(
                                                lock ->
                                                        lock.getValue().blocksWrites()
                                                                || written(seen, lock.getKey())))
                .map(Map.Entry::getKey)
                .distinct()
                .filter(base.relations()::containsKey)
                .filter(id -> Objects.requireNonNull(base.relations().get(id)).isTable())
                .limit(MOST_TABLES)
                .map(this::watched)
                .toList();
    }

    private boolean written(StatementObservation seen, long relation) {
        var known = base.relations().get(relation);
        return known != null
                && seen.plans().stream()
                        .anyMatch(
                                plan ->
                                        !plan.bounded()
                                                && known.qualified().equals(plan.written()));
    }

    private Watched watched(long id) {
        var relation = Objects.requireNonNull(base.relations().get(id));
        var key = base.key(id);
        var column =
                relation.isView()
                        ? null
                        : base.columns(id)
                                .map(Map.Entry::getValue)
                                .filter(one -> one.generated().isEmpty())
                                .filter(one -> !one.identity().equals("a"))
                                .map(Catalog.Column::name)
                                .filter(name -> !name.equals(key))
                                .sorted()
                                .findFirst()
                                .orElse(null);
        return new Watched(
                relation.qualified(),
                column == null ? null : Identifiers.quote(column),
                key == null ? null : Identifiers.quote(key));
    }

    private Attribution attribution() {
        var sizes = new HashMap<String, Attribution.Size>();
        for (var table : tables) {
            sizes.put(
                    name(table),
                    new Attribution.Size(
                            table.rows(),
                            table.bytes(),
                            table.productionRows(),
                            table.productionBytes()));
        }
        var spans = new ArrayList<Attribution.Span>();
        for (var migration : migrations) {
            for (int i = 0; i < migration.statements().size(); i++) {
                var timing = timing(migration.script(), i);
                if (timing != null) {
                    var seen = migration.statements().get(i);
                    spans.add(
                            new Attribution.Span(
                                    migration.script(),
                                    seen.statement().line(),
                                    timing.from(),
                                    timing.until(),
                                    worked(seen),
                                    locked(seen, LockMode::blocksReads, false),
                                    locked(seen, LockMode::blocksWrites, true)));
                }
            }
        }
        return new Attribution(spans, sizes, origin());
    }

    /// The tables that others may not use while a statement runs.
    ///
    /// @param rows whether tables of which it locks the rows count
    private Set<String> locked(
            StatementObservation seen, Predicate<LockMode> blocks, boolean rows) {
        var locked = new HashSet<String>();
        base.relations()
                .forEach(
                        (id, relation) -> {
                            var taken = seen.taken().get(id);
                            var held = seen.held().get(id);
                            if ((taken != null && blocks.test(taken))
                                    || (held != null && blocks.test(held))
                                    || (rows && (written(seen, id) || isWritten(seen, id)))) {
                                locked.add(relation.qualified());
                            }
                        });
        return locked;
    }

    /// Whether a statement before it in its transaction has written rows, or it has itself.
    private static boolean isWritten(StatementObservation seen, long relation) {
        var taken = seen.taken().get(relation);
        var held = seen.held().get(relation);
        return taken == LockMode.ROW_EXCLUSIVE || held == LockMode.ROW_EXCLUSIVE;
    }

    /// The tables of which a statement goes through every row.
    private List<String> worked(StatementObservation seen) {
        var worked = new ArrayList<String>();
        for (TableWork work : WorkReader.of(seen)) {
            var relation = base.relations().get(work.relation());
            if (relation != null && work.kind().isOnEveryRow()) {
                worked.add(relation.qualified());
            }
        }
        for (Plan plan : seen.plans()) {
            if (!plan.bounded()) {
                worked.addAll(plan.scanned());
                if (plan.written() != null) {
                    worked.add(plan.written());
                }
            }
        }
        return worked;
    }
}
