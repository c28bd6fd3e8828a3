package dev.slipway.seed;

import dev.slipway.catalog.TargetTable.UniqueKey;

import org.jooq.Condition;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;

/// How rows of a seed find those of the table: by the key, as its unique index sees it.
record KeyMatch(SeedTarget target) {
    /// The table's rows that the key tells apart: for a partial index those that it covers.
    Table<?> rows(String alias) {
        return DSL.table(covered()).as(DSL.quotedName(alias));
    }

    /// The same within SQL that is written out, where jOOQ would put only the alias.
    QueryPart declared(String alias) {
        return DSL.sql("{0} as {1}", covered(), DSL.quotedName(alias));
    }

    /// The condition of a partial index, or null.
    private @Nullable String predicate() {
        return target.uniqueKey().map(UniqueKey::predicate).orElse(null);
    }

    private SQL covered() {
        var table = target.table().name();
        var predicate = predicate();
        return predicate == null
                ? DSL.sql("{0}", table)
                : DSL.sql("(select ctid, * from {0} where {1})", table, DSL.raw(predicate));
    }

    /// Whether two rows have one key.
    Condition on(String table, String row) {
        var nullsEqual = target.uniqueKey().map(UniqueKey::nullsEqual).orElse(false);
        var conditions = new ArrayList<Condition>();
        for (var column : target.key()) {
            var left = Stage.field(table, column);
            var right = Stage.field(row, column);
            if (!nullsEqual || target.column(column).required()) {
                conditions.add(left.eq(right));
            } else {
                // The first is one that can be hashed; the second is the truth.
                if (target.column(column).comparable()) {
                    conditions.add(
                            DSL.coalesce(left.cast(String.class), DSL.inline(""))
                                    .eq(DSL.coalesce(right.cast(String.class), DSL.inline(""))));
                }
                conditions.add(left.isNotDistinctFrom(right));
            }
        }
        return DSL.and(conditions);
    }

    /// The same for a row that is written, which has to be one that the index covers.
    Condition onWritten(String table, String row) {
        var predicate = predicate();
        return predicate == null
                ? on(table, row)
                : on(table, row)
                        .and(
                                DSL.condition(
                                        "({0}.tableoid, {0}.ctid) in (select tableoid, ctid from {1} where {2})",
                                        DSL.quotedName(table),
                                        target.table().name(),
                                        DSL.raw(predicate)));
    }
}
