package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.data.FileProblems;
import dev.slipway.data.RowReader;
import dev.slipway.data.RowReader.Place;
import dev.slipway.data.RowSink;
import dev.slipway.data.TextCheck;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.seed.CopyRows.CopyRefused;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The temporary table that a file is copied into: its columns with the types of the target's, and
/// the line of each row. It is gone with the transaction.
final class Stage {
    static final Name LINE = DSL.quotedName("_slipway_line");
    private static final Pattern COPY_ROW = Pattern.compile("COPY [^,]*, line ([0-9]+)");

    private final Connection connection;
    private final DSLContext database;
    private final Name name;
    private final List<Column> columns;

    /// @param database jOOQ on that connection
    /// @param name of the table to make; unique in the transaction
    /// @param columns the file's columns in its order, each named as in the file and typed as what
    ///     it goes to
    Stage(Connection connection, DSLContext database, String name, List<Column> columns) {
        this.connection = connection;
        this.database = database;
        this.name = DSL.quotedName(name);
        this.columns = List.copyOf(columns);
    }

    Name name() {
        return name;
    }

    Table<?> as(String alias) {
        return DSL.table(name).as(DSL.quotedName(alias));
    }

    static Field<Object> field(String alias, String column) {
        return DSL.field(DSL.quotedName(alias, column));
    }

    static Field<Long> line(String alias) {
        return DSL.field(DSL.quotedName(alias, LINE.last()), Long.class);
    }

    boolean has(String column) {
        return columns.stream().anyMatch(candidate -> candidate.name().equals(column));
    }

    /// Makes the table and copies the file into it.
    ///
    /// Values that their column's type refuses become problems with their place; the rows of the
    /// file are then not all in the stage, and the transaction is at the savepoint before it.
    ///
    /// @param more columns that the file has not and that are filled later
    /// @throws SQLException when the copying fails for a reason that is not the data's
    void fill(
            RowReader reader,
            Collection<Column> more,
            FileProblems problems,
            CopyRows.FlushListener onFlush)
            throws IOException, SQLException {
        create(Stream.concat(columns.stream(), more.stream()).toList(), false);
        database.execute("savepoint slipway_copy");
        var malformed = problems.ofSameFile();
        try {
            copy(reader, malformed, onFlush);
            problems.addAll(malformed);
            database.execute("release savepoint slipway_copy");
        } catch (CopyRefused refused) {
            if (!isDataError(refused.sql())) {
                throw refused.sql();
            }
            database.execute("rollback to savepoint slipway_copy");
            findBadValues(reader, problems, refused.sql(), onFlush);
        }
    }

    /// Counts rows and values for the planner: temporary tables are never analyzed by themselves,
    /// and the joins to come depend on a good plan.
    ///
    /// @param joined the columns that are joined on; the others' values matter to nobody
    void analyze(Collection<String> joined) {
        var names = joined.stream().map(DSL::quotedName).toList();
        database.execute(DSL.sql("analyze {0} ({1})", name, DSL.list(names)));
    }

    private void create(List<Column> all, boolean asText) {
        var definitions = new ArrayList<QueryPart>();
        definitions.add(DSL.sql("{0} bigint not null", LINE));
        all.forEach(
                column ->
                        definitions.add(
                                DSL.sql(
                                        "{0} {1}",
                                        DSL.quotedName(column.name()),
                                        DSL.raw(asText ? "text" : column.type()))));
        database.execute(
                DSL.sql(
                        "create temporary table {0} ({1}) on commit drop",
                        name, DSL.list(definitions)));
    }

    private void copy(RowReader reader, FileProblems problems, CopyRows.FlushListener onFlush)
            throws IOException, SQLException {
        var names =
                Stream.concat(
                                Stream.of(LINE),
                                columns.stream().map(column -> DSL.quotedName(column.name())))
                        .toList();
        var sql = database.render(DSL.sql("copy {0} ({1}) from stdin", name, DSL.list(names)));
        try (var copying = new Copying(connection, sql)) {
            var rows =
                    new CopyRows(
                            copying.copy, columns.stream().map(Column::isArray).toList(), onFlush);
            reader.read(rows, problems);
            rows.flush();
            copying.end();
        }
    }

    /// A COPY under way, cancelled unless it was ended.
    private static final class Copying implements AutoCloseable {
        private final CopyIn copy;

        Copying(Connection connection, String sql) throws SQLException {
            copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        }

        void end() throws CopyRefused {
            try {
                copy.endCopy();
            } catch (SQLException e) {
                throw new CopyRefused(e);
            }
        }

