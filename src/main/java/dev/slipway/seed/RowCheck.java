package dev.slipway.seed;

import dev.slipway.data.FileProblems;
import dev.slipway.data.RowReader;
import dev.slipway.database.DatabaseFailures;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.util.ServerErrorMessage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Holds the staged rows against each other and against the tables they refer to. Each fault is
/// told with its place in the file.
final class RowCheck {
    private static final String STAGE = "s";
    private static final String ROWS = "x";

    private final DSLContext database;
    private final SeedTarget target;
    private final RowReader reader;
    private final FileProblems problems;

    RowCheck(DSLContext database, SeedTarget target, RowReader reader, FileProblems problems) {
        this.database = database;
        this.target = target;
        this.reader = reader;
        this.problems = problems;
    }

    /// A look-up that finds nothing is a fault: NULL is never written over good data.
    void references(Resolution resolution) {
        for (int i = 0; i < resolution.lookups().size(); i++) {
            var reference = resolution.lookups().get(i).reference();
            database.selectFrom(resolution.orphans(i).asTable("orphans"))
                    .limit(FileProblems.LIMIT + 1)
                    .forEach(
                            row ->
                                    add(
                                            row.get(0, Long.class),
                                            reference.from(),
                                            reference.from()
                                                    + " "
                                                    + Stage.quote(row.get(1, String.class))
                                                    + " is in no "
                                                    + reference.table()
                                                    + "."
                                                    + reference.match()));
        }
    }

    /// Every row has a key, and no two the same.
    void keys(Stage stage) {
        var columns = target.key().stream().map(target::sourceOf).toList();
        empty(stage, columns, " is empty, and it is part of the key");
        distinct(stage, columns, "the key");
    }

    /// No two rows have the same in columns that the table wants unique.
    void unique(Stage stage) {
        target.table().uniqueKeys().stream()
                .filter(key -> !key.equals(target.key()))
                .filter(key -> key.stream().allMatch(column -> given(stage, column)))
                .forEach(
                        key ->
                                distinct(
                                        stage,
                                        key.stream().map(target::sourceOf).toList(),
                                        "the unique value"));
    }

    private boolean given(Stage stage, String column) {
        var source = target.sourceOf(column);
        return stage.has(source) && (!source.equals(column) || target.readBy(source).isEmpty());
    }

    /// Tells every row that is empty in one of the columns.
    private void empty(Stage stage, List<String> columns, String reason) {
        // One pass for all columns first: as a rule there is nothing to tell.
        var isNull = columns.stream().map(column -> Stage.field(STAGE, column).isNull()).toList();
        if (columns.isEmpty() || !database.fetchExists(stage.as(STAGE), DSL.or(isNull))) {
            return;
        }
        for (var column : columns) {
            lines(stage, Stage.field(STAGE, column).isNull())
                    .forEach(line -> add(line, column, column + reason));
        }
    }

    private void distinct(Stage stage, List<String> columns, String what) {
        var fields = columns.stream().map(column -> Stage.field(STAGE, column)).toList();
        // Hashed, where the lines of what stands twice need a sort: as a rule nothing does.
        if (!database.fetchExists(
                DSL.selectOne()
                        .from(stage.as(STAGE))
                        .where(DSL.and(fields.stream().map(Field::isNotNull).toList()))
                        .groupBy(fields)
                        .having(DSL.count().gt(1)))) {
            return;
        }
        var lines = DSL.arrayAgg(Stage.line(STAGE)).orderBy(Stage.line(STAGE));
        var shown = fields.stream().map(field -> field.cast(String.class)).toList();
        database.select(lines, DSL.array(shown))
                .from(stage.as(STAGE))
                .where(DSL.and(fields.stream().map(Field::isNotNull).toList()))
                .groupBy(fields)
                .having(DSL.count().gt(1))
                .orderBy(DSL.min(Stage.line(STAGE)))
                .limit(FileProblems.LIMIT + 1)
                .forEach(
                        row -> {
                            var found = row.value1();
                            for (int i = 1; i < found.length; i++) {
                                add(
                                        found[i],
                                        columns.getFirst(),
                                        what
                                                + " ("
                                                + String.join(", ", columns)
                                                + ") = ("
                                                + String.join(", ", row.value2())
                                                + ") stands on line "
                                                + found[0]
                                                + " already");
                            }
                        });
    }

