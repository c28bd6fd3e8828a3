package dev.slipway.rehearse;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.database.Identifiers;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Judge;
import dev.slipway.hazard.Level;
import dev.slipway.migrate.AppliedMigration;
import dev.slipway.migrate.Migrator;
import dev.slipway.migrate.PendingMigration;
import dev.slipway.observe.Observer;
import dev.slipway.progress.Progress;
import dev.slipway.queries.Query;
import dev.slipway.scratch.ScratchDatabase;
import dev.slipway.scratch.ScratchServer;
import dev.slipway.scratch.Surroundings;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.settings.TimeLimits;
import dev.slipway.shape.FillRequest;
import dev.slipway.shape.OwnTables;
import dev.slipway.sql.SqlStatement;
import dev.slipway.steps.StatementObserver;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Rehearses migrations: builds what is applied on a throwaway server, runs what is pending there
/// as `migrate` would, and looks on.
public final class Rehearser {
    /// Rows that a server goes through before anybody notices.
    private static final long SMALL = 10_000;

    private static final Pattern NO_ROLE = Pattern.compile("role \"(.*)\" does not exist");

    private final ScratchServer server;
    private final MigrationSettings settings;
    private final TimeLimits limits;
    private final Progress progress;
    private final Function<ConnectionSettings, Database> open;
    private final List<String> warnings = new ArrayList<>();

    /// @param open makes a database known to whoever interrupts the rehearsal
    public Rehearser(
            ScratchServer server,
            MigrationSettings settings,
            TimeLimits limits,
            Progress progress,
            Function<ConnectionSettings, Database> open) {
        this.server = server;
        this.settings = settings;
        this.limits = limits;
        this.progress = progress;
        this.open = open;
    }

    /// Runs it. What is made on the server is dropped, whatever happens.
    ///
    /// A migration that fails ends the rehearsal, and is its failure: what was seen until then is
    /// in the result.
    ///
    /// @param queries of the application, which are tried after each migration
    /// @param startedAt when the command began, in the time of {@link System#nanoTime}
    /// @throws FailureException when what is applied cannot be built (exit 7), or the files are not
    ///     those that were applied (exit 8)
    /// @param rows how full tables are for what takes time, or null for empty ones
    /// @param queries the application's, which are tried after each migration
    public Rehearsal rehearse(
            Start start, @Nullable FillRequest rows, List<Query> queries, long startedAt) {
        var name =
                "slipway_rehearsal_"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        try (var scratch = ScratchDatabase.create(server, name, "nothing was rehearsed")) {
            var database = open.apply(scratch.connection());
            var version = version(database);
            progress.note("rehearsing on PostgreSQL " + version + ", from " + start.words());
            var schema = historySchema(start);
            build(database, start, schema);
            var here = settings.defaultSchema() == null ? settings.historyIn(schema) : settings;
            var status = new Migrator(database, here, limits, Progress.SILENT).plan();
            var pending = status.pending();
            // The copy first, before anything is done in what it is made of.
            try (var copy = rows == null ? null : copy(name);
                    var watch = QueryWatch.of(database, schema, queries, settings.group());
                    var observer = observer(database, schema, settings.table(), pending)) {
                var failure =
                        run(database, here, observer, watch::committed, watch::finish, progress);
                var among =
                        copy == null || rows == null ? null : amongRows(copy, rows, here, observer);
                var migrations = judged(observer, pending, among, watch);
                warnings.addAll(watch.warnings());
                return new Rehearsal(
                        version,
                        start.words(),
                        status.applied().size(),
                        migrations,
                        among == null ? List.of() : among.tables(),
                        among == null ? List.of() : among.blocked(),
                        among == null ? List.of() : among.impacts(),
                        warnings,
                        Duration.ofNanos(System.nanoTime() - startedAt),
                        failure);
            }
        } catch (SQLException e) {
            throw Failure.of(
                            Kind.UNREACHABLE,
                            "the throwaway server "
                                    + server.connection().server()
                                    + " went away; nothing but it was touched",
                            DatabaseFailures.explain(e).getFirst(),
                            "run it again")
                    .exception(e);
        }
    }

    private ScratchDatabase copy(String name) {
        return ScratchDatabase.create(server, name + "_rows", name, "nothing was rehearsed");
    }

    private AmongRows amongRows(
            ScratchDatabase copy, FillRequest request, MigrationSettings here, Observer observer)
            throws SQLException {
        var database = open.apply(copy.connection());
        var among = new AmongRows(observer.base(), observer.migrations());
        progress.note("rehearsing again, among made-up rows and their users");
        among.run(
                database,
                request,
                OwnTables.names(settings.table()),
                progress,
                stopwatch -> run(database, here, stopwatch, _ -> {}, () -> {}, progress));
        var failure = among.failure();
        if (failure != null) {
            warnings.add(
                    "among made-up rows "
                            + failure.what()
                            + (failure.why().isEmpty() ? "" : " (" + failure.why().getFirst() + ")")
                            + "; from there on times are those without rows");
        }
        return among;
    }

    private static String version(Database database) throws SQLException {
        try (var connection = database.connect();
                var query = connection.createStatement();
                var row = query.executeQuery("show server_version")) {
            row.next();
            return row.getString(1).replaceFirst(" .*", "");
        }
    }

