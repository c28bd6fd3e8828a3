package dev.slipway.seed;

import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Problem;
import dev.slipway.generate.Picked;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.manifest.SeedDefinition.Value;
import dev.slipway.manifest.SeedManifest;
import dev.slipway.seed.Resolution.Among;
import dev.slipway.seed.Resolution.Lookup;

import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// Says where each column of the target gets its value: from the files, from the manifest, or from
/// another row.
///
/// @param given the columns that a new row gets
/// @param postponed columns that are left for a second pass
record Resolver(
        DSLContext database,
        SeedTarget target,
        Stage stage,
        List<String> given,
        Set<String> postponed) {
    Resolver {
        given = List.copyOf(given);
        postponed = Set.copyOf(postponed);
    }

    /// The rows, ready to be read.
    ///
    /// @param among the stages whose rows a reference finds as well
    /// @param planOnly whether new rows have no generated ids
    Resolution resolve(Function<Reference, List<Stage>> among, boolean planOnly) {
        var values = new LinkedHashMap<String, QueryPart>();
        var expressions = new LinkedHashMap<String, QueryPart>();
        for (var column : given) {
            var rule = target.ruleOf(column).orElse(null);
            // A cast shortens what an assignment refuses, so the length is left to the check.
            var type =
                    DSL.raw(
                            target.column(column).maxLength() > 0
                                    ? "text"
                                    : target.column(column).type());
            switch (rule == null ? new Value.FromFile(column) : rule.value()) {
                case Value.FromFile(var name) when rule == null -> {
                    if (stage.has(name)
                            && !target.isPicked(name)
                            && !target.seed().references().stream()
                                    .anyMatch(reference -> reference.column().equals(column))) {
                        values.put(column, Stage.field("s", name));
                    }
                }
                case Value.FromFile(var name) ->
                        values.put(column, DSL.sql("{0}::{1}", Stage.field("s", name), type));
                case Value.Constant(var text) ->
                        values.put(
                                column, DSL.sql("{0}::{1}", DSL.inline(text, String.class), type));
                case Value.Expression(var sql) ->
                        expressions.put(column, DSL.sql("({0})::{1}", DSL.raw(sql), type));
            }
        }
        var lookups =
                target.seed().references().stream()
                        .filter(reference -> !postponed.contains(reference.column()))
                        .map(reference -> lookup(reference, among.apply(reference), planOnly))
                        .toList();
        var all = new ArrayList<>(lookups);
        target.picks().stream()
                .filter(pick -> !postponed.contains(pick.column()))
                .forEach(pick -> all.add(lookup(pick)));
        return new Resolution(stage, values, expressions, all);
    }

    private Lookup lookup(Reference reference, List<Stage> among, boolean planOnly) {
        var value = Objects.requireNonNull(target.valueColumn(reference));
        var referred = target.referredBy(reference);
        // In a plan new rows have no generated id yet: sequences are not touched.
        return new Lookup(
                reference.column(),
                reference.from(),
                DSL.table(referred.name()),
                reference.match(),
                value,
                reference.table() + "." + reference.match(),
                among.stream()
                        .filter(other -> other.has(reference.match()))
                        .map(
                                other ->
                                        new Among(
                                                other,
                                                reference.match(),
                                                !planOnly || other == stage || other.has(value)
                                                        ? value
                                                        : null))
                        .toList());
    }

    /// Made-up rows name another row by its position, in the order of the primary key or of this
    /// very seed.
    private Lookup lookup(Picked pick) {
        var value = DSL.field(DSL.quotedName(pick.from())).as(DSL.quotedName("value"));
        var position = DSL.quotedName("position");
        var table = target.pickedFrom(pick);
        var rows =
                pick.itself()
                        ? DSL.select(
                                        value,
                                        DSL.field(DSL.quotedName(Stage.ROW.last()), Long.class)
                                                .minus(1)
                                                .as(position))
                                .from(DSL.table(stage.name()))
                        : DSL.select(
                                        value,
                                        DSL.rowNumber()
                                                .over(
                                                        DSL.orderBy(
                                                                table.primaryKey().stream()
                                                                        .map(
                                                                                column ->
                                                                                        DSL.field(
                                                                                                DSL
                                                                                                        .quotedName(
                                                                                                                column)))
                                                                        .toList()))
                                                .minus(1)
                                                .as(position))
                                .from(DSL.table(table.name()));
        return new Lookup(
                pick.column(),
                pick.column(),
                rows,
                "position",
                "value",
                pick.table() + "." + pick.from(),
                List.of());
    }

    /// Tries what the manifest says of the columns without a row, each by itself.
    ///
    /// @return the faults
    List<Problem> check(Resolution resolution) {
        var problems = new ArrayList<Problem>();
        for (var rule : target.seed().columns()) {
            var tried = resolution.withoutRows(rule.column());
            if (tried != null) {
                database.execute("savepoint slipway_expressions");
                try {
                    database.execute(tried);
                    database.execute("release savepoint slipway_expressions");
                } catch (DataAccessException e) {
                    database.execute("rollback to savepoint slipway_expressions");
                    problems.add(
                            Problem.inFile(
                                    SeedManifest.FILE_NAME,
                                    "columns: " + rule.column() + ": " + said(e)));
                }
            }
        }
        return problems;
    }

    private static String said(DataAccessException e) {
        var sql = e.getCause(SQLException.class);
        var server = sql == null ? null : DatabaseFailures.serverError(sql);
        return server == null
                ? String.valueOf(e.getMessage())
                : String.valueOf(server.getMessage());
    }
}
