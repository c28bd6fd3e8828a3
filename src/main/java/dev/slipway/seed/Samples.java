package dev.slipway.seed;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/// A few rows of each kind out of a diff, to look at.
record Samples(DSLContext database, SeedTarget target, Resolution resolution, Diff diff) {
    private static final String ROWS = "x";
    private static final String TABLE = "t";

    /// @param limit how many of each kind
    List<RowChange> fetch(Collection<String> given, Collection<String> compared, int limit) {
        var samples = new ArrayList<RowChange>();
        if (diff.inserted() > 0) {
            samples.addAll(inserted(given, limit));
        }
        if (diff.updated() > 0) {
            samples.addAll(updated(compared, limit));
        }
        if (diff.deleted() > 0) {
            samples.addAll(deleted(given, limit));
        }
        return samples;
    }

    private List<RowChange> inserted(Collection<String> given, int limit) {
        var from =
                diff.differing() == null
                        ? resolution.as(ROWS)
                        : resolution
                                .as(ROWS)
                                .join(DSL.table(diff.differing()).as("d"))
                                .on(isOf(true));
        return database.select(texts(ROWS, given))
                .from(from)
                .orderBy(Stage.row(ROWS))
                .limit(limit)
                .fetch(row -> new RowChange(RowChange.Kind.INSERT, values(given, row, true)));
    }

    private Condition isOf(boolean isNew) {
        return Diff.AT
                .eq(Stage.field(ROWS, Resolution.AT))
                .and(isNew ? Diff.IS_NEW : DSL.not(Diff.IS_NEW));
    }

    private List<RowChange> updated(Collection<String> compared, int limit) {
        var columns = new LinkedHashSet<>(target.key());
        columns.addAll(compared);
        var fields = new ArrayList<SelectFieldOrAsterisk>(texts(TABLE, columns));
        fields.addAll(texts(ROWS, columns));
        return database.select(fields)
                .from(resolution.as(ROWS))
                .join(DSL.table(Objects.requireNonNull(diff.differing())).as("d"))
                .on(isOf(false))
                .join(match().rows(TABLE))
                .on(match().on(TABLE, ROWS))
                .orderBy(Stage.row(ROWS))
                .limit(limit)
                .fetch(row -> new RowChange(RowChange.Kind.UPDATE, differing(columns, row)));
    }

    private List<RowChange.Value> differing(Collection<String> columns, Record row) {
        var values = new ArrayList<RowChange.Value>();
        var i = 0;
        for (var column : columns) {
            var before = row.get(i, String.class);
            var after = row.get(columns.size() + i, String.class);
            i++;
            var key = target.key().contains(column);
            if (key || !Objects.equals(before, after)) {
                values.add(new RowChange.Value(column, key, before, after));
            }
        }
        return values;
    }

    private List<RowChange> deleted(Collection<String> given, int limit) {
        var gone = DSL.table(Objects.requireNonNull(diff.gone())).as("g");
        var byPlace = target.key().isEmpty();
        return database.select(texts(TABLE, given))
                .from(match().rows(TABLE))
                .join(gone)
                .on(
                        byPlace
                                ? Stage.field(TABLE, "tableoid")
                                        .eq(Stage.field("g", "part"))
                                        .and(Stage.field(TABLE, "ctid").eq(Stage.field("g", "at")))
                                : match().on(TABLE, "g"))
                .orderBy(
                        byPlace
                                ? List.of(Stage.field("g", "at"))
                                : target.key().stream()
                                        .map(column -> Stage.field(TABLE, column))
                                        .toList())
                .limit(limit)
                .fetch(row -> new RowChange(RowChange.Kind.DELETE, values(given, row, false)));
    }

    private List<RowChange.Value> values(Collection<String> columns, Record row, boolean after) {
        var values = new ArrayList<RowChange.Value>();
        var i = 0;
        for (var column : columns) {
            @Nullable String text = row.get(i++, String.class);
            values.add(
                    new RowChange.Value(
                            column,
                            target.key().contains(column),
                            after ? null : text,
                            after ? text : null));
        }
        return values;
    }

    private static List<Field<String>> texts(String alias, Collection<String> columns) {
        return columns.stream()
                .map(column -> Stage.field(alias, column).cast(String.class))
                .toList();
    }

    private KeyMatch match() {
        return new KeyMatch(target);
    }
}
