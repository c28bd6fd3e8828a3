package dev.slipway.seed;

import dev.slipway.manifest.SeedDefinition.LoadMode;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What parts the table from the seed, found out once: the plan shows it, and the load writes it.
///
/// @param differing the staged rows that are to be written, `at` and whether they are new; null
///     when all are
/// @param gone the table's rows that are to be deleted, by their key, or by their place where there
///     is none; null when none are
/// @param staged how many rows the seed has
record Diff(
        @Nullable Name differing,
        @Nullable Name gone,
        long staged,
        long inserted,
        long updated,
        long deleted) {
    static final Field<Object> AT = DSL.field(DSL.quotedName("d", "at"));
    static final Field<Boolean> IS_NEW = DSL.field(DSL.quotedName("d", "is_new"), Boolean.class);
    private static final String ROWS = "x";
    private static final String TABLE = "t";

    SeedChanges changes() {
        return new SeedChanges(inserted, updated, deleted, staged - inserted - updated);
    }

    /// Compares.
    ///
    /// @param compared the columns whose difference makes an existing row a changed one
    static Diff of(
            DSLContext database,
            Scratch scratch,
            SeedTarget target,
            Stage stage,
            Resolution resolution,
            Collection<String> given,
            Collection<String> compared) {
        var staged = stage.size();
        if (!database.fetchExists(DSL.table(target.table().name()))) {
            return new Diff(null, null, staged, staged, 0, 0);
        }
        if (target.seed().mode() == LoadMode.REPLACE) {
            return ofWholeRows(database, scratch, target, resolution, compared, staged);
        }
        var match = new KeyMatch(target);
        var isNew = DSL.condition("{0} is null", Stage.field(TABLE, "ctid"));
        var wanted =
                target.seed().mode() == LoadMode.INSERT
                        ? isNew
                        : isNew.or(changed(target, compared));
        var differing =
                scratch.create(
                        "diff",
                        DSL.sql(
                                "as {0}",
                                DSL.select(
                                                Stage.field(ROWS, Resolution.AT).as("at"),
                                                DSL.field(isNew).as("is_new"))
                                        .from(resolution.as(ROWS))
                                        .leftJoin(match.rows(TABLE))
                                        .on(match.on(TABLE, ROWS))
                                        .where(wanted)));
        Name gone = null;
        if (target.seed().mode().deletes()) {
            var key = target.key().stream().map(column -> Stage.field(TABLE, column)).toList();
            gone =
                    scratch.create(
                            "gone",
                            DSL.sql(
                                    "as {0}",
                                    DSL.select(key)
                                            .from(match.rows(TABLE))
                                            .whereNotExists(
                                                    DSL.selectOne()
                                                            .from(resolution.as(ROWS))
                                                            .where(match.on(TABLE, ROWS)))));
        }
        return counted(database, differing, gone, staged);
    }

    /// Rows without a key: as many of each kind stay as both sides have.
    private static Diff ofWholeRows(
            DSLContext database,
            Scratch scratch,
            SeedTarget target,
            Resolution resolution,
            Collection<String> compared,
            long staged) {
        // A place is one only within its partition.
        var numbered =
                "(select {0} as part, {1} as at, f, row_number() over (partition by f) as n from (select {0}, {1}, row({2})::text as f from {3}) q)";
        var old =
                DSL.table(
                        numbered,
                        DSL.quotedName("tableoid"),
                        DSL.quotedName("ctid"),
                        DSL.list(texts(compared)),
                        target.table().name());
        var seeded =
                DSL.table(
                        numbered,
                        DSL.inline(0),
                        DSL.quotedName(Resolution.AT),
                        DSL.list(texts(compared)),
                        resolution.declared("y"));
        var sql =
                "as select {0} from {1} as a where not exists (select from {2} as b where a.f = b.f and a.n = b.n)";
        var differing =
                scratch.create("diff", DSL.sql(sql, DSL.sql("a.at, true as is_new"), seeded, old));
        var gone = scratch.create("gone", DSL.sql(sql, DSL.sql("a.part, a.at"), old, seeded));
        return counted(database, differing, gone, staged);
    }

    private static List<Field<String>> texts(Collection<String> columns) {
        return columns.stream()
                .map(column -> DSL.field(DSL.quotedName(column)).cast(String.class))
                .toList();
    }

    private static Diff counted(
            DSLContext database, Name differing, @Nullable Name gone, long staged) {
        var count =
                database.select(DSL.count(), DSL.count().filterWhere(IS_NEW))
                        .from(DSL.table(differing).as("d"))
                        .fetchSingle();
        long inserted = count.value2();
        long deleted = gone == null ? 0 : database.fetchCount(DSL.table(gone));
        return new Diff(differing, gone, staged, inserted, count.value1() - inserted, deleted);
    }

    /// As it looks, whatever a collation takes for equal.
    private static Field<String> text(Field<?> value) {
        return value.cast(String.class).collate(DSL.quotedName("C"));
    }

    /// Whether a row of the table differs from that of the seed.
    static Condition changed(SeedTarget target, Collection<String> compared) {
        var conditions = new ArrayList<Condition>();
        for (var name : compared) {
            var now = Stage.field(TABLE, name);
            var then = Stage.field(ROWS, name);
            conditions.add(
                    target.column(name).comparable()
                            ? now.isDistinctFrom(then)
                            : text(now).isDistinctFrom(text(then)));
        }
        conditions.add(
                DSL.condition(
                        DSL.field(
                                DSL.quotedName(ROWS, Resolution.POINTS_TO_NEW_ROW),
                                Boolean.class)));
        return DSL.or(conditions);
    }
}
