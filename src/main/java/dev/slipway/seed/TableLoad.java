package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition.Reference;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Brings one table to what one seed says, in the transaction of its connection: stage, check,
/// diff, write.
///
/// All faults of the seed are found before anything is written.
final class TableLoad {
    private final DSLContext database;
    private final SeedTarget target;
    private final Scratch scratch;
    private final SeedRows rows;
    private final Copier copier;
    private final Handling handling;
    private final SeedFailures failures;
    private final List<Column> stageColumns;
    private final List<Column> ownIds;
    private final List<String> given;
    private final List<String> compared;
    private @Nullable Stage stage;
    private @Nullable Rejects rejects;
    private @Nullable RowCheck check;
    private @Nullable TableWriter writer;
    private @Nullable Diff writtenDiff;
    private SeedChanges changes = SeedChanges.NONE;

    /// What to do beyond the plain load.
    ///
    /// @param keepGoing whether rows without a fault are loaded although others have one
    /// @param samples how many changed rows of each kind are shown
    /// @param postponed columns that are left for a second pass, since the rows they refer to come
    ///     later
    /// @param deferred whether constraints are checked later, when other seeds are loaded too
    /// @param onFaults hears of the faulty rows, before the failure is thrown or the rest is loaded
    record Handling(
            boolean keepGoing,
            int samples,
            Set<String> postponed,
            boolean deferred,
            FaultListener onFaults) {}

    /// Hears of faulty rows.
    @FunctionalInterface
    interface FaultListener {
        /// Takes the faulty rows.
        ///
        /// @return the file that holds them now, if there is one
        Optional<Path> faults(SeedRows rows, Rejects rejects);
    }

    /// What became, or would become, of the seed.
    ///
    /// @param rejected rows left out for their faults
    /// @param faults the first of those
    /// @param refusal why the guards refuse a plan's load, or null
    record Outcome(
            SeedChanges changes,
            List<RowChange> samples,
            long rejected,
            List<Problem> faults,
            @Nullable String refusal) {}

    /// Checks the columns against the table.
    ///
    /// @throws FailureException with every fault of the header (exit 9)
    TableLoad(
            DSLContext database,
            SeedTarget target,
            Scratch scratch,
            SeedRows rows,
            Copier copier,
            Handling handling,
            SeedFailures failures) {
        this.database = database;
        this.target = target;
        this.scratch = scratch;
        this.rows = rows;
        this.copier = copier;
        this.handling = handling;
        this.failures = failures;
        var problems = new ArrayList<Problem>();
        this.stageColumns = new HeaderCheck(target, rows, problems).stageColumns();
        if (!problems.isEmpty()) {
            throw wrong(problems.size(), problems);
        }
        this.ownIds = target.ownIds(rows.columns());
        var all = new LinkedHashSet<>(target.given(rows.columns()));
        ownIds.forEach(column -> all.add(column.name()));
        all.removeAll(handling.postponed());
        this.given = List.copyOf(all);
        all.removeAll(target.key());
        all.removeAll(target.onlyNew());
        // An identity that the database alone gives stays as it is in existing rows.
        all.removeIf(name -> target.column(name).alwaysIdentity());
        ownIds.forEach(column -> all.remove(column.name()));
        this.compared = List.copyOf(all);
    }

    /// The staged rows; null when they went to the table without a stage.
    @Nullable Stage stage() {
        return stage;
    }

    /// Loads the seed, but for rows that are to be deleted and stand in nobody's way: see
    /// {@link #deleteRest}.
    ///
    /// @throws FailureException with every fault of the seed (exit 9); the caller rolls back
    Outcome load() throws IOException, SQLException {
        var copied =
                handling.samples() > 0
                        ? OptionalLong.empty()
                        : new DirectCopy(
                                        database,
                                        target,
                                        rows,
                                        copier,
                                        stageColumns,
                                        given,
                                        handling.deferred())
                                .load();
        if (copied.isPresent()) {
            changes = new SeedChanges(copied.getAsLong(), 0, 0);
            guardRows(copied.getAsLong());
            moveSequences();
            return new Outcome(changes, List.of(), 0, List.of(), null);
        }
        var resolution =
                stageAndCheck(
                        reference ->
                                target.isOwn(reference)
                                        ? List.of(Objects.requireNonNull(stage))
                                        : List.of(),
                        false);
        while (true) {
            var diff = diff(resolution);
            guard(diff);
            var shown = samples(resolution, diff);
            if (write(resolution, diff)) {
                if (!changes.isNothing()) {
                    moveSequences();
                }
                return outcome(shown, null);
            }
            // Rows that the table refused are out of the stage now; what is left may do, without
            // those that refer to them.
            rejectOrphans(resolution);
        }
    }

