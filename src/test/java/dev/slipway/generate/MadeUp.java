package dev.slipway.generate;

import dev.slipway.catalog.Jooq;
import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.data.FileProblems;
import dev.slipway.data.RowSink;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.Generator;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.support.TestDatabase;

import org.postgresql.PGConnection;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Made-up rows for a table of a real database: as a list, or copied into it.
final class MadeUp {
    private final TestDatabase database;
    private final String table;
    private Source.Generated spec = new Source.Generated(0, 42, "en", List.of());
    private final Map<String, Long> counts = new HashMap<>();

    MadeUp(TestDatabase database, String table) {
        this.database = database;
        this.table = table;
    }

    static GeneratedColumn column(String name, Generator generator) {
        return new GeneratedColumn(name, generator, 0);
    }

    MadeUp rows(long rows) {
        spec = new Source.Generated(rows, spec.seed(), spec.locale(), spec.columns());
        return this;
    }

    MadeUp seed(long seed) {
        spec = new Source.Generated(spec.rows(), seed, spec.locale(), spec.columns());
        return this;
    }

    MadeUp locale(String locale) {
        spec = new Source.Generated(spec.rows(), spec.seed(), locale, spec.columns());
        return this;
    }

    MadeUp columns(GeneratedColumn... columns) {
        spec =
                new Source.Generated(
                        spec.rows(), spec.seed(), spec.locale(), Arrays.asList(columns));
        return this;
    }

    MadeUp count(String column, long rows) {
        counts.put(column, rows);
        return this;
    }

    private TargetTable target() {
        try (var connection = database.connect()) {
            return TargetTable.find(Jooq.on(connection), TableName.parse(table)).orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Picked> picks() {
        return GeneratedRows.picks(spec, target());
    }

    List<String> columnNames() {
        return new GeneratedRows(spec, target(), counts).columns(new FileProblems("seed"));
    }

    List<String> problems() {
        var problems = new FileProblems("seed");
        new GeneratedRows(spec, target(), counts).columns(problems);
        return problems.list().stream().map(Problem::message).toList();
    }

    /// The values of each row; NULL is `∅`.
    List<List<String>> list() {
        var list = new ArrayList<List<String>>();
        read(list);
        return list;
    }

    /// One column of all rows.
    List<String> values(String column) {
        var index = columnNames().indexOf(column);
        return list().stream().map(row -> row.get(index)).toList();
    }

    /// Copies the rows into the table, which refuses what it cannot take.
    void copy() {
        var list = new ArrayList<List<String>>();
        read(list);
        var text =
                list.stream()
                        .map(
                                row ->
                                        row.stream()
                                                .map(
                                                        value ->
                                                                value.equals("∅")
                                                                        ? "\\N"
                                                                        : value.replace(
                                                                                "\\", "\\\\"))
                                                .collect(Collectors.joining("\t", "", "\n")))
                        .collect(Collectors.joining());
        var columns = String.join("\", \"", columnNames());
        try (var connection = database.connect()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy " + table + " (\"" + columns + "\") from stdin",
                            new StringReader(text));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void read(List<List<String>> into) {
        var problems = new FileProblems("seed");
        try {
            new GeneratedRows(spec, target(), counts).read(new Kept(into), problems);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.list().toString());
        }
    }

    private static final class Kept implements RowSink {
        private final List<List<String>> rows;
        private List<String> row = List.of();

        Kept(List<List<String>> rows) {
            this.rows = rows;
        }

        @Override
        public void beginRow(long line) {
            if (line != rows.size() + 1) {
                throw new IllegalStateException("line " + line + " after " + rows.size());
            }
            row = new ArrayList<>();
        }

        @Override
        public void text(byte[] buffer, int from, int length) {
            row.add(new String(buffer, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void nullValue() {
            row.add("∅");
        }

        @Override
        public void structure(JsonNode node) {
            throw new IllegalStateException("made-up values are texts");
        }

        @Override
        public void endRow() {
            rows.add(row);
        }
    }
}
