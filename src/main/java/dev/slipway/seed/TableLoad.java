package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.data.FileProblems;
import dev.slipway.data.RowReader;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.seed.Resolution.Among;
import dev.slipway.seed.Resolution.Lookup;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// Brings one table to what one file says, in the transaction of its connection: stage, check,
/// diff, merge.
///
/// All faults of the file are found before anything is written. Rows that already are as the file
/// says are not touched: no dead tuples, no triggers, and an exact count.
final class TableLoad {
    private static final String ROWS = "x";
    private static final String TABLE = "t";

    private final DSLContext database;
    private final SeedTarget target;
    private final RowReader reader;
    private final Stage stage;
    private final FileProblems problems;
    private final RowCheck check;
    private final List<String> names;
    private final List<Column> ownIds;

    /// Reads the header and checks it against the table.
    ///
    /// @param stageName of the temporary table; unique in the transaction
    /// @throws FailureException with every fault of the header (exit 9)
    TableLoad(
            Connection connection,
            DSLContext database,
            SeedTarget target,
            RowReader reader,
            String stageName)
            throws IOException {
        this.database = database;
        this.target = target;
        this.reader = reader;
        this.problems = new FileProblems(target.seed().sourceName());
        this.check = new RowCheck(database, target, reader, problems);
        this.names = reader.columns(problems);
        if (names.isEmpty()) {
            throwProblems();
        }
        var columns = new HeaderCheck(target, reader, problems).stageColumns(names);
        throwProblems();
        this.stage = new Stage(connection, database, stageName, columns);
        this.ownIds = target.ownIds(names);
    }

    /// The temporary table; filled once {@link #load} or {@link #plan} was called.
    Stage stage() {
        return stage;
    }

    /// Loads the file.
    ///
    /// @throws FailureException with every fault of the file (exit 9); the caller rolls back
    SeedChanges load(CopyRows.FlushListener onFlush) throws IOException, SQLException {
        var resolution =
                stageAndCheck(
                        lookup -> target.isOwn(lookup) ? List.of(stage) : List.of(),
                        false,
                        onFlush);
        var changes = diff(resolution);
        if (changes.inserted() > 0) {
            check.complete(written());
            throwProblems();
        }
        if (changes.inserted() + changes.updated() > 0) {
            write(resolution, changes);
            moveSequences();
        }
        return changes;
    }

    /// Counts what {@link #load} would do. Changes nothing.
    ///
    /// @param earlier the stages of the seeds that come before in the same plan, by the oid of the
    ///     table that they fill
    SeedChanges plan(Map<Long, List<Stage>> earlier, CopyRows.FlushListener onFlush)
            throws IOException, SQLException {
        var resolution =
                stageAndCheck(
                        lookup -> {
                            var stages =
                                    new ArrayList<>(
                                            earlier.getOrDefault(
                                                    target.referredBy(lookup).oid(), List.of()));
                            if (target.isOwn(lookup)) {
                                stages.add(stage);
                            }
                            return stages;
                        },
                        true,
                        onFlush);
        var changes = diff(resolution);
        if (changes.inserted() > 0) {
            check.complete(written());
            throwProblems();
        }
        return changes;
    }

    private Resolution stageAndCheck(
            Function<SeedDefinition.Reference, List<Stage>> among,
            boolean planOnly,
            CopyRows.FlushListener onFlush)
            throws IOException, SQLException {
        stage.fill(reader, ownIds, problems, onFlush);
        throwProblems();
        stage.analyze(joined());
        var resolution =
                new Resolution(
                        stage,
                        target.seed().references().stream()
                                .map(
                                        reference ->
                                                lookup(reference, among.apply(reference), planOnly))
                                .toList());
        check.keys(stage);
        check.unique(stage);
        check.required(stage, written());
        check.references(resolution);
        throwProblems();
        for (var id : ownIds) {
            giveIds(resolution, id, planOnly);
        }
        return resolution;
    }