    /// No value is missing where the table requires one.
    void required(Stage stage, List<String> written) {
        var required =
                written.stream()
                        .filter(name -> !target.key().contains(name))
                        .filter(name -> stage.has(target.sourceOf(name)))
                        .filter(
                                name ->
                                        Objects.requireNonNull(target.table().columns().get(name))
                                                .required())
                        .map(target::sourceOf)
                        .toList();
        empty(stage, required, " is empty, and the table requires a value");
    }

    /// Columns that a new row needs and the file does not give.
    void complete(List<String> written) {
        target.table().columns().values().stream()
                .filter(
                        column ->
                                column.required()
                                        && column.defaultExpression() == null
                                        && !column.generated())
                .filter(column -> !written.contains(column.name()))
                .forEach(
                        column ->
                                problems.add(
                                        0,
                                        0,
                                        "a new row needs "
                                                + column.name()
                                                + ", which has no default, and the file has no such column"));
    }

    /// Why the table refused the rows, with the lines of those at fault where they can be found.
    /// Runs after a rollback to before the merge.
    ///
    /// @return whether the refusal is a fault of the data
    boolean refused(SQLException e, Resolution resolution, List<String> plain) {
        var server = DatabaseFailures.serverError(e);
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        if (server == null
                || !(state.startsWith("22") || state.startsWith("23") || state.equals("P0001"))) {
            return false;
        }
        var known = problems.count();
        if (state.equals("23503")) {
            foreignKey(server, resolution, plain);
        } else if (state.equals("23514")) {
            check(server, resolution, plain);
        } else if (state.equals("23505")) {
            taken(resolution, plain);
        }
        if (problems.count() == known) {
            problems.add(0, 0, String.join("; ", DatabaseFailures.explain(e)));
        }
        return true;
    }

    private void foreignKey(ServerErrorMessage server, Resolution resolution, List<String> plain) {
        target.table().foreignKeys().stream()
                .filter(key -> key.constraint().equals(server.getConstraint()))
                .forEach(
                        key -> {
                            var conditions = new ArrayList<Condition>();
                            for (int i = 0; i < key.columns().size(); i++) {
                                conditions.add(
                                        Stage.field("r", key.referencedColumns().get(i))
                                                .eq(Stage.field(ROWS, key.columns().get(i))));
                            }
                            var value = Stage.field(ROWS, key.columns().getFirst());
                            var inFile =
                                    key.references() == target.table().oid()
                                            ? DSL.exists(
                                                    DSL.selectOne()
                                                            .from(
                                                                    resolution
                                                                            .rows(plain)
                                                                            .asTable("r"))
                                                            .where(DSL.and(conditions)))
                                            : DSL.falseCondition();
                            var complete =
                                    key.columns().stream()
                                            .map(column -> Stage.field(ROWS, column).isNotNull())
                                            .toList();
                            database.select(Stage.line(ROWS), value.cast(String.class))
                                    .from(resolution.rows(plain).asTable(ROWS))
                                    .where(DSL.and(complete))
                                    .andNotExists(
                                            DSL.selectOne()
                                                    .from(
                                                            DSL.table(key.referencedTable())
                                                                    .as(DSL.quotedName("r")))
                                                    .where(DSL.and(conditions)))
                                    .andNot(inFile)
                                    .orderBy(Stage.line(ROWS))
                                    .limit(FileProblems.LIMIT + 1)
                                    .forEach(
                                            row ->
                                                    add(
                                                            row.value1(),
                                                            target.sourceOf(
                                                                    key.columns().getFirst()),
                                                            target.sourceOf(
                                                                            key.columns()
                                                                                    .getFirst())
                                                                    + " "
                                                                    + Stage.quote(row.value2())
                                                                    + " is in no "
                                                                    + key.referencedTable()
                                                                            .unquotedName()
                                                                            .last()
                                                                    + "."
                                                                    + key.referencedColumns()
                                                                            .getFirst()));
                        });
    }

