package dev.slipway.seed;

import dev.slipway.seed.SeedDefinition.Reference;

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
import java.util.Objects;

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
    /// @param among a stage whose rows count too, or null
    /// @param amongValue the column of that stage that holds the value; null where new rows have
    ///     none yet, in a plan
    record Lookup(
            Reference reference,
            TargetTable table,
            String value,
            @Nullable Stage among,
            @Nullable String amongValue) {}

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
            var among = lookup.among();
            if (among != null) {
                joined =
                        joined.leftJoin(among.as(staged(i)))
                                .on(Stage.field(staged(i), match).eq(from));
            }
        }
        return joined;
    }

    private Field<Object> value(int i) {
        var lookup = lookups.get(i);
        var found = Stage.field(row(i), lookup.value());
        return lookup.amongValue() == null
                ? found
                : DSL.coalesce(
                        found, Stage.field(staged(i), Objects.requireNonNull(lookup.amongValue())));
    }

    private Condition notFound(int i) {
        var missing = Stage.field(row(i), lookups.get(i).value()).isNull();
        return lookups.get(i).among() == null
                ? missing
                : missing.and(Stage.line(staged(i)).isNull());
    }

    private Condition pointsToNewRow() {
        var conditions = new ArrayList<Condition>();
        for (int i = 0; i < lookups.size(); i++) {
            if (lookups.get(i).among() != null) {
                conditions.add(
                        Stage.line(staged(i))
                                .isNotNull()
                                .and(Stage.field(row(i), lookups.get(i).value()).isNull()));
            }
        }
        return conditions.isEmpty() ? DSL.falseCondition() : DSL.or(conditions);
    }

    private static String row(int i) {
        return "r" + i;
    }

    private static String staged(int i) {
        return "p" + i;
    }
}
