package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.data.CleanRows;
import dev.slipway.data.FileProblems;
import dev.slipway.seed.Copier.Into;
import dev.slipway.seed.CopyRows.CopyRefused;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The scratch table that a seed's files are copied into: their columns with the types of what they
/// go to, and the number of each row.
final class Stage {
    static final Name ROW = DSL.quotedName("_slipway_row");

    private final DSLContext database;
    private final Scratch scratch;
    private final Copier copier;
    private final SeedRows rows;
    private final List<Column> columns;
    private final List<Column> more;
    private final List<String> key;
    private Name name;
    private final Set<String> empty = new HashSet<>();
    private @Nullable RisingKey rising;
    private long size;

    /// Makes the table.
    ///
    /// @param columns the files' columns, each named as in the file and typed as what it goes to
    /// @param key the files' columns that tell rows apart
    /// @param more columns that the files have not and that are filled later
    Stage(
            DSLContext database,
            Scratch scratch,
            Copier copier,
            SeedRows rows,
            List<Column> columns,
            List<Column> more,
            List<String> key) {
        this.database = database;
        this.scratch = scratch;
        this.copier = copier;
        this.rows = rows;
        this.columns = List.copyOf(columns);
        this.more = List.copyOf(more);
        this.key = List.copyOf(key);
        this.name = create(Column::type);
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

    static Field<Long> row(String alias) {
        return DSL.field(DSL.quotedName(alias, ROW.last()), Long.class);
    }

    List<Column> columns() {
        return columns;
    }

    /// Whether it has a column of the files or one that is filled later.
    boolean has(String column) {
        return Stream.concat(columns.stream(), more.stream())
                .anyMatch(candidate -> candidate.name().equals(column));
    }

    /// Copies the files into the table. Malformed rows and values that their column's type refuses
    /// become rejects.
    ///
    /// @param goodRows whether the rows without a fault are wanted all the same; when not, the
    ///     stage is of no more use once there are rejects
    /// @throws SQLException when the copying fails for a reason that is not the data's
    void fill(Rejects rejects, boolean goodRows) throws IOException, SQLException {
        database.execute("savepoint slipway_copy");
        try {
            rejects.add(copy(false));
            database.execute("release savepoint slipway_copy");
        } catch (CopyRefused refused) {
            if (!isDataError(refused.sql())) {
                throw refused.sql();
            }
            database.execute("rollback to savepoint slipway_copy");
            fillAsText(rejects, goodRows, refused.sql());
        }
    }

    /// Counts rows and values for the planner: temporary tables are never analyzed by themselves,
    /// and the joins to come depend on a good plan.
    ///
    /// @param joined the columns that are joined on; the others' values matter to nobody
    void analyze(Collection<String> joined) {
        var names = joined.isEmpty() ? List.of(ROW) : joined.stream().map(DSL::quotedName).toList();
        database.execute(DSL.sql("analyze {0} ({1})", name, DSL.list(names)));
    }

    /// Takes the rejected rows out.
    void remove(Rejects rejects) {
        size -=
                database.execute(
                        DSL.sql(
                                "delete from {0} as s where not {1}",
                                name, rejects.none(row("s"))));
    }

    /// Takes out the base's rows over which an overlay lays its own.
    ///
    /// @param first the first row of the overlay
    /// @param same whether a row `b` of the base and one `o` of the overlay have one key
    void overlay(long first, Condition same) {
        size -=
                database.execute(
                        DSL.sql(
                                "delete from {0} as b using {0} as o where {1} < {2} and {3} >= {2} and {4}",
                                name, row("b"), DSL.inline(first), row("o"), same));
    }

    /// Whether a column was NULL in some row of the files.
    boolean hasEmpty(String column) {
        return empty.contains(column);
    }

    /// Whether the keys came in rising order, so that none stands twice.
    boolean isRising() {
        return rising != null && rising.isRising();
    }

    /// How many rows it holds.
    long size() {
        return size;
    }

    private Name create(Function<Column, String> type) {
        var definitions =
                Stream.concat(columns.stream(), more.stream())
                        .map(
                                column ->
                                        DSL.sql(
                                                "{0} {1}",
                                                DSL.quotedName(column.name()),
                                                DSL.raw(type.apply(column))))
                        .toList();
        return scratch.create(
                "stage",
                definitions.isEmpty()
                        ? DSL.sql("({0} bigint not null)", ROW)
                        : DSL.sql("({0} bigint not null, {1})", ROW, DSL.list(definitions)));
    }

    /// Copies every file.
    ///
    /// @param checked whether to look at each text, and leave out rows that no database can hold
    /// @return the faults of rows left out: while a COPY runs, the connection takes no other
    ///     statement
    private Faults copy(boolean checked) throws IOException, SQLException {
        var faults = new Faults();
        size = 0;
        empty.clear();
        var byName = byName();
        rising =
                key.stream().allMatch(byName::containsKey)
                        ? RisingKey.over(key.stream().map(byName::get).toList()).orElse(null)
                        : null;
        var into = new Into(name, byName, key, rising, ROW, Map.of());
        for (int i = 0; i < rows.parts().size(); i++) {
            var number = i;
            var part = rows.parts().get(i);
            var names = copier.copied(part);
            var problems = new FileProblems(part.name());
            var copied =
                    copier.copy(
                            part,
                            i,
                            into,
                            sink ->
                                    checked
                                            ? new CleanRows(
                                                    sink,
                                                    names,
                                                    (line, column, reason) ->
                                                            faults.add(
                                                                    SeedRows.row(number, line),
                                                                    column,
                                                                    0,
                                                                    reason))
                                            : sink,
                            problems);
            size += copied.rows();
            empty.addAll(copied.empty());
            faults.addAll(number, problems);
        }
        return faults;
    }

    /// Class 22 is bad data; 23 a domain's constraint.
    private static boolean isDataError(SQLException e) {
        return e.getSQLState() != null
                && (e.getSQLState().startsWith("22") || e.getSQLState().startsWith("23"));
    }

    /// Finds every value that its type refuses, not only the one at which COPY stopped: the files
    /// once more, all as text, and then each value tried on its own.
    private void fillAsText(Rejects rejects, boolean goodRows, SQLException first)
            throws IOException, SQLException {
        var typed = name;
        name = create(_ -> "text");
        var known = rejects.count();
        try {
            // The first pass stopped early; this one meets every malformed row.
            rejects.add(copy(true));
        } catch (CopyRefused refused) {
            throw refused.sql();
        }
        new ValueCheck(database, scratch, name).check(columns, rejects);
        if (rejects.count() == known) {
            throw first;
        }
        if (goodRows) {
            var names = columns.stream().map(column -> DSL.quotedName(column.name())).toList();
            var values =
                    columns.stream()
                            .map(
                                    column ->
                                            DSL.sql(
                                                    "s.{0}::{1}",
                                                    DSL.quotedName(column.name()),
                                                    DSL.raw(column.type())))
                            .toList();
            size =
                    database.execute(
                            DSL.sql(
                                    "insert into {0} ({1}, {2}) select s.{1}, {3} from {4} s where {5}",
                                    typed,
                                    ROW,
                                    DSL.list(names),
                                    DSL.list(values),
                                    name,
                                    rejects.none(row("s"))));
            name = typed;
        }
    }

    private Map<String, Column> byName() {
        return columns.stream()
                .collect(
                        Collectors.toMap(
                                Column::name, column -> column, (a, _) -> a, LinkedHashMap::new));
    }
}
