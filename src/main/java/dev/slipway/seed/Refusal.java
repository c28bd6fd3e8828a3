package dev.slipway.seed;

import dev.slipway.catalog.TargetTable.ForeignKey;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.util.ServerErrorMessage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// Why the table refused the rows, with those at fault where they can be found. Runs after a
/// rollback to before the writing.
final class Refusal {
    private static final String ROWS = "x";

    private final DSLContext database;
    private final SeedTarget target;
    private final Resolution resolution;
    private final Rejects rejects;

    Refusal(DSLContext database, SeedTarget target, Resolution resolution, Rejects rejects) {
        this.database = database;
        this.target = target;
        this.resolution = resolution;
        this.rejects = rejects;
    }

    /// Rejects the rows at fault.
    ///
    /// @return whether rows were found
    boolean explain(SQLException e, Collection<String> given) {
        var server = DatabaseFailures.serverError(e);
        if (server == null) {
            return false;
        }
        var known = rejects.count();
        switch (Objects.requireNonNullElse(e.getSQLState(), "")) {
            case "23503" -> foreignKey(server);
            case "23514" -> check(server);
            case "23505" -> taken(given);
            default -> {
                // No row can be named.
            }
        }
        return rejects.count() > known;
    }

    /// Whether a refusal is a fault of the data.
    static boolean isDataFault(SQLException e) {
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        return state.startsWith("22") || state.startsWith("23") || state.equals("P0001");
    }

    /// What the server said, where no row can be named.
    static Problem problem(SeedDefinition seed, SQLException e) {
        return Problem.inFile(seed.sourceName(), String.join("; ", DatabaseFailures.explain(e)));
    }

    private void foreignKey(ServerErrorMessage server) {
        target.table().foreignKeys().stream()
                .filter(key -> key.constraint().equals(server.getConstraint()))
                .forEach(this::orphans);
    }

    private void orphans(ForeignKey key) {
        var conditions = new ArrayList<Condition>();
        for (int i = 0; i < key.columns().size(); i++) {
            conditions.add(
                    Stage.field("r", key.referencedColumns().get(i))
                            .eq(Stage.field(ROWS, key.columns().get(i))));
        }
        var inFile =
                key.references() == target.table().oid()
                        ? DSL.exists(
                                DSL.selectOne().from(resolution.as("r")).where(DSL.and(conditions)))
                        : DSL.falseCondition();
        var complete =
                key.columns().stream()
                        .map(column -> Stage.field(ROWS, column).isNotNull())
                        .toList();
        var source = target.shown(key.columns().getFirst());
        rejects.addAll(
                DSL.select(
                                Stage.row(ROWS),
                                DSL.inline(source),
                                DSL.concat(
                                        DSL.inline(source + " '"),
                                        ValueCheck.shown(
                                                Stage.field(ROWS, key.columns().getFirst())
                                                        .cast(String.class)),
                                        DSL.inline(
                                                "' is in no "
                                                        + key.referencedTable()
                                                                .unquotedName()
                                                                .last()
                                                        + "."
                                                        + key.referencedColumns().getFirst())))
                        .from(resolution.as(ROWS))
                        .where(DSL.and(complete))
                        .andNotExists(
                                DSL.selectOne()
                                        .from(
                                                DSL.table(key.referencedTable())
                                                        .as(DSL.quotedName("r")))
                                        .where(DSL.and(conditions)))
                        .andNot(inFile));
    }

    /// Rows whose unique value another row of the table has.
    private void taken(Collection<String> given) {
        for (var unique : target.table().uniqueKeys()) {
            var columns = unique.columns();
            if (unique.predicate() != null
                    || columns.equals(target.key())
                    || !given.containsAll(columns)) {
                continue;
            }
            var shown =
                    DSL.field(
                            "concat_ws(', ', {0})",
                            String.class,
                            DSL.list(
                                    columns.stream()
                                            .map(
                                                    column ->
                                                            Stage.field(ROWS, column)
                                                                    .cast(String.class))
                                            .toList()));
            var found =
                    DSL.select(
                                    Stage.row(ROWS),
                                    DSL.inline(target.shown(columns.getFirst())),
                                    DSL.concat(
                                            DSL.inline(
                                                    "another row of "
                                                            + target.table()
                                                            + " has ("
                                                            + String.join(", ", columns)
                                                            + ") = ("),
                                            ValueCheck.shown(shown),
                                            DSL.inline(") already")))
                            .from(resolution.as(ROWS))
                            .join(DSL.table(target.table().name()).as(DSL.quotedName("t")))
                            .on(equal(columns));
            rejects.addAll(
                    target.key().isEmpty() ? found : found.where(DSL.not(equal(target.key()))));
        }
    }

    private static Condition equal(List<String> columns) {
        return DSL.and(
                columns.stream()
                        .map(column -> Stage.field("t", column).eq(Stage.field(ROWS, column)))
                        .toList());
    }

    private void check(ServerErrorMessage server) {
        var expression =
                database.fetchValue(
                        "select pg_get_expr(conbin, conrelid) from pg_constraint where conrelid = ? and conname = ?",
                        target.table().oid(),
                        server.getConstraint());
        if (expression == null) {
            return;
        }
        var columns =
                database.fetchValues(
                        "select a.attname::text from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) where c.conrelid = ? and c.conname = ?",
                        target.table().oid(),
                        server.getConstraint());
        // One over several columns is about the whole row.
        var column = columns.size() == 1 ? target.sourceOf(columns.getFirst().toString()) : null;
        database.execute("savepoint slipway_check");
        try {
            rejects.addAll(
                    DSL.select(
                                    Stage.row(ROWS),
                                    DSL.inline(column == null ? "" : column),
                                    DSL.inline(
                                            "the row breaks "
                                                    + server.getConstraint()
                                                    + ": "
                                                    + expression))
                            .from(resolution.as(ROWS))
                            .where(DSL.condition("not ({0})", DSL.raw(expression.toString()))));
            database.execute("release savepoint slipway_check");
        } catch (DataAccessException needsColumnsThatTheFileHasNot) {
            database.execute("rollback to savepoint slipway_check");
        }
    }
}