        @Override
        public void close() throws SQLException {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /// Class 22 is bad data; 23 a domain's constraint.
    private static boolean isDataError(SQLException e) {
        return e.getSQLState() != null
                && (e.getSQLState().startsWith("22") || e.getSQLState().startsWith("23"));
    }

    /// Finds every value that its type refuses, not only the one at which COPY stopped: the file
    /// once more, all as text, and then each value tried on its own.
    private void findBadValues(
            RowReader reader,
            FileProblems problems,
            SQLException first,
            CopyRows.FlushListener onFlush)
            throws IOException, SQLException {
        var known = problems.count();
        database.execute(DSL.sql("drop table {0}", name));
        create(columns, true);
        database.execute("savepoint slipway_copy");
        try {
            // The first pass stopped early; this one meets every malformed row.
            var malformed = problems.ofSameFile();
            copy(reader, malformed, onFlush);
            problems.addAll(malformed);
        } catch (CopyRefused refused) {
            database.execute("rollback to savepoint slipway_copy");
            // The rows before it would be told again.
            var texts = problems.ofSameFile();
            reader.read(
                    new TextCheck(
                            columns.stream().map(Column::name).toList(),
                            (line, column, message) -> {
                                var place = locate(reader, line, column);
                                texts.add(place.line(), place.column(), message);
                            }),
                    texts);
            if (texts.isEmpty()) {
                addCopyError(reader, texts, refused.sql());
            }
            problems.addAll(texts);
            return;
        }
        database.execute(INPUT_ERROR);
        for (var column : columns) {
            badValues(column)
                    .forEach(
                            bad -> {
                                var place = locate(reader, bad.line(), column.name());
                                problems.add(
                                        place.line(),
                                        place.column(),
                                        column.name()
                                                + " is "
                                                + quote(bad.value())
                                                + ": "
                                                + bad.error());
                            });
        }
        if (problems.count() == known) {
            addCopyError(reader, problems, first);
        }
    }

    // Raised where the value is tried, caught in the same function: a subtransaction a value, slow
    // and exact, and only on the way to a failure.
    private static final String INPUT_ERROR =
            """
            create or replace function pg_temp.slipway_input_error(value text, type text) returns text
            language plpgsql as $$
            begin
              execute format('select %L::%s', value, type);
              return null;
            exception when data_exception or integrity_constraint_violation or invalid_text_representation then
              return sqlerrm;
            end
            $$
            """;

    private record BadValue(long line, String value, String error) {}

    private List<BadValue> badValues(Column column) {
        var value = DSL.field(DSL.quotedName(column.name()), String.class);
        // A cast shortens what an assignment would refuse.
        var tooLong =
                column.maxLength() == 0
                        ? DSL.val((String) null, String.class)
                        : DSL.when(
                                DSL.charLength(DSL.function("rtrim", String.class, value))
                                        .gt(column.maxLength()),
                                "value too long for type " + column.type());
        var error =
                DSL.coalesce(
                        tooLong,
                        DSL.field(
                                "pg_temp.slipway_input_error({0}, {1})",
                                String.class, value, DSL.val(column.type())));
        var tried =
                database.select(
                                DSL.field(LINE, Long.class).as("line"),
                                value.as("value"),
                                error.as("error"))
                        .from(DSL.table(name))
                        .where(value.isNotNull())
                        .asTable("tried");
        return database.select(
                        DSL.field("line", Long.class),
                        DSL.field("value", String.class),
                        DSL.field("error", String.class))
                .from(tried)
                .where(DSL.field("error").isNotNull())
                .orderBy(DSL.field("line"))
                .limit(FileProblems.LIMIT + 1)
                .fetch(row -> new BadValue(row.value1(), row.value2(), row.value3()));
    }

    /// What COPY itself said, at the row where it stopped.
    private void addCopyError(RowReader reader, FileProblems problems, SQLException e)
            throws IOException {
        var server = DatabaseFailures.serverError(e);
        var where = server == null || server.getWhere() == null ? "" : server.getWhere();
        var row = COPY_ROW.matcher(where);
        var line = row.find() ? lineOfRow(reader, Long.parseLong(row.group(1))) : 0;
        problems.add(
                line,
                0,
                server == null || server.getMessage() == null
                        ? String.valueOf(e.getMessage())
                        : server.getMessage());
    }

    /// COPY counts rows; in the file a row may take several lines.
    private static long lineOfRow(RowReader reader, long number) throws IOException {
        var counter = new LineOfRow(number);
        reader.read(counter, new FileProblems(""));
        return counter.line;
    }

    static Place locate(RowReader reader, long rowLine, String column) {
        try {
            return reader.locate(rowLine, column);
        } catch (IOException unreadable) {
            return new Place(rowLine, 0);
        }
    }

    static String quote(String value) {
        var shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return "'" + shown.replace("\n", "\\n") + "'";
    }

    private static final class LineOfRow implements RowSink {
        private final long number;
        private long count;
        private long line;

        LineOfRow(long number) {
            this.number = number;
        }

        @Override
        public void beginRow(long rowLine) {
            if (++count == number) {
                line = rowLine;
            }
        }

        @Override
        public void text(byte[] buffer, int from, int length) {}

        @Override
        public void nullValue() {}

        @Override
        public void structure(JsonNode node) {}

        @Override
        public void endRow() {}
    }
}
