package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.data.FileProblems;
import dev.slipway.data.Fingerprint;
import dev.slipway.data.RowSink;
import dev.slipway.seed.CopyRows.CopyRefused;
import dev.slipway.seed.CopyRows.FlushListener;
import dev.slipway.seed.CopyRows.Shape;
import dev.slipway.seed.SeedRows.Part;

import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Copies the rows of files into tables, by COPY and as a stream.
///
/// @param ignored columns of the files that are not copied
/// @param placeholders what `${name}` in a value stands for; null when it is taken as it is
record Copier(
        Connection connection,
        DSLContext database,
        Set<String> ignored,
        @Nullable Map<String, String> placeholders,
        FlushListener onFlush,
        PassListener onPass) {
    /// Hears of each pass over a file that went into a table.
    @FunctionalInterface
    interface PassListener {
        /// One file was read.
        ///
        /// @param number the file's place among the seed's
        /// @param bytes what they were in this pass
        void passed(int number, Fingerprint bytes);
    }

    Copier {
        ignored = Set.copyOf(ignored);
    }

    /// What became of one file's rows.
    ///
    /// @param empty the columns of the file that were NULL in some row
    record Copied(long rows, Set<String> empty) {}

    /// Where the rows go.
    ///
    /// @param columns of the file and what they are copied as, by name; ignored ones need none
    /// @param key columns of the file that tell rows apart
    /// @param rising follows the keys; null when nobody asks
    /// @param row the table's column for the row's number, or null when it has none
    /// @param constants columns of the table that the file has not, and their text
    record Into(
            Name table,
            Map<String, Column> columns,
            List<String> key,
            @Nullable RisingKey rising,
            @Nullable Name row,
            Map<String, @Nullable String> constants) {}

    /// The columns of a file that are copied.
    List<String> copied(Part part) {
        return part.columns().stream().filter(name -> !ignored.contains(name)).toList();
    }

    /// Copies one file.
    ///
    /// @param number the file's place among the seed's
    /// @param filter what stands between the file and the table
    /// @param problems takes the faults of malformed rows, which are left out
    /// @throws CopyRefused when the server ended the COPY
    Copied copy(
            Part part, int number, Into into, UnaryOperator<RowSink> filter, FileProblems problems)
            throws IOException, SQLException {
        var copied = copied(part);
        var columns = copied.stream().map(into.columns()::get).toList();
        var names =
                Stream.of(
                                Stream.ofNullable(into.row()),
                                columns.stream().map(column -> DSL.quotedName(column.name())),
                                into.constants().keySet().stream().map(DSL::quotedName))
                        .flatMap(name -> name)
                        .toList();
        var arrays = new BitSet();
        var key = new ArrayList<Integer>();
        for (int i = 0; i < copied.size(); i++) {
            arrays.set(i, columns.get(i).isArray());
            key.add(into.key().indexOf(copied.get(i)));
        }
        var shape =
                new Shape(
                        arrays,
                        key,
                        into.rising(),
                        into.row() == null ? OptionalInt.empty() : OptionalInt.of(number),
                        constants(into, names.size()));
        var sql =
                database.render(
                        DSL.sql("copy {0} ({1}) from stdin", into.table(), DSL.list(names)));
        try (var copying = new Copying(connection, sql)) {
            var rows = new CopyRows(copying.copy, shape, onFlush);
            var bytes = part.reader().read(filtered(filter.apply(rows), part, copied), problems);
            rows.flush();
            copying.end();
            onPass.passed(number, bytes);
            return new Copied(
                    rows.rows(),
                    rows.empty().stream().mapToObj(copied::get).collect(Collectors.toSet()));
        }
    }

    private RowSink filtered(RowSink sink, Part part, List<String> copied) {
        var next = placeholders == null ? sink : new Placeholders(sink, placeholders);
        if (copied.size() == part.columns().size()) {
            return next;
        }
        var selected = new boolean[part.columns().size()];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = copied.contains(part.columns().get(i));
        }
        return new SelectedColumns(next, selected);
    }

    private static String constants(Into into, int columns) {
        var values = new ArrayList<String>();
        into.constants().values().forEach(value -> values.add(CopyRows.escaped(value)));
        if (values.isEmpty()) {
            return "";
        }
        var before = columns == values.size() ? "" : "\t";
        return before + String.join("\t", values);
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
}