    private Lookup lookup(SeedDefinition.Reference reference, List<Stage> among, boolean planOnly) {
        var value = Objects.requireNonNull(target.valueColumn(reference));
        // In a plan new rows have no generated id yet: sequences are not touched.
        return new Lookup(
                reference,
                target.referredBy(reference),
                value,
                among.stream()
                        .filter(other -> other.has(reference.match()))
                        .map(
                                other ->
                                        new Among(
                                                other,
                                                !planOnly || other == stage || other.has(value)
                                                        ? value
                                                        : null))
                        .toList());
    }

    /// Gives the staged rows their ids, those of existing rows and new ones from the column's
    /// default, so that rows of one file can refer to each other in one statement.
    private void giveIds(Resolution resolution, Column id, boolean planOnly) {
        var column = DSL.quotedName(id.name());
        database.execute(
                DSL.sql(
                        "update {0} s set {1} = {2} from ({3}) as {4}, {5} as {6} where {7} and s.ctid = {8}",
                        stage.name(),
                        column,
                        Stage.field(TABLE, id.name()),
                        resolution.rows(target.plainColumns(names)),
                        DSL.quotedName(ROWS),
                        target.table().name(),
                        DSL.quotedName(TABLE),
                        onKey(),
                        Stage.field(ROWS, Resolution.ROW)));
        if (!planOnly && id.defaultExpression() != null) {
            database.execute(
                    DSL.sql(
                            "update {0} set {1} = {2} where {1} is null",
                            stage.name(), column, DSL.raw(id.defaultExpression())));
        }
        stage.analyze(joined());
    }

    /// The stage's columns that are joined on.
    private Set<String> joined() {
        var joined = new LinkedHashSet<String>();
        target.key().forEach(column -> joined.add(target.sourceOf(column)));
        target.seed().references().forEach(reference -> joined.add(reference.from()));
        target.seed().references().stream()
                .filter(target::isOwn)
                .forEach(reference -> joined.add(reference.match()));
        return joined;
    }

    private SeedChanges diff(Resolution resolution) {
        var exists = Stage.field(TABLE, target.key().getFirst()).isNotNull();
        var row =
                database.select(
                                DSL.count(),
                                DSL.count().filterWhere(DSL.not(exists)),
                                DSL.count().filterWhere(exists.and(changed())))
                        .from(resolution.rows(plain()).asTable(ROWS))
                        .leftJoin(DSL.table(target.table().name()).as(DSL.quotedName(TABLE)))
                        .on(onKey())
                        .fetchSingle();
        long inserted = row.value2();
        long updated = row.value3();
        return new SeedChanges(inserted, updated, row.value1() - inserted - updated);
    }

    private void write(Resolution resolution, SeedChanges changes) throws SQLException {
        var columns = DSL.list(written().stream().map(DSL::quotedName).toList());
        var values = DSL.list(written().stream().map(column -> Stage.field(ROWS, column)).toList());
        var overriding =
                written().stream()
                        .anyMatch(column -> target.table().columns().get(column).alwaysIdentity());
        var update =
                updated().isEmpty()
                        ? DSL.sql("")
                        : DSL.sql(
                                "when matched and ({0}) then update set {1}",
                                changed(), DSL.list(assignments()));
        database.execute("savepoint slipway_write");
        try {
            // Where every row is new, an INSERT does the same with less work than a MERGE.
            database.execute(
                    changes.inserted() == changes.rows()
                            ? DSL.sql(
                                    "insert into {0} ({1}) {2} select {3} from ({4}) as {5}",
                                    target.table().name(),
                                    columns,
                                    DSL.sql(overriding ? "overriding system value" : ""),
                                    values,
                                    resolution.rows(plain()),
                                    DSL.quotedName(ROWS))
                            : DSL.sql(
                                    "merge into {0} as {1} using ({2}) as {3} on {4} {5}"
                                            + " when not matched then insert ({6}) {7} values ({8})",
                                    target.table().name(),
                                    DSL.quotedName(TABLE),
                                    resolution.rows(plain()),
                                    DSL.quotedName(ROWS),
                                    onKey(),
                                    update,
                                    columns,
                                    DSL.sql(overriding ? "overriding system value" : ""),
                                    values));
            // A deferred constraint would fail at the commit, where no row can be named any more.
            database.execute("set constraints all immediate");
            database.execute("release savepoint slipway_write");
        } catch (DataAccessException e) {
            var sql = e.getCause(SQLException.class);
            if (sql == null) {
                throw e;
            }
            database.execute("rollback to savepoint slipway_write");
            if (!check.refused(sql, resolution, plain())) {
                throw sql;
            }
            throwProblems();
        }
    }