    /// Rows whose unique value another row of the table has.
    private void taken(Resolution resolution, List<String> plain) {
        var written = new ArrayList<>(plain);
        target.seed().references().forEach(reference -> written.add(reference.column()));
        for (var unique : target.table().uniqueKeys()) {
            if (unique.equals(target.key()) || !written.containsAll(unique)) {
                continue;
            }
            var same = equal(unique);
            var shown =
                    unique.stream()
                            .map(column -> Stage.field(ROWS, column).cast(String.class))
                            .toList();
            database.select(Stage.line(ROWS), DSL.array(shown))
                    .from(resolution.rows(plain).asTable(ROWS))
                    .join(DSL.table(target.table().name()).as(DSL.quotedName("t")))
                    .on(same)
                    .where(DSL.not(equal(target.key())))
                    .orderBy(Stage.line(ROWS))
                    .limit(FileProblems.LIMIT + 1)
                    .forEach(
                            row ->
                                    add(
                                            row.value1(),
                                            target.sourceOf(unique.getFirst()),
                                            "another row of "
                                                    + target.table()
                                                    + " has ("
                                                    + String.join(", ", unique)
                                                    + ") = ("
                                                    + String.join(", ", row.value2())
                                                    + ") already"));
        }
    }

    private static Condition equal(List<String> columns) {
        return DSL.and(
                columns.stream()
                        .map(column -> Stage.field("t", column).eq(Stage.field(ROWS, column)))
                        .toList());
    }

    private void check(ServerErrorMessage server, Resolution resolution, List<String> plain) {
        var expression =
                database.fetchValue(
                        "select pg_get_expr(conbin, conrelid) from pg_constraint where conrelid = ? and conname = ?",
                        target.table().oid(),
                        server.getConstraint());
        if (expression == null) {
            return;
        }
        var columns =
                database.fetchValues(
                        "select a.attname::text from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) where c.conrelid = ? and c.conname = ?",
                        target.table().oid(),
                        server.getConstraint());
        // One over several columns is about the whole row.
        var column = columns.size() == 1 ? target.sourceOf(columns.getFirst().toString()) : "";
        database.execute("savepoint slipway_check");
        try {
            database.select(Stage.line(ROWS))
                    .from(resolution.rows(plain).asTable(ROWS))
                    .where(DSL.condition("not ({0})", DSL.raw(expression.toString())))
                    .orderBy(Stage.line(ROWS))
                    .limit(FileProblems.LIMIT + 1)
                    .forEach(
                            row ->
                                    add(
                                            row.value1(),
                                            column,
                                            "the row breaks "
                                                    + server.getConstraint()
                                                    + ": "
                                                    + expression));
        } catch (DataAccessException needsColumnsThatTheFileHasNot) {
            database.execute("rollback to savepoint slipway_check");
        }
    }

    private List<Long> lines(Stage stage, Condition condition) {
        return database.select(Stage.line(STAGE))
                .from(stage.as(STAGE))
                .where(condition)
                .orderBy(Stage.line(STAGE))
                .limit(FileProblems.LIMIT + 1)
                .fetch(row -> row.value1());
    }

    private void add(long rowLine, String column, String message) {
        // Finding a value's place reads the file up to it: not for faults that are only counted.
        var place =
                problems.count() < FileProblems.LIMIT
                        ? Stage.locate(reader, rowLine, column)
                        : new RowReader.Place(rowLine, 0);
        problems.add(place.line(), place.column(), message);
    }
}
