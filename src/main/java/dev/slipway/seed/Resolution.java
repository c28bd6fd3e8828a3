package dev.slipway.seed;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.SQL;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SelectJoinStep;
import org.jooq.Table;
import org.jooq.TableLike;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The staged rows as the target's: every reference looked up, every constant and expression in its
/// place. It is what the diff and the writing read.
///
/// A reference finds its row in the table it names; one to the seed's own table in the files' rows
/// too, and in a plan also in the rows that an earlier seed of the same plan would insert.
final class Resolution {
    static final String POINTS_TO_NEW_ROW = "_slipway_points_to_new_row";

    /// Tells rows apart while the stage is not written to.
    static final String AT = "_slipway_at";

    private static final String EXPRESSION = "_slipway_is_";
    private static final String STAGE = "s";

    private final Stage stage;
    private final Map<String, QueryPart> values;
    private final Map<String, QueryPart> expressions;
    private final List<Lookup> lookups;

    /// One reference, resolved against the catalog.
    ///
    /// @param column of the target that gets what is found
    /// @param from the stage's column that is looked up
    /// @param rows where to look
    /// @param match the column there that equals it
    /// @param value the column there whose value is taken
    /// @param shown how messages call `match`
    /// @param among stages whose rows count too, and before the table's: they say how it will be
    record Lookup(
            String column,
            String from,
            TableLike<?> rows,
            String match,
            String value,
            String shown,
            List<Among> among) {
        Lookup {
            among = List.copyOf(among);
        }
    }

    /// Rows that a file brings to the referred table.
    ///
    /// @param value the column of the stage that holds the value; null where new rows have none
    ///     yet, in a plan
    record Among(Stage stage, String match, @Nullable String value) {}

    /// @param values of the target's columns, in terms of the stage `s`
    /// @param expressions those that the manifest writes in SQL, over the files' columns
    Resolution(
            Stage stage,
            Map<String, QueryPart> values,
            Map<String, QueryPart> expressions,
            List<Lookup> lookups) {
        this.stage = stage;
        this.values = values;
        this.expressions = expressions;
        this.lookups = List.copyOf(lookups);
    }

    List<Lookup> lookups() {
        return lookups;
    }

    /// The rows: the target's columns under the target's names, the row's number, what tells it
    /// apart, and whether a reference points to a row that does not exist yet.
    Select<Record> rows() {
        var fields = new ArrayList<SelectFieldOrAsterisk>();
        fields.add(Stage.row(STAGE));
        fields.add(Stage.field(STAGE, AT));
        values.forEach(
                (column, value) ->
                        fields.add(
                                DSL.field("{0}", Object.class, value).as(DSL.quotedName(column))));
        expressions
                .keySet()
                .forEach(
                        column ->
                                fields.add(
                                        Stage.field(STAGE, EXPRESSION + column)
                                                .as(DSL.quotedName(column))));
        for (int i = 0; i < lookups.size(); i++) {
            fields.add(value(i).as(DSL.quotedName(lookups.get(i).column())));
        }
        fields.add(DSL.field(pointsToNewRow()).as(DSL.quotedName(POINTS_TO_NEW_ROW)));
        return from(DSL.select(fields).from(base()));
    }

    /// The rows as a table.
    Table<?> as(String alias) {
        return rows().asTable(DSL.quotedName(alias));
    }

    /// The same within SQL that is written out, where jOOQ would only put the alias.
    QueryPart declared(String alias) {
        return DSL.sql("({0}) as {1}", rows(), DSL.quotedName(alias));
    }

    /// A query over no rows that fails where a column's value cannot be reckoned; null where the
    /// column has none. In a WHERE nothing is allowed that goes over several rows.
    @Nullable SQL withoutRows(String column) {
        var expression = expressions.get(column);
        var value = expression == null ? values.get(column) : expression;
        return value == null
                ? null
                : DSL.sql(
                        "select from {0} as {1} where ({2}) is null limit 0",
                        stage.name(), DSL.quotedName(expression == null ? STAGE : "t"), value);
    }

    /// The stage, with the expressions reckoned where only its own columns are in sight.
    private Table<?> base() {
        var fields = new ArrayList<QueryPart>();
        fields.add(DSL.sql("t.ctid as {0}, t.*", DSL.quotedName(AT)));
        expressions.forEach(
                (column, expression) ->
                        fields.add(
                                DSL.sql(
                                        "{0} as {1}",
                                        expression, DSL.quotedName(EXPRESSION + column))));
        return DSL.table("(select {0} from {1} as t)", DSL.list(fields), stage.name())
                .as(DSL.quotedName(STAGE));
    }

    /// The rows whose reference finds nothing: their number and what they refer to.
    Select<Record2<Long, String>> orphans(int lookup) {
        var from = Stage.field(STAGE, lookups.get(lookup).from());
        return from(DSL.select(Stage.row(STAGE), from.cast(String.class).as("value")).from(base()))
                .where(from.isNotNull().and(notFound(lookup)));
    }

    private <R extends Record> SelectJoinStep<R> from(SelectJoinStep<R> select) {
        var joined = select;
        for (int i = 0; i < lookups.size(); i++) {
            var lookup = lookups.get(i);
            var from = Stage.field(STAGE, lookup.from());
            joined =
                    joined.leftJoin(lookup.rows().asTable(DSL.quotedName(row(i))))
                            .on(Stage.field(row(i), lookup.match()).eq(from));
            for (int k = 0; k < lookup.among().size(); k++) {
                var among = lookup.among().get(k);
                joined =
                        joined.leftJoin(among.stage().as(staged(i, k)))
                                .on(Stage.field(staged(i, k), among.match()).eq(from));
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
            conditions.add(Stage.row(staged(i, k)).isNotNull());
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
