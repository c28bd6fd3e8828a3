package dev.slipway.export;

import dev.slipway.catalog.TableName;
import dev.slipway.export.Relations.Relation;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;

import org.jooq.DSLContext;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the tables that a user names.
final class RequestedTables {
    private static final String TABLES =
            """
            select n.nspname, c.relname, pg_table_is_visible(c.oid)
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p')
               and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
             order by n.nspname, c.relname
            """;

    private final DSLContext database;
    private final Relations relations;

    RequestedTables(DSLContext database, Relations relations) {
        this.database = database;
        this.relations = relations;
    }

    /// The tables, each once.
    ///
    /// @throws FailureException with every name that is no table's, exit 2
    List<Relation> find(List<String> names) {
        var problems = new ArrayList<Problem>();
        var found = new LinkedHashSet<Relation>();
        for (var written : names) {
            var name = TableName.parse(written);
            var relation =
                    name.table().isEmpty() || "".equals(name.schema())
                            ? Optional.<Relation>empty()
                            : relations.find(name);
            relation.ifPresentOrElse(
                    found::add, () -> problems.add(Problem.of(whatItIs(written, name))));
        }
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            (names.size() == 1
                                            ? "the table"
                                            : problems.size() + " of " + names.size() + " tables")
                                    + " cannot be exported; nothing was written",
                            problems,
                            "name tables of this database as table or schema.table, and in double quotes a name with a dot in it")
                    .exception();
        }
        return List.copyOf(found);
    }

    private String whatItIs(String written, TableName name) {
        var kind =
                name.table().isEmpty() || "".equals(name.schema())
                        ? null
                        : database.resultQuery(
                                        "select relkind::text from pg_class where oid = to_regclass(?)",
                                        database.render(name.quoted()))
                                .fetchOne(0, String.class);
        return switch (kind) {
            case null ->
                    "there is no table '"
                            + written
                            + "'"
                            + nearest(name).map(near -> "; did you mean " + near + "?").orElse("");
            case "v", "m" -> written + " is a view; a seed fills tables only";
            case "f" -> written + " is a foreign table; a seed fills tables of its own database";
            case String _ -> written + " is no table";
        };
    }

    private Optional<String> nearest(TableName name) {
        Set<String> known = new LinkedHashSet<>();
        var elsewhere = new ArrayList<String>();
        database.resultQuery(TABLES)
                .forEach(
                        row -> {
                            var qualified =
                                    new TableName(
                                            row.get(0, String.class), row.get(1, String.class));
                            known.add(qualified.toString());
                            if (row.get(2, Boolean.class)) {
                                known.add(new TableName(null, qualified.table()).toString());
                            }
                            if (qualified.table().equals(name.table())) {
                                elsewhere.add(qualified.toString());
                            }
                        });
        return elsewhere.isEmpty()
                ? NearestName.of(name.toString(), known)
                : Optional.of(elsewhere.getFirst());
    }
}