    /// Hands over the number of each row that {@link #load} inserted or updated by way of the
    /// stage.
    void forEachWritten(LongConsumer consumer) {
        if (writtenDiff == null) {
            return;
        }
        var staged = Objects.requireNonNull(stage).as("s");
        var from =
                writtenDiff.differing() == null
                        ? staged
                        : staged.join(DSL.table(writtenDiff.differing()).as("d"))
                                .on(Diff.AT.eq(Stage.field("s", "ctid")));
        try (var cursor = database.select(Stage.row("s")).from(from).fetchSize(1000).fetchLazy()) {
            cursor.forEach(row -> consumer.accept(row.value1()));
        }
    }

    /// Counts what {@link #load} would do. Changes nothing.
    ///
    /// @param earlier the stages of the seeds that come before in the same plan, by the oid of the
    ///     table that they fill
    Outcome plan(Map<Long, Map<String, Stage>> earlier) throws IOException, SQLException {
        var resolution =
                stageAndCheck(
                        reference -> {
                            var stages =
                                    new ArrayList<>(
                                            earlier.getOrDefault(
                                                            target.referredBy(reference).oid(),
                                                            Map.of())
                                                    .values());
                            if (target.isOwn(reference)) {
                                stages.add(Objects.requireNonNull(stage));
                            }
                            return stages;
                        },
                        true);
        var diff = diff(resolution);
        checkComplete(diff);
        changes = diff.changes();
        return outcome(samples(resolution, diff), Guard.refusal(target, diff, database));
    }

    /// Deletes the rows that the seed no longer has, as far as {@link #load} left them.
    ///
    /// @return how many there were
    long deleteRest() {
        return writer == null ? 0 : writer.deleteRest();
    }

    private Outcome outcome(List<RowChange> shown, @Nullable String refusal) throws IOException {
        var found = Objects.requireNonNull(rejects);
        if (!found.isEmpty()) {
            handling.onFaults().faults(rows, found);
        }
        return new Outcome(
                changes,
                shown,
                found.rows(),
                found.isEmpty() ? List.of() : found.problems(rows),
                refusal);
    }

    // ---- stage and check ----

    private Resolution stageAndCheck(Function<Reference, List<Stage>> among, boolean planOnly)
            throws IOException, SQLException {
        rejects = new Rejects(database, scratch);
        stage = new Stage(database, scratch, copier, rows, stageColumns, ownIds, key());
        stage.fill(rejects, handling.keepGoing());
        settle();
        layOver();
        stage.analyze(joined());
        var resolver = new Resolver(database, target, stage, given, handling.postponed());
        var resolution = resolver.resolve(among, planOnly);
        var wrongRules = resolver.check(resolution);
        if (!wrongRules.isEmpty()) {
            throw wrong(wrongRules.size(), wrongRules);
        }
        check = new RowCheck(database, target, stage, rows, rejects);
        check.keys(resolution);
        check.unique(resolution, given);
        check.required(target.given(rows.columns()));
        check.lengths(resolution, given);
        check.references(resolution);
        settle();
        rejectOrphans(resolution);
        for (var id : ownIds) {
            giveIds(resolution, id, planOnly);
        }
        return resolution;
    }

    /// The files' columns that tell rows apart.
    private List<String> key() {
        return target.key().stream().map(target::shown).toList();
    }

    /// A row that refers to one that was rejected is rejected as well.
    private void rejectOrphans(Resolution resolution) throws IOException {
        if (Objects.requireNonNull(rejects).isEmpty()) {
            return;
        }
        while (Objects.requireNonNull(check).references(resolution) > 0) {
            settle();
        }
    }

    /// Either goes on without the faulty rows or fails with all that is known of them. A seed that
    /// deletes is never loaded in part: what a faulty row stands for would be deleted.
    private void settle() throws IOException {
        var found = Objects.requireNonNull(rejects);
        if (found.isEmpty()) {
            return;
        }
        if (!handling.keepGoing() || target.seed().mode().deletes()) {
            var file = handling.onFaults().faults(rows, found);
            throw failures.wrong(target.seed(), found.count(), found.problems(rows), file);
        }
        Objects.requireNonNull(stage).remove(found);
    }

    /// Where an overlay has a row of the same key, the base's does not count.
    private void layOver() {
        var first = rows.firstOverlaid();
        // Rows that are compared as a whole lie over each other by the table's own key.
        var columns = target.key().isEmpty() ? target.table().primaryKey() : target.key();
        if (first < Long.MAX_VALUE && given.containsAll(columns) && !columns.isEmpty()) {
            var key =
                    columns.stream()
                            .map(target::sourceOf)
                            .filter(Objects::nonNull)
                            .map(
                                    column ->
                                            Stage.field("b", column)
                                                    .isNotDistinctFrom(Stage.field("o", column)))
                            .toList();
            Objects.requireNonNull(stage).overlay(first, DSL.and(key));
        }
    }

