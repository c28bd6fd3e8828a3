package dev.slipway.seed;

import dev.slipway.catalog.Column;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

import java.util.List;

/// Tries every value of a stage that holds texts on its column's type.
final class ValueCheck {
    private static final int SHOWN = 60;

    private final DSLContext database;
    private final Scratch scratch;
    private final Name stage;

    /// @param stage a table whose columns are all text
    ValueCheck(DSLContext database, Scratch scratch, Name stage) {
        this.database = database;
        this.scratch = scratch;
        this.stage = stage;
    }

    void check(List<Column> columns, Rejects rejects) {
        var byServer = hasInputCheck();
        var function = scratch.function("slipway_input_error");
        var isMade = false;
        for (var column : columns) {
            if (byServer) {
                database.execute("savepoint slipway_values");
                try {
                    check(column, byServer(column), rejects);
                    database.execute("release savepoint slipway_values");
                    continue;
                } catch (DataAccessException thrownAfterAll) {
                    // Types of extensions may still throw where they should report.
                    database.execute("rollback to savepoint slipway_values");
                }
            }
            if (!isMade) {
                database.execute(DSL.sql(BY_FUNCTION, function));
                isMade = true;
            }
            check(
                    column,
                    DSL.field(
                            "{0}({1}, {2})",
                            String.class, function, value(column), DSL.inline(column.type())),
                    rejects);
        }
        if (isMade) {
            database.execute(DSL.sql("drop function {0}(text, text)", function));
        }
    }

    /// PostgreSQL 16 can try a value without an error.
    private boolean hasInputCheck() {
        return database.fetchValue(
                        "select to_regprocedure('pg_catalog.pg_input_error_info(text, text)')::text")
                != null;
    }

    private static Field<String> byServer(Column column) {
        return DSL.field(
                "(select e.message from pg_input_error_info({0}, {1}) e)",
                String.class, value(column), DSL.inline(column.type()));
    }

    // Raised where the value is tried, caught in the same function: a subtransaction a value, slow
    // and exact, and only on the way to a failure.
    private static final String BY_FUNCTION =
            """
            create function {0}(value text, type text) returns text
            language plpgsql as $$
            begin
              execute format('select %L::%s', value, type);
              return null;
            exception when data_exception or integrity_constraint_violation or invalid_text_representation then
              return sqlerrm;
            end
            $$
            """;

    private void check(Column column, Field<String> refusal, Rejects rejects) {
        var value = value(column);
        // A cast shortens what an assignment would refuse.
        var tooLong =
                column.maxLength() == 0
                        ? DSL.inline((String) null, String.class)
                        : DSL.when(
                                DSL.charLength(DSL.function("rtrim", String.class, value))
                                        .gt(column.maxLength()),
                                DSL.inline("value too long for type " + column.type()));
        var error = DSL.coalesce(tooLong, refusal);
        var tried =
                database.select(Stage.row("s"), shown(value).as("value"), error.as("error"))
                        .from(DSL.table(stage).as("s"))
                        .where(value.isNotNull())
                        .asTable("tried");
        rejects.addAll(
                database.select(
                                DSL.field(Stage.ROW, Long.class),
                                DSL.inline(column.name()),
                                DSL.concat(
                                        DSL.inline(column.name() + " (" + column.type() + ") is '"),
                                        DSL.field("value", String.class),
                                        DSL.inline("': "),
                                        DSL.field("error", String.class)))
                        .from(tried)
                        .where(DSL.field("error").isNotNull()));
    }

    private static Field<String> value(Column column) {
        return DSL.field(DSL.quotedName("s", column.name()), String.class);
    }

    /// A value in one line, and not the whole of a long one.
    static Field<String> shown(Field<String> value) {
        return DSL.field(
                "replace(case when length({0}) > {1} then left({0}, {1}) || '…' else {0} end, e'\\n', '\\n')",
                String.class, value, DSL.inline(SHOWN));
    }
}
