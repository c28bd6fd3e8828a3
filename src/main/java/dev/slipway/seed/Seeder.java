package dev.slipway.seed;

import dev.slipway.catalog.Jooq;
import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.data.RowReader;
import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.manifest.SeedFolder;
import dev.slipway.manifest.SeedManifest;
import dev.slipway.progress.Progress;
import dev.slipway.settings.NearestName;
import dev.slipway.settings.SeedSettings;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Loads seeds and says where they stand beside the database.
public final class Seeder {
    private final Database database;
    private final Progress progress;
    private final Path directory;
    private final Map<String, Seed> seeds;
    private final List<String> warnings;

    /// Reads the folder and its manifest.
    ///
    /// @throws FailureException when the folder is absent (exit 3) or its manifest wrong (exit 9)
    public Seeder(Database database, SeedSettings settings, Progress progress) {
        this.database = database;
        this.progress = progress;
        var folder = SeedFolder.read(settings.directory(), null);
        this.warnings = folder.skipped();
        this.seeds = named(folder.seeds(), Loaders.in(settings.libraryDirectory()));
        this.directory = settings.directory();
    }

    /// Files that look like data and are no seed, a line each.
    public List<String> warnings() {
        return warnings;
    }

    private static Map<String, Seed> named(List<SeedDefinition> files, List<SeedLoader> loaders) {
        var all = new LinkedHashMap<String, Seed>();
        files.forEach(file -> all.put(file.name(), new Seed.OfFile(file)));
        var fileSeeds = List.copyOf(all.values());
        var sources = new LinkedHashMap<String, String>();
        files.forEach(file -> sources.put(file.name(), file.sourceName()));
        for (var loader : loaders) {
            var source = "the Java seed " + loader.getClass().getName();
            var taken = sources.put(loader.name(), source);
            if (taken != null) {
                throw Failure.of(
                                Kind.SEED,
                                "two seeds are called " + loader.name() + "; nothing was loaded",
                                taken + " and " + source,
                                "rename one of them")
                        .exception();
            }
        }
        checkAfter(loaders, sources.keySet());
        var byName = new HashMap<String, SeedLoader>();
        var after = new HashMap<String, Set<String>>();
        loaders.forEach(
                loader -> {
                    byName.put(loader.name(), loader);
                    after.put(loader.name(), Set.copyOf(loader.after()));
                });
        for (var name : SeedOrder.of(after)) {
            var loader = Objects.requireNonNull(byName.get(name));
            var before = loader.after().stream().map(all::get).toList();
            all.put(name, new Seed.OfLoader(loader, before.isEmpty() ? fileSeeds : before));
        }
        return all;
    }

