package dev.slipway.seed;

import dev.slipway.failure.Count;
import dev.slipway.failure.Problem;
import dev.slipway.seed.SeedRows.Spot;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/// The faults of a seed's rows, in a temporary table beside the stage: as many as there are, in
/// constant memory.
final class Rejects {
    /// How many faults a message shows.
    static final int SHOWN = 100;

    static final Field<Long> ROW = DSL.field(DSL.quotedName("row"), Long.class);
    static final Field<String> COLUMN = DSL.field(DSL.quotedName("col"), String.class);
    private static final Field<Long> AT = DSL.field(DSL.quotedName("at"), Long.class);
    static final Field<String> REASON = DSL.field(DSL.quotedName("reason"), String.class);

    private final DSLContext database;
    private final Name name;
    private long count;
    private long dropped;

    /// Makes the table.
    Rejects(DSLContext database, Scratch scratch) {
        this.database = database;
        this.name =
                scratch.table(
                        "rejects", "\"row\" bigint, col text, reason text, at bigint default 0");
    }

    /// Takes up faults that were found outside the database.
    void add(Faults faults) {
        for (var fault : faults.kept()) {
            database.insertInto(DSL.table(name), ROW, COLUMN, AT, REASON)
                    .values(fault.row(), fault.column(), fault.at(), fault.reason())
                    .execute();
        }
        count += faults.count();
        dropped += faults.count() - faults.kept().size();
    }

    /// Takes up one fault.
    void add(long row, String column, String reason) {
        var faults = new Faults();
        faults.add(row, column, 0, reason);
        add(faults);
    }

    /// Takes up what a query finds: row, column of the file, reason.
    ///
    /// @return how many it found
    long addAll(Select<? extends Record> found) {
        long added =
                database.execute(
                        DSL.sql(
                                "insert into {0} ({1}, {2}, {3}) {4}",
                                name, ROW, COLUMN, REASON, found));
        count += added;
        return added;
    }

    /// How many faults there are.
    long count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// How many rows are at fault. Of those with very many faults in their shape each counts as
    /// one.
    long rows() {
        return count == 0
                ? 0
                : dropped
                        + database.select(DSL.countDistinct(ROW))
                                .from(DSL.table(name))
                                .fetchSingle()
                                .value1();
    }

    /// `3 places`, for a sentence.
    String places() {
        return count == 1 ? "1 place" : Count.of(count) + " places";
    }

    /// The first faults, in the order of the rows, with their places in the files.
    List<Problem> problems(SeedRows rows) {
        var problems = new ArrayList<Problem>();
        database.selectFrom(DSL.table(name))
                .orderBy(ROW, COLUMN, REASON)
                .limit(SHOWN)
                .forEach(
                        fault ->
                                problems.add(
                                        rows.problem(
                                                new Spot(
                                                        fault.get(ROW),
                                                        fault.get(COLUMN),
                                                        fault.get(AT)),
                                                fault.get(REASON))));
        problems.sort(
                Comparator.comparing(Problem::file, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparingLong(Problem::line)
                        .thenComparingLong(Problem::column));
        if (count > SHOWN) {
            problems.add(
                    Problem.of(
                            "and "
                                    + Count.of(count - SHOWN)
                                    + " more; only the first "
                                    + SHOWN
                                    + " are shown"));
        }
        return problems;
    }

    /// The condition that a row has no fault.
    Condition none(Field<Long> row) {
        return DSL.notExists(
                DSL.selectOne()
                        .from(as("bad"))
                        .where(DSL.field(DSL.quotedName("bad", "row"), Long.class).eq(row)));
    }

    /// Hands over each faulty row with all its reasons, in the order of the rows.
    void forEach(BiConsumer<Long, String> consumer) {
        try (var cursor =
                database.select(
                                ROW,
                                DSL.field(
                                        "string_agg({0}, '; ' order by {1}, {0})",
                                        String.class, REASON, COLUMN))
                        .from(DSL.table(name))
                        .groupBy(ROW)
                        .orderBy(ROW)
                        .fetchSize(1000)
                        .fetchLazy()) {
            cursor.forEach(row -> consumer.accept(row.value1(), row.value2()));
        }
    }

    private Table<?> as(String alias) {
        return DSL.table(name).as(DSL.quotedName(alias));
    }
}