    private List<QueryPart> assignments() {
        return updated().stream()
                .map(
                        column ->
                                (QueryPart)
                                        DSL.sql(
                                                "{0} = {1}",
                                                DSL.quotedName(column), Stage.field(ROWS, column)))
                .toList();
    }

    /// After explicit ids the next generated one must not collide with them.
    private void moveSequences() {
        for (var name : target.plainColumns(names)) {
            var column = Objects.requireNonNull(target.table().columns().get(name));
            if (column.defaultExpression() != null
                    && column.defaultExpression().startsWith("nextval(")) {
                database.execute(
                        DSL.sql(
                                """
                        select setval(q.sequence, q.top)
                          from (select pg_get_serial_sequence({0}, {1})::regclass as sequence, (select max({2}) from {3}) as top) q
                         where q.sequence is not null and q.top > coalesce(pg_sequence_last_value(q.sequence), 0)
                        """,
                                DSL.inline(database.render(target.table().name())),
                                DSL.inline(name),
                                DSL.quotedName(name),
                                target.table().name()));
            }
        }
    }

    private Condition onKey() {
        return DSL.and(
                target.key().stream()
                        .map(column -> Stage.field(TABLE, column).eq(Stage.field(ROWS, column)))
                        .toList());
    }

    private Condition changed() {
        var conditions = new ArrayList<Condition>();
        for (var name : updated()) {
            var now = Stage.field(TABLE, name);
            var then = Stage.field(ROWS, name);
            var comparable =
                    Objects.requireNonNull(target.table().columns().get(name)).comparable();
            conditions.add(
                    comparable
                            ? now.isDistinctFrom(then)
                            : now.cast(String.class).isDistinctFrom(then.cast(String.class)));
        }
        conditions.add(
                DSL.condition(
                        DSL.field(
                                DSL.quotedName(ROWS, Resolution.POINTS_TO_NEW_ROW),
                                Boolean.class)));
        return DSL.or(conditions);
    }

    /// The columns taken from the stage as they are: the file's own and the ids it was given.
    private List<String> plain() {
        var plain = new ArrayList<>(target.plainColumns(names));
        ownIds.forEach(column -> plain.add(column.name()));
        return plain;
    }

    /// The target's columns that a new row gets.
    private List<String> written() {
        var written = plain();
        target.seed().references().forEach(reference -> written.add(reference.column()));
        return written;
    }

    /// The target's columns that an existing row may get anew.
    private List<String> updated() {
        var updated = new ArrayList<>(written());
        updated.removeAll(target.key());
        ownIds.forEach(column -> updated.remove(column.name()));
        return updated;
    }

    private void throwProblems() {
        if (!problems.isEmpty()) {
            var seed = target.seed();
            throw Failure.of(
                            Kind.SEED,
                            "seed "
                                    + seed.name()
                                    + " is wrong in "
                                    + problems.places()
                                    + "; nothing of it was loaded",
                            problems.list(),
                            "correct " + seed.sourceName() + " and run again")
                    .about(seed.name())
                    .exception();
        }
    }
}
