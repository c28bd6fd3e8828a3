package dev.slipway.drift;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.migrate.Migrator;
import dev.slipway.progress.Progress;
import dev.slipway.scratch.ScratchDatabase;
import dev.slipway.scratch.ScratchServer;
import dev.slipway.scratch.Surroundings;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.settings.TimeLimits;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/// Compares a database with a fresh build of its applied migrations.
public final class DriftCheck {
    /// Databases that a new server has already.
    private static final Set<String> PRESENT = Set.of("postgres", "template0", "template1");

    private final Database database;
    private final MigrationSettings settings;
    private final TimeLimits limits;
    private final Progress progress;
    private final Function<ConnectionSettings, Database> open;

    /// @param open makes a database known to whoever interrupts the run
    public DriftCheck(
            Database database,
            MigrationSettings settings,
            TimeLimits limits,
            Progress progress,
            Function<ConnectionSettings, Database> open) {
        this.database = database;
        this.settings = settings;
        this.limits = limits;
        this.progress = progress;
        this.open = open;
    }

    /// What a fresh build has to know of the database.
    ///
    /// @param schema where its history is
    /// @param path its search path, quoted
    /// @param version the server's, such as `17.2`
    private record Origin(String schema, String path, String version, Surroundings surroundings) {}

    /// Builds the applied migrations anew on the server and compares. The database is only read;
    /// what is made on the server is dropped.
    ///
    /// @throws FailureException when the migrations cannot be built there: nothing is known then
    public Drift compare(ScratchServer server) {
        var origin = read(database, this::origin);
        try {
            return compare(server, origin, false);
        } catch (FailureException bare) {
            if (bare.failure().kind() != Kind.MIGRATION) {
                throw bare;
            }
            // Migrations often rely on roles and extensions that somebody else made.
            try {
                return compare(server, origin, true);
            } catch (FailureException prepared) {
                throw prepared.failure().kind() == Kind.INTERRUPTED ? prepared : bare;
            }
        }
    }

    private Drift compare(ScratchServer server, Origin origin, boolean prepared) {
        var name = database.settings().database();
        if (!server.own() || PRESENT.contains(name)) {
            name =
                    "slipway_drift_"
                            + Long.toHexString(
                                    ThreadLocalRandom.current().nextLong(0x1000_0000_0000L));
        }
        try (var scratch = ScratchDatabase.create(server, name, "drift is not known")) {
            var fresh = open.apply(scratch.connection().with("currentSchema", origin.path()));
            var version = read(fresh, DriftCheck::version);
            if (prepared) {
                prepare(fresh, origin.surroundings(), server.own());
            } else {
                progress.note("building the applied migrations anew on PostgreSQL " + version);
                warnOfVersions(origin.version(), version);
            }
            build(fresh, origin.schema(), version)
                    .forEach(
                            script ->
                                    progress.warn(
                                            script
                                                    + " has changed since it was applied: what it makes is compared with its new text"));
            return read(fresh, connection -> compare(connection, origin.schema(), version));
        }
    }

    private Drift compare(Connection fresh, String historySchema, String version)
            throws SQLException {
        var schemas = new TreeSet<>(settings.schemas());
        schemas.add(historySchema);
        schemas.addAll(schemas(fresh));
        var scope = new Snapshot.Scope(List.copyOf(schemas), historySchema, settings.table());
        var actual = read(database, connection -> Snapshot.read(connection, scope));
        var expected = Snapshot.read(fresh, scope);
        return new Drift(
                new Comparison(expected, actual, fresh).differences(), scope.schemas(), version);
    }

    private List<String> build(Database fresh, String schema, String version) {
        try {
            return new Migrator(database, settings, limits, Progress.SILENT).rebuild(fresh, schema);
        } catch (FailureException e) {
            var failure = e.failure();
            if (failure.kind() != Kind.MIGRATION) {
                throw e;
            }
            var why = new ArrayList<>(List.of(failure.what()));
            why.addAll(failure.why());
            throw new Failure(
                            Kind.MIGRATION,
                            "drift is not known: the applied migrations could not be built anew on the throwaway server (PostgreSQL "
                                    + version
                                    + "); the database itself was only read",
                            failure.excerpt(),
                            failure.problems(),
                            why,
                            List.of(
                                    "name a server that has what they need, with --against-server or DRIFT_SERVER"),
                            failure.subject())
                    .exception(e);
        }
    }

    private void warnOfVersions(String actual, String fresh) {
        if (!major(actual).equals(major(fresh))) {
            progress.warn(
                    "the throwaway server is PostgreSQL "
                            + fresh
                            + " and the database's is "
                            + actual
                            + ": what only one of them knows can look like drift");
        }
    }

    private static String major(String version) {
        return version.replaceFirst("\\D.*", "");
    }

    private Origin origin(Connection connection) throws SQLException {
        // What the history's connection finds without naming a schema.
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                """
                                select current_schema(),
                                       (select string_agg(quote_ident(schema), ', ' order by nr)
                                          from unnest(current_schemas(false)) with ordinality as path (schema, nr))
                                """)) {
            row.next();
            var schema =
                    settings.defaultSchema() == null ? row.getString(1) : settings.defaultSchema();
            var path = row.getString(2);
            return new Origin(
                    schema == null ? "public" : schema,
                    path == null ? "public" : path,
                    version(connection),
                    Surroundings.of(connection));
        }
    }

    private static void prepare(Database fresh, Surroundings surroundings, boolean own) {
        try {
            surroundings.makeIn(fresh, own);
        } catch (SQLException e) {
            throw unreadable(fresh, e);
        }
    }

    private static String version(Connection connection) throws SQLException {
        return names(connection, "show server_version").getFirst().replaceFirst(" .*", "");
    }

    /// The schemas that something was made in.
    private static List<String> schemas(Connection connection) throws SQLException {
        return names(
                connection,
                """
                select nspname from pg_namespace
                 where nspname !~ '^pg_' and nspname <> 'information_schema'
                   and (nspname <> 'public'
                        or exists (select from pg_class where relnamespace = pg_namespace.oid)
                        or exists (select from pg_proc where pronamespace = pg_namespace.oid)
                        or exists (select from pg_type where typnamespace = pg_namespace.oid))
                """);
    }

    private static List<String> names(Connection connection, String sql) throws SQLException {
        try (var query = connection.createStatement();
                var rows = query.executeQuery(sql)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    /// Reads in one transaction, which sees one state and is rolled back.
    private static <T> T read(Database database, Reading<T> reading) {
        try (var connection = database.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return reading.from(connection);
        } catch (SQLException e) {
            throw unreadable(database, e);
        }
    }

    private static FailureException unreadable(Database database, SQLException e) {
        database.checkNotInterrupted();
        var what =
                "the catalog of "
                        + database.settings()
                        + " could not be read; drift is not known, and nothing was changed";
        return DatabaseFailures.general(e, what, database.settings())
                .orElseGet(
                        () ->
                                new Failure(
                                        Kind.UNREACHABLE,
                                        what,
                                        List.of(),
                                        List.of(),
                                        DatabaseFailures.explain(e),
                                        List.of("see the cause, then run again"),
                                        null))
                .exception(e);
    }
}
