package dev.slipway.seed;

import dev.slipway.catalog.TargetTable;
import dev.slipway.manifest.SeedDefinition.Reference;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The staged rows with every reference looked up: what the diff and the merge read.
///
/// A reference finds its row in the table it names; one to the seed's own table in the file's rows
/// too, and in a plan also in the rows that an earlier seed of the same plan would insert.
final class Resolution {
    static final String POINTS_TO_NEW_ROW = "_slipway_points_to_new_row";
    static final String ROW = "_slipway_row";
    private static final String STAGE = "s";

    private final Stage stage;
    private final List<Lookup> lookups;

    /// One reference, resolved against the catalog.
    ///
    /// @param value the column of the referred table whose value the reference takes
    /// @param among stages whose rows count too, and before the table's: they say how it will be
    record Lookup(Reference reference, TargetTable table, String value, List<Among> among) {
        Lookup {
            among = List.copyOf(among);
        }
    }

    /// Rows that a file brings to the referred table.
    ///
    /// @param value the column of the stage that holds the value; null where new rows have none
    ///     yet, in a plan
    record Among(Stage stage, @Nullable String value) {}

    Resolution(Stage stage, List<Lookup> lookups) {
        this.stage = stage;
        this.lookups = List.copyOf(lookups);
    }

    List<Lookup> lookups() {
        return lookups;
    }

    /// The rows: the target's columns under the target's names, the line, the stage's row, and
    /// whether a reference points to a row that does not exist yet.
    ///
    /// @param plain the columns that are taken from the file as they are
    Select<Record> rows(List<String> plain) {
        var fields = new ArrayList<SelectFieldOrAsterisk>();
        fields.add(Stage.line(STAGE));
        fields.add(Stage.field(STAGE, "ctid").as(DSL.quotedName(ROW)));
        plain.forEach(column -> fields.add(Stage.field(STAGE, column).as(DSL.quotedName(column))));
        for (int i = 0; i < lookups.size(); i++) {
            fields.add(value(i).as(DSL.quotedName(lookups.get(i).reference().column())));
        }
        fields.add(DSL.field(pointsToNewRow()).as(DSL.quotedName(POINTS_TO_NEW_ROW)));
        return from(DSL.select(fields).from(stage.as(STAGE)));
    }

    /// The rows whose reference finds nothing: their line and what they refer to.
    Select<Record2<Long, String>> orphans(int lookup) {
        var from = Stage.field(STAGE, lookups.get(lookup).reference().from());
        return from(DSL.select(Stage.line(STAGE), from.cast(String.class).as("value"))
                        .from(stage.as(STAGE)))
                .where(from.isNotNull().and(notFound(lookup)))
                .orderBy(Stage.line(STAGE));
    }

    private <R extends Record> SelectJoinStep<R> from(SelectJoinStep<R> select) {
        var joined = select;
        for (int i = 0; i < lookups.size(); i++) {
            var lookup = lookups.get(i);
            var match = lookup.reference().match();
            var from = Stage.field(STAGE, lookup.reference().from());
            joined =
                    joined.leftJoin(DSL.table(lookup.table().name()).as(DSL.quotedName(row(i))))
                            .on(Stage.field(row(i), match).eq(from));
            for (int k = 0; k < lookup.among().size(); k++) {
                joined =
                        joined.leftJoin(lookup.among().get(k).stage().as(staged(i, k)))
                                .on(Stage.field(staged(i, k), match).eq(from));
            }
        }
        return joined;
    }

    private Field<Object> value(int i) {
        var lookup = lookups.get(i);
        var values = new ArrayList<Field<Object>>();
        for (int k = lookup.among().size() - 1; k >= 0; k--) {
            var value = lookup.among().get(k).value();
            if (value != null) {
                values.add(Stage.field(staged(i, k), value));
            }
        }
        values.add(Stage.field(row(i), lookup.value()));
        return first(values);
    }

    private static <T> Field<T> first(List<Field<T>> values) {
        var others = values.subList(1, values.size()).toArray(Field<?>[]::new);
        return others.length == 0 ? values.getFirst() : DSL.coalesce(values.getFirst(), others);
    }

    private Condition notFound(int i) {
        return Stage.field(row(i), lookups.get(i).value()).isNull().andNot(isStaged(i));
    }

    private Condition isStaged(int i) {
        var conditions = new ArrayList<Condition>();
        for (int k = 0; k < lookups.get(i).among().size(); k++) {
            conditions.add(Stage.line(staged(i, k)).isNotNull());
        }
        return conditions.isEmpty() ? DSL.falseCondition() : DSL.or(conditions);
    }

    private Condition pointsToNewRow() {
        var conditions = new ArrayList<Condition>();
        for (int i = 0; i < lookups.size(); i++) {
            if (!lookups.get(i).among().isEmpty()) {
                conditions.add(isStaged(i).and(value(i).isNull()));
            }
        }
        return conditions.isEmpty() ? DSL.falseCondition() : DSL.or(conditions);
    }

    private static String row(int i) {
        return "r" + i;
    }

    private static String staged(int i, int k) {
        return "p" + i + "_" + k;
    }
}