    /// The stage's columns that are joined on.
    private Set<String> joined() {
        var joined = new LinkedHashSet<String>();
        target.key().forEach(column -> joined.add(target.shown(column)));
        target.seed().references().forEach(reference -> joined.add(reference.from()));
        target.seed().references().stream()
                .filter(target::isOwn)
                .forEach(reference -> joined.add(target.shown(reference.match())));
        joined.removeIf(name -> !Objects.requireNonNull(stage).has(name));
        return joined;
    }

    /// Gives the staged rows their ids, those of existing rows and new ones from the column's
    /// default, so that rows of one file can refer to each other in one statement.
    private void giveIds(Resolution resolution, Column id, boolean planOnly) {
        var staged = Objects.requireNonNull(stage);
        var column = DSL.quotedName(id.name());
        var match = new KeyMatch(target);
        database.execute(
                DSL.sql(
                        "update {0} s set {1} = {2} from {3}, {4} where {5} and s.ctid = {6}",
                        staged.name(),
                        column,
                        Stage.field("t", id.name()),
                        resolution.declared("x"),
                        match.declared("t"),
                        match.on("t", "x"),
                        Stage.field("x", Resolution.AT)));
        if (!planOnly && id.defaultExpression() != null) {
            database.execute(
                    DSL.sql(
                            "update {0} set {1} = {2} where {1} is null",
                            staged.name(), column, DSL.raw(id.defaultExpression())));
        }
        staged.analyze(joined());
    }

    // ---- diff and write ----

    private Diff diff(Resolution resolution) {
        return Diff.of(
                database,
                scratch,
                target,
                Objects.requireNonNull(stage),
                resolution,
                given,
                compared);
    }

    private List<RowChange> samples(Resolution resolution, Diff diff) {
        return handling.samples() == 0
                ? List.of()
                : new Samples(database, target, resolution, diff)
                        .fetch(given, compared, handling.samples());
    }

    /// New rows need a value wherever the table has none for them.
    private void checkComplete(Diff diff) {
        if (diff.inserted() > 0) {
            var lacking = target.lacking(given);
            if (!lacking.isEmpty()) {
                throw wrong(
                        lacking.size(),
                        lacking.stream()
                                .map(
                                        column ->
                                                Problem.inFile(
                                                        target.seed().sourceName(),
                                                        "a new row needs "
                                                                + column
                                                                + ", which has no default, and the file has no such column"))
                                .toList());
            }
        }
    }

    private void guard(Diff diff) {
        checkComplete(diff);
        var refusal = Guard.refusal(target, diff, database);
        if (refusal != null) {
            throw failures.refused(target.seed(), refusal);
        }
    }

    private void guardRows(long count) {
        var refusal = Guard.tooFew(target.seed(), count);
        if (refusal != null) {
            throw failures.refused(target.seed(), refusal);
        }
    }

    /// Writes the diff.
    ///
    /// @return false when the table refused rows, which are out of the stage then
    private boolean write(Resolution resolution, Diff diff) throws IOException, SQLException {
        var attempt = new TableWriter(database, target, resolution, diff);
        database.execute("savepoint slipway_write");
        try {
            var deleted = attempt.deleteInTheWay(given);
            var written = attempt.write(given, compared);
            if (!handling.deferred()) {
                // A deferred constraint would fail at the commit, where no row can be named any
                // more.
                database.execute("set constraints all immediate");
            }
            database.execute("release savepoint slipway_write");
            changes =
                    new SeedChanges(
                            written.inserted(), written.updated(), deleted, written.unchanged());
            writer = attempt;
            writtenDiff = diff;
            return true;
        } catch (DataAccessException e) {
            var sql = e.getCause(SQLException.class);
            if (sql == null) {
                throw e;
            }
            database.execute("rollback to savepoint slipway_write");
            if (!Refusal.isDataFault(sql)) {
                throw sql;
            }
            var found = Objects.requireNonNull(rejects);
            if (!new Refusal(database, target, resolution, found).explain(sql, given)) {
                throw wrong(1, List.of(Refusal.problem(target.seed(), sql)));
            }
            settle();
            return false;
        }
    }

    private void moveSequences() {
        TableWriter.moveSequences(
                database,
                target,
                given.stream()
                        .filter(column -> ownIds.stream().noneMatch(id -> id.name().equals(column)))
                        .toList());
    }

    private FailureException wrong(long count, List<Problem> problems) {
        return failures.wrong(target.seed(), count, problems);
    }
}
