package dev.slipway.queries;

import dev.slipway.database.Database;
import dev.slipway.failure.Count;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Prepares queries again and again on a session of its own and says which ones a change of the
/// schema has broken. None is executed, and between two checks the session holds no lock.
public final class PreparedQueries implements AutoCloseable {
    private static final int MOST_WARNINGS = 20;

    // One round trip for all of them. A parameter whose type cannot be inferred is a text, which is
    // what a driver would say of it.
    private static final String FUNCTION =
            """
            create function pg_temp.slipway_prepare(queries text[])
            returns table (complaint text, names text[], types text) language plpgsql as $$
            declare
                declared text[];
                undetermined int;
                -- Older servers do not know the column, and never come to the query with it.
                tells_types constant boolean := pg_catalog.current_setting('server_version_num')::int >= 160000;
            begin
                for i in 1 .. pg_catalog.cardinality(queries) loop
                    declared := '{}';
                    loop
                        complaint := null;
                        names := null;
                        types := null;
                        begin
                            execute 'prepare slipway_query'
                                    || case when declared = '{}' then '' else '(' || pg_catalog.array_to_string(declared, ', ') || ')' end
                                    || ' as ' || queries[i];
                            if tells_types then
                                select p.result_types::text[], p.result_types::pg_catalog.oid[]::text
                                  into names, types
                                  from pg_catalog.pg_prepared_statements p
                                 where p.name = 'slipway_query';
                            end if;
                            deallocate slipway_query;
                            exit;
                        exception when others then
                            complaint := sqlerrm;
                            undetermined := case when sqlstate = '42P18' then pg_catalog.substring(sqlerrm, '\\$([0-9]+)')::int end;
                            exit when undetermined is null or declared[undetermined] = 'text';
                            for j in pg_catalog.cardinality(declared) + 1 .. undetermined loop
                                declared := declared || 'unknown'::text;
                            end loop;
                            declared[undetermined] := 'text';
                        end;
                    end loop;
                    return next;
                end loop;
            end $$
            """;

    // Migrations, too, find the tables of this schema without its name.
    private static final String PATH =
            """
            select pg_catalog.set_config('search_path',
                       pg_catalog.concat_ws(', ', pg_catalog.quote_ident(?),
                           nullif(pg_catalog.current_setting('search_path'), '')), false)
            """;

    private final Connection connection;
    private final List<String> warnings = new ArrayList<>();
    private final Map<Query, Result> working = new LinkedHashMap<>();

    /// What came of one.
    ///
    /// @param sql as it was prepared
    /// @param complaint null when it was prepared
    /// @param names of its result's types
    /// @param types their OIDs; null where the server does not tell, and without a result
    private record Result(
            String sql, @Nullable String complaint, List<String> names, @Nullable String types) {}

    private PreparedQueries(Connection connection) {
        this.connection = connection;
    }

    /// Prepares them for the first time.
    ///
    /// @param schema the first one in which unqualified names are looked up
    /// @throws SQLException when the server went away
    public static PreparedQueries of(Database database, String schema, List<Query> queries)
            throws SQLException {
        var prepared = new PreparedQueries(database.connect());
        try {
            prepared.begin(schema, queries);
            return prepared;
        } catch (SQLException e) {
            prepared.close();
            throw e;
        }
    }

    private void begin(String schema, List<Query> queries) throws SQLException {
        try (var path = connection.prepareStatement(PATH);
                var function = connection.createStatement()) {
            path.setString(1, schema);
            path.execute();
            function.execute(FUNCTION);
        }
        var results =
                prepare(
                        queries.stream()
                                .map(query -> Placeholders.numbered(query.text()))
                                .toList());
        var failed = 0;
        for (int i = 0; i < queries.size(); i++) {
            var query = queries.get(i);
            var result = results.get(i);
            if (result.complaint() == null) {
                working.put(query, result);
            } else if (failed++ < MOST_WARNINGS) {
                warnings.add(
                        query.place()
                                + " does not work before the migrations either, and is not checked: "
                                + result.complaint());
            }
        }
        if (failed > MOST_WARNINGS) {
            warnings.add(
                    "nor do "
                            + Count.of(failed - MOST_WARNINGS)
                            + " more; "
                            + Count.of(working.size())
                            + " queries are checked");
        }
    }

    /// Those that could not be prepared at first, a line each; beyond a number they are counted.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// Prepares all that worked until now, and tells those that do no longer, or whose result has
    /// other types. What is told once is not told again, but that a query fails after all.
    ///
    /// @throws SQLException when the server went away
    public List<Breakage> check() throws SQLException {
        var queries = List.copyOf(working.keySet());
        var results = prepare(working.values().stream().map(Result::sql).toList());
        var broken = new ArrayList<Breakage>();
        for (int i = 0; i < queries.size(); i++) {
            var query = queries.get(i);
            var was = Objects.requireNonNull(working.get(query));
            var is = results.get(i);
            if (is.complaint() != null) {
                working.remove(query);
                broken.add(new Breakage(query, is.complaint(), true));
            } else if (was.types() != null && !was.types().equals(is.types())) {
                working.put(query, new Result(was.sql(), null, List.of(), null));
                broken.add(new Breakage(query, difference(was.names(), is.names()), false));
            }
        }
        return broken;
    }

    private static String difference(List<String> was, List<String> is) {
        if (was.size() != is.size()) {
            return Count.of(is.size(), "column") + ", not " + was.size();
        }
        for (int i = 0; i < was.size(); i++) {
            if (!was.get(i).equals(is.get(i))) {
                return is.get(i) + " in column " + (i + 1) + ", not " + was.get(i);
            }
        }
        return "another type of the same name";
    }

    private List<Result> prepare(List<String> queries) throws SQLException {
        var results = new ArrayList<Result>();
        try (var call = connection.prepareStatement("select * from pg_temp.slipway_prepare(?)")) {
            call.setArray(1, connection.createArrayOf("text", queries.toArray()));
            try (var rows = call.executeQuery()) {
                while (rows.next()) {
                    var names = rows.getArray(2);
                    results.add(
                            new Result(
                                    queries.get(results.size()),
                                    rows.getString(1),
                                    names == null
                                            ? List.of()
                                            : List.of((String[]) names.getArray()),
                                    rows.getString(3)));
                }
            }
        }
        return results;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
