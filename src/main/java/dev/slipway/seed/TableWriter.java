package dev.slipway.seed;

import dev.slipway.catalog.TargetTable.UniqueKey;
import dev.slipway.manifest.SeedDefinition.LoadMode;

import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// Writes a diff to its table. Rows that already are as the seed says are not touched: no dead
/// rows, no triggers.
record TableWriter(DSLContext database, SeedTarget target, Resolution resolution, Diff diff) {
    private static final String ROWS = "x";
    private static final String TABLE = "t";

    /// Updates, then inserts: a row may give up a unique value that a new one takes. Both in one
    /// statement where rows refer to each other, since a changed one may refer to a new one.
    ///
    /// @param given the columns that a new row gets
    /// @param compared those that an existing row gets anew
    /// @return the counts as the statements themselves tell them
    SeedChanges write(Collection<String> given, Collection<String> compared) {
        long updated = 0;
        long inserted = 0;
        if (target.refersToItself() && diff.updated() > 0 && diff.inserted() > 0) {
            // The count has all updates done before the first row goes in.
            var counts =
                    database.fetchSingle(
                            DSL.sql(
                                    "with u as ({0} returning 1), i as ({1} returning 1) select (select count(*) from u), (select count(*) from i)",
                                    update(compared),
                                    insert(given, DSL.sql("where (select count(*) from u) >= 0"))));
            updated = counts.get(0, Long.class);
            inserted = counts.get(1, Long.class);
        } else {
            updated = diff.updated() == 0 ? 0 : database.execute(update(compared));
            inserted = diff.inserted() == 0 ? 0 : database.execute(insert(given, DSL.sql("")));
        }
        return new SeedChanges(inserted, updated, diff.staged() - inserted - updated);
    }

    private SQL update(Collection<String> compared) {
        var assignments =
                compared.stream()
                        .map(
                                column ->
                                        DSL.sql(
                                                "{0} = {1}",
                                                DSL.quotedName(column), Stage.field(ROWS, column)))
                        .toList();
        return DSL.sql(
                "update {0} as t set {1} from {2} join {3} as d on {4} = {5} and not {6} where {7}",
                target.table().name(),
                DSL.list(assignments),
                resolution.declared(ROWS),
                Objects.requireNonNull(diff.differing()),
                Diff.AT,
                Stage.field(ROWS, Resolution.AT),
                Diff.IS_NEW,
                match().onWritten(TABLE, ROWS));
    }

    private SQL insert(Collection<String> given, QueryPart condition) {
        var overriding = given.stream().anyMatch(column -> target.column(column).alwaysIdentity());
        QueryPart chosen =
                diff.differing() == null || diff.inserted() == diff.staged()
                        ? DSL.sql("")
                        : DSL.sql(
                                "join {0} as d on {1} = {2} and {3}",
                                diff.differing(),
                                Diff.AT,
                                Stage.field(ROWS, Resolution.AT),
                                Diff.IS_NEW);
        // Ids that the database gives follow the files, whatever way the rows were joined.
        QueryPart order =
                target.table().columns().values().stream()
                                .anyMatch(
                                        column ->
                                                isFromSequence(column.defaultExpression())
                                                        && !given.contains(column.name()))
                        ? DSL.sql("order by {0}", Stage.row(ROWS))
                        : DSL.sql("");
        return DSL.sql(
                "insert into {0} ({1}) {2} select {3} from {4} {5} {6} {7}",
                target.table().name(),
                DSL.list(given.stream().map(DSL::quotedName).toList()),
                DSL.sql(overriding ? "overriding system value" : ""),
                DSL.list(given.stream().map(column -> Stage.field(ROWS, column)).toList()),
                resolution.declared(ROWS),
                chosen,
                condition,
                order);
    }

    private static boolean isFromSequence(@Nullable String expression) {
        return expression != null && expression.startsWith("nextval(");
    }

    /// Deletes, of the rows that are to go, those whose unique values the seed's other rows need;
    /// all of them where rows have no key.
    long deleteInTheWay(Collection<String> given) {
        if (diff.deleted() == 0) {
            return 0;
        }
        if (target.seed().mode() == LoadMode.REPLACE) {
            return database.execute(
                    DSL.sql(
                            "delete from {0} as t using {1} as g where t.tableoid = g.part and t.ctid = g.at",
                            target.table().name(), Objects.requireNonNull(diff.gone())));
        }
        long deleted = 0;
        for (var unique : target.table().uniqueKeys()) {
            if (!unique.columns().equals(target.key()) && given.containsAll(unique.columns())) {
                deleted += deleteInTheWay(unique);
            }
        }
        return deleted;
    }

    private int deleteInTheWay(UniqueKey unique) {
        return database.execute(
                DSL.sql(
                        "delete from {0} as t using {1} as g, {2} where {3} and {4}",
                        target.table().name(),
                        Objects.requireNonNull(diff.gone()),
                        resolution.declared(ROWS),
                        match().onWritten(TABLE, "g"),
                        DSL.and(
                                unique.columns().stream()
                                        .map(
                                                column ->
                                                        Stage.field(TABLE, column)
                                                                .eq(Stage.field(ROWS, column)))
                                        .toList())));
    }

    /// Deletes the rest of the rows that are to go.
    long deleteRest() {
        return diff.deleted() == 0 || target.seed().mode() == LoadMode.REPLACE
                ? 0
                : database.execute(
                        DSL.sql(
                                "delete from {0} as t using {1} as g where {2}",
                                target.table().name(),
                                Objects.requireNonNull(diff.gone()),
                                match().onWritten(TABLE, "g")));
    }

    /// After explicit ids the next generated one must not collide with them.
    static void moveSequences(DSLContext database, SeedTarget target, List<String> columns) {
        for (var name : columns) {
            if (isFromSequence(target.column(name).defaultExpression())) {
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

    private KeyMatch match() {
        return new KeyMatch(target);
    }
}