    private static void checkAfter(List<SeedLoader> loaders, Set<String> known) {
        var problems =
                loaders.stream()
                        .flatMap(
                                loader ->
                                        loader.after().stream()
                                                .filter(name -> !known.contains(name))
                                                .map(
                                                        name ->
                                                                Problem.of(
                                                                        "seed "
                                                                                + loader.name()
                                                                                + " comes after "
                                                                                + name
                                                                                + ", which is no seed"
                                                                                + NearestName.of(
                                                                                                name,
                                                                                                known)
                                                                                        .map(
                                                                                                Seeder
                                                                                                        ::didYouMean)
                                                                                        .orElse(
                                                                                                ""))))
                        .toList();
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "Java seeds come after seeds that do not exist; nothing was loaded",
                            problems,
                            "correct the names that after() returns")
                    .exception();
        }
    }

    private static String didYouMean(String near) {
        return "; did you mean " + near + "?";
    }

    /// The result of a load that has nothing to do, when every selected seed is as it was loaded
    /// last; else empty. Reads the history, without a lock, and the files' bytes.
    ///
    /// @param only names of seeds, or empty for all
    public Optional<List<SeedResult>> current(Connection connection, Set<String> only) {
        var chosen = selected(only);
        return chosen.stream().allMatch(state(connection)::isCurrent)
                ? Optional.of(chosen.stream().map(Seeder::currentResult).toList())
                : Optional.empty();
    }

    private static SeedResult currentResult(Seed seed) {
        return new SeedResult(
                seed.name(),
                seed.source(),
                table(seed),
                SeedResult.Status.CURRENT,
                new SeedChanges(0, 0, 0),
                Duration.ZERO);
    }

    /// Each seed, by name.
    public List<SeedState> status(Connection connection) {
        var state = state(connection);
        return seeds.values().stream()
                .map(
                        seed -> {
                            var entry = state.history().get(seed.name());
                            return new SeedState(
                                    seed.name(),
                                    seed.source(),
                                    state.isCurrent(seed),
                                    entry == null ? null : entry.loadedAt());
                        })
                .toList();
    }

    /// Loads the selected seeds that changed, what is referred to first, each with its history row
    /// in a transaction of its own.
    ///
    /// A failure rolls that seed back and keeps the ones before it. The caller holds the run's
    /// lock.
    ///
    /// @param only names of seeds, or empty for all
    /// @param onResult hears of each seed once it is committed, and of those that were current
    /// @throws FailureException exit 9 when a file is wrong, with all its faults; 130 when
    ///     interrupted
    public void load(Set<String> only, Consumer<SeedResult> onResult) {
        work(
                only,
                (connection, state, seed, targets) -> {
                    var started = System.nanoTime();
                    var checksum = state.checksum(seed);
                    var jooq = Jooq.on(connection);
                    begin(connection);
                    var changes = loadOne(connection, jooq, seed, targets);
                    SeedHistory.create(jooq);
                    SeedHistory.record(jooq, seed.name(), checksum, changes, since(started));
                    database.checkNotInterrupted();
                    connection.commit();
                    return new SeedResult(
                            seed.name(),
                            seed.source(),
                            table(seed),
                            SeedResult.Status.LOADED,
                            changes,
                            since(started));
                },
                onResult);
    }

    /// What {@link #load} would do, in exact counts. Changes nothing: the files are staged in
    /// temporary tables, sequences are not touched, and the transaction is rolled back.
    public List<SeedResult> plan(Set<String> only) {
        var results = new ArrayList<SeedResult>();
        var stages = new HashMap<Long, List<Stage>>();
        var count = new AtomicInteger();
        work(
                only,
                (connection, state, seed, targets) -> {
                    var started = System.nanoTime();
                    begin(connection);
                    SeedChanges changes = null;
                    if (seed instanceof Seed.OfFile(var definition)) {
                        changes =
                                withFile(
                                        definition,
                                        (file, onFlush) -> {
                                            var target =
                                                    Objects.requireNonNull(
                                                            targets.get(seed.name()));
                                            var load =
                                                    new TableLoad(
                                                            connection,
                                                            Jooq.on(connection),
                                                            target,
                                                            file,
                                                            "slipway_stage_"
                                                                    + count.getAndIncrement());
                                            var counted = load.plan(stages, onFlush);
                                            stages.computeIfAbsent(
                                                            target.table().oid(),
                                                            _ -> new ArrayList<>())
                                                    .add(load.stage());
                                            return counted;
                                        });
                    }
                    return new SeedResult(
                            seed.name(),
                            seed.source(),
                            table(seed),
                            SeedResult.Status.PLANNED,
                            changes,
                            since(started));
                },
                results::add);
        return results;
    }

    // ---- one way through the seeds for both ----

    @FunctionalInterface
    private interface Work {
        SeedResult on(
                Connection connection, State state, Seed seed, Map<String, SeedTarget> targets)
                throws IOException, SQLException;
    }

    private void work(Set<String> only, Work work, Consumer<SeedResult> onResult) {
        var chosen = selected(only);
        try (var connection = database.connect()) {
            var state = state(connection);
            var pending = chosen.stream().filter(seed -> !state.isCurrent(seed)).toList();
            chosen.stream().filter(state::isCurrent).map(Seeder::currentResult).forEach(onResult);
            var targets = targets(Jooq.on(connection), pending);
            var byName = new HashMap<String, Seed>();
            pending.forEach(seed -> byName.put(seed.name(), seed));
            for (var name : order(pending, targets)) {
                database.checkNotInterrupted();
                var seed = Objects.requireNonNull(byName.get(name));
                try {
                    onResult.accept(work.on(connection, state, seed, targets));
                } catch (SQLException | DataAccessException e) {
                    throw failed(seed, e);
                } catch (IOException e) {
                    throw unreadable(seed, e).exception(e);
                }
            }
        } catch (SQLException e) {
            throw failed(null, e);
        }
    }

    /// A time without a zone is UTC's: the driver would make it that of the machine it runs on.
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Jooq.on(connection).execute("set local timezone to 'UTC'");
    }

    private SeedChanges loadOne(
            Connection connection, DSLContext jooq, Seed seed, Map<String, SeedTarget> targets)
            throws IOException, SQLException {
        return switch (seed) {
            case Seed.OfFile(var definition) ->
                    withFile(
                            definition,
                            (file, onFlush) -> {
                                var target = Objects.requireNonNull(targets.get(seed.name()));
                                return new TableLoad(
                                                connection, jooq, target, file, "slipway_stage")
                                        .load(onFlush);
                            });
            case Seed.OfLoader(var loader, _) -> {
                try (var _ = progress.begin("seed " + loader.name(), 0)) {
                    yield Objects.requireNonNull(loader.load(jooq), "load() returned null");
                } catch (DataAccessException e) {
                    throw e;
                } catch (RuntimeException | LinkageError | AssertionError e) {
                    if (DatabaseFailures.sqlCause(e).isPresent() || database.isInterrupted()) {
                        throw failed(seed, e);
                    }
                    throw Failure.of(
                                    Kind.SEED,
                                    "seed "
                                            + loader.name()
                                            + " failed; it was rolled back, the seeds before it stay loaded",
                                    loader.getClass().getName()
                                            + ": "
                                            + e.getClass().getSimpleName()
                                            + ": "
                                            + e.getMessage(),
                                    "correct that class and run again")
                            .about(loader.name())
                            .exception(e);
                }
            }
        };
    }

    @FunctionalInterface
    private interface FileWork {
        SeedChanges on(RowReader file, CopyRows.FlushListener onFlush)
                throws IOException, SQLException;
    }

    private SeedChanges withFile(SeedDefinition definition, FileWork work)
            throws IOException, SQLException {
        var read = new long[1];
        var file = ((Source.Files) definition.source()).parts().getFirst().file();
        try (var step = progress.begin("seed " + definition.name(), file.size())) {
            return work.on(
                    RowReader.of(file, bytes -> read[0] = bytes),
                    rows -> {
                        database.checkNotInterrupted();
                        step.at(rows, read[0]);
                    });
        }
    }

    // ---- which, where and in what order ----

    private List<Seed> selected(Set<String> only) {
        if (seeds.isEmpty()) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there are no seeds in " + directory + "; nothing was loaded",
                            "no file there ends in .csv, .ndjson or .yaml, plain or .gz",
                            "put seeds there, or name their folder in SEEDS_DIR")
                    .exception();
        }
        var unknown =
                only.stream()
                        .filter(name -> !seeds.containsKey(name))
                        .map(
                                name ->
                                        Problem.of(
                                                "there is no seed "
                                                        + name
                                                        + NearestName.of(name, seeds.keySet())
                                                                .map(Seeder::didYouMean)
                                                                .orElse(
                                                                        "; the seeds are "
                                                                                + String.join(
                                                                                        ", ",
                                                                                        seeds
                                                                                                .keySet()))))
                        .toList();
        if (!unknown.isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "--only names a seed that does not exist; nothing was loaded",
                            unknown,
                            "correct the name and run again")
                    .exception();
        }
        return seeds.values().stream()
                .filter(seed -> only.isEmpty() || only.contains(seed.name()))
                .toList();
    }

    private Map<String, SeedTarget> targets(DSLContext jooq, List<Seed> pending) {
        var found = new HashMap<TableName, TargetTable>();
        var problems = new ArrayList<Problem>();
        var targets = new HashMap<String, SeedTarget>();
        for (var seed : pending) {
            if (seed instanceof Seed.OfFile(var definition)) {
                var needed =
                        Stream.concat(
                                        Stream.of(definition.table()),
                                        definition.references().stream()
                                                .map(SeedDefinition.Reference::table))
                                .distinct()
                                .toList();
                for (var table : needed) {
                    if (!found.containsKey(table)) {
                        TargetTable.find(jooq, table)
                                .ifPresentOrElse(
                                        target -> found.put(table, target),
                                        () ->
                                                problems.add(
                                                        Problem.inFile(
                                                                definition.sourceName(),
                                                                "there is no table " + table)));
                    }
                }
                if (found.keySet().containsAll(needed)) {
                    targets.put(
                            seed.name(),
                            new SeedTarget(
                                    definition,
                                    Objects.requireNonNull(found.get(definition.table())),
                                    found));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "seeds name tables that the database does not have; nothing was loaded",
                            problems.stream().distinct().toList(),
                            "apply the migrations first (RUN_MIGRATIONS=true), or name the table in "
                                    + SeedManifest.FILE_NAME)
                    .exception();
        }
        return targets;
    }

    private static List<String> order(List<Seed> pending, Map<String, SeedTarget> targets) {
        var before = new HashMap<String, Set<String>>();
        var fillers = new HashMap<Long, Set<String>>();
        targets.forEach(
                (name, target) ->
                        fillers.computeIfAbsent(target.table().oid(), oid -> new HashSet<>())
                                .add(name));
        for (var seed : pending) {
            var earlier = new LinkedHashSet<String>();
            switch (seed) {
                case Seed.OfFile file -> {
                    var target = Objects.requireNonNull(targets.get(seed.name()));
                    target.table().foreignKeys().stream()
                            .filter(key -> key.references() != target.table().oid())
                            .forEach(
                                    key ->
                                            earlier.addAll(
                                                    fillers.getOrDefault(
                                                            key.references(), Set.of())));
                    target.seed().references().stream()
                            .filter(reference -> !target.isOwn(reference))
                            .forEach(
                                    reference ->
                                            earlier.addAll(
                                                    fillers.getOrDefault(
                                                            target.referredBy(reference).oid(),
                                                            Set.of())));
                }
                case Seed.OfLoader loader ->
                        loader.before().forEach(other -> earlier.add(other.name()));
            }
            before.put(seed.name(), earlier);
        }
        return SeedOrder.of(before);
    }

    // ---- the database's side ----

    /// What the history says, and the files' checksums, each computed once.
    private record State(Map<String, SeedHistory.Entry> history, Map<String, String> checksums) {
        boolean isCurrent(Seed seed) {
            var entry = history.get(seed.name());
            return entry != null && entry.checksum().equals(checksum(seed));
        }

        String checksum(Seed seed) {
            return checksums.computeIfAbsent(
                    seed.name(),
                    _ -> {
                        try {
                            return seed.checksum();
                        } catch (IOException e) {
                            throw unreadable(seed, e).exception(e);
                        }
                    });
        }
    }

    private State state(Connection connection) {
        try {
            return new State(SeedHistory.read(connection), new HashMap<>());
        } catch (SQLException e) {
            throw failed(null, e);
        }
    }

    private static Failure unreadable(Seed seed, IOException e) {
        return Failure.of(
                        Kind.SEED,
                        "seed " + seed.name() + " cannot be read; nothing of it was loaded",
                        seed.source() + ": " + e,
                        "let the user that runs Slipway read the file")
                .about(seed.name());
    }

    private FailureException failed(@Nullable Seed seed, Throwable e) {
        var what =
                seed == null
                        ? "the seeds could not be read from the database; nothing was loaded"
                        : "seed "
                                + seed.name()
                                + " failed; it was rolled back, the seeds before it stay loaded";
        if (database.isInterrupted()) {
            var interruption = Database.interruption();
            return (seed == null
                            ? interruption
                            : interruption
                                    .withWhat(
                                            "seed "
                                                    + seed.name()
                                                    + " was interrupted; it was rolled back, the seeds before it stay loaded")
                                    .about(seed.name()))
                    .exception(e);
        }
        var sql = DatabaseFailures.sqlCause(e);
        var failure =
                sql.flatMap(found -> DatabaseFailures.general(found, what, database.settings()))
                        .orElseGet(
                                () ->
                                        new Failure(
                                                Kind.SEED,
                                                what,
                                                List.of(),
                                                List.of(),
                                                sql.map(DatabaseFailures::explain)
                                                        .orElseGet(
                                                                () ->
                                                                        List.of(
                                                                                String.valueOf(
                                                                                        e
                                                                                                .getMessage()))),
                                                List.of("correct the cause and run again"),
                                                null));
        return (seed == null ? failure : failure.about(seed.name())).exception(e);
    }

    private static @Nullable String table(Seed seed) {
        return seed instanceof Seed.OfFile(var definition) ? definition.table().toString() : null;
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