    private String historySchema(Start start) throws SQLException {
        if (settings.defaultSchema() != null) {
            return settings.defaultSchema();
        }
        if (start instanceof Start.History history) {
            try (var connection = history.database().connect();
                    var query = connection.createStatement();
                    var row = query.executeQuery("select coalesce(current_schema(), 'public')")) {
                row.next();
                return row.getString(1);
            }
        }
        return "public";
    }

    private void build(Database database, Start start, String schema) throws SQLException {
        var anew = settings.anew(schema);
        switch (start) {
            case Start.Nothing _ -> {}
            case Start.Version from ->
                    withRoles(
                            database,
                            () ->
                                    new Migrator(database, anew, limits, Progress.SILENT)
                                            .upTo(from.version())
                                            .apply(_ -> {}));
            case Start.Commit commit -> {
                var filled = commit.locations().stream().filter(Rehearser::isFilled).toList();
                if (!filled.isEmpty()) {
                    withRoles(
                            database,
                            () ->
                                    new Migrator(database, anew.in(filled), limits, Progress.SILENT)
                                            .apply(_ -> {}));
                }
            }
            case Start.History history -> rebuild(database, history.database(), schema);
        }
    }

    private void rebuild(Database database, Database live, String schema) throws SQLException {
        var migrator = new Migrator(live, settings, limits, Progress.SILENT);
        try (var connection = live.connect()) {
            // Roles and extensions are seldom made by migrations.
            Surroundings.of(connection).makeIn(database, server.own());
        }
        migrator.rebuild(database, schema)
                .forEach(
                        script ->
                                warnings.add(
                                        script
                                                + " has changed since it was applied: its new text was built before the rehearsal, and is not part of it"));
    }

    private static boolean isFilled(Path folder) {
        var files = folder.toFile().list();
        return files != null && files.length > 0;
    }

    /// Migrations often rely on roles that somebody else made. On a server of our own they are made
    /// as they are missed.
    private void withRoles(Database database, Runnable work) {
        var made = "";
        while (true) {
            try {
                work.run();
                return;
            } catch (FailureException e) {
                var role = server.own() ? missingRole(e) : Optional.<String>empty();
                if (role.isEmpty() || role.get().equals(made)) {
                    throw e;
                }
                made = role.get();
                create(database, made);
            }
        }
    }

    private static Optional<String> missingRole(FailureException e) {
        return DatabaseFailures.sqlCause(e)
                .map(SQLException::getMessage)
                .map(NO_ROLE::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    private void create(Database database, String role) {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create role " + Identifiers.quote(role));
            progress.note("made the role " + role + ", which the migrations rely on");
        } catch (SQLException e) {
            throw Failure.of(
                            Kind.MIGRATION,
                            "the role "
                                    + role
                                    + ", which the migrations rely on, could not be made on the throwaway server; nothing was rehearsed",
                            DatabaseFailures.explain(e).getFirst(),
                            "make it there, or let a migration make it")
                    .exception(e);
        }
    }

    private static Observer observer(
            Database database, String schema, String table, List<PendingMigration> pending) {
        Map<String, List<SqlStatement>> scripts =
                pending.stream()
                        .collect(
                                Collectors.toMap(
                                        PendingMigration::script,
                                        migration -> SqlStatement.split(migration.sql())));
        return new Observer(
                database, schema, table, script -> scripts.getOrDefault(script, List.of()));
    }

    private @Nullable Failure run(
            Database database,
            MigrationSettings here,
            StatementObserver observer,
            Consumer<AppliedMigration> onApplied,
            Runnable afterwards,
            Progress shown) {
        try {
            withRoles(
                    database,
                    () -> new Migrator(database, here, limits, shown).apply(onApplied, observer));
            afterwards.run();
            return null;
        } catch (FailureException e) {
            if (e.failure().kind() != Kind.MIGRATION && e.failure().kind() != Kind.LOCKED) {
                throw e;
            }
            return e.failure();
        }
    }

    private static List<RehearsedMigration> judged(
            Observer observer,
            List<PendingMigration> pending,
            @Nullable AmongRows among,
            QueryWatch watch) {
        var broken = watch.broken(observer.migrations());
        var judge = new Judge(observer.base());
        var judged = new ArrayList<RehearsedMigration>();
        for (var seen : observer.migrations()) {
            pending.stream()
                    .filter(migration -> migration.script().equals(seen.script()))
                    .findFirst()
                    .ifPresent(
                            migration ->
                                    judged.add(
                                            new Telling(observer.base(), seen, among)
                                                    .of(
                                                            migration,
                                                            weighed(
                                                                    judge.judge(
                                                                            seen,
                                                                            migration.sql(),
                                                                            broken.getOrDefault(
                                                                                    seen.script(),
                                                                                    List.of())),
                                                                    among))));
        }
        return judged;
    }

    /// What grows with a table does no harm on one that is small in production.
    private static List<List<Finding>> weighed(
            List<List<Finding>> findings, @Nullable AmongRows among) {
        if (among == null) {
            return findings;
        }
        var rows = among.productionRows();
        return findings.stream()
                .map(
                        found ->
                                found.stream()
                                        .map(
                                                finding ->
                                                        finding.rule().growsWithRows()
                                                                        && rows.getOrDefault(
                                                                                        finding
                                                                                                .subject(),
                                                                                        SMALL)
                                                                                < SMALL
                                                                ? finding.at(Level.NOTE)
                                                                : finding)
                                        .toList())
                .toList();
    }
}
