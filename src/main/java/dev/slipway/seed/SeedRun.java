package dev.slipway.seed;

import dev.slipway.catalog.Jooq;
import dev.slipway.data.Fingerprint;
import dev.slipway.data.RowReader;
import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.generate.GeneratedRows;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.progress.Progress;
import dev.slipway.seed.SeedRows.Part;
import dev.slipway.seed.SeedTargets.Order;
import dev.slipway.seed.TableLoad.Handling;
import dev.slipway.seed.TableLoad.Outcome;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Seeds on one connection: each step of a load or a plan, and what the steps share.
final class SeedRun {
    private static final String WORK_MEMORY =
            """
            select set_config('work_mem', wanted / 1024 || 'kB', true)
              from (select greatest(pg_size_bytes('64MB'), pg_size_bytes(current_setting('shared_buffers')) / 4) as wanted) s
             where wanted > pg_size_bytes(current_setting('work_mem'))
            """;

    private final Connection connection;
    private final DSLContext jooq;
    private final Database database;
    private final Progress progress;
    private final SeedFailures failures;
    private final SeedTargets targets;
    private final SeedOptions options;
    private final SeedFaults faults;
    private final Scratch tables;
    private boolean hasHistory;
    private final Map<String, TableLoad> loads = new HashMap<>();
    private final Map<String, List<Fingerprint>> passes = new HashMap<>();
    private final List<Scratch> kept = new ArrayList<>();
    private final Map<String, RowSet> firstPasses = new HashMap<>();
    private final Map<String, Long> writtenTwice = new HashMap<>();
    private final Map<Long, Map<String, Stage>> planned = new HashMap<>();

    SeedRun(
            Connection connection,
            Database database,
            Progress progress,
            SeedFailures failures,
            SeedTargets targets,
            SeedOptions options,
            SeedFaults faults) {
        this.connection = connection;
        this.jooq = Jooq.on(connection);
        this.tables = new Scratch(jooq);
        this.database = database;
        this.progress = progress;
        this.failures = failures;
        this.targets = targets;
        this.options = options;
        this.faults = faults;
    }

    /// Begins a transaction.
    void begin() throws SQLException {
        loads.clear();
        kept.clear();
        connection.setAutoCommit(false);
        // A time without a zone is UTC's: the driver would make it that of the machine it runs on.
        jooq.execute("set local timezone to 'UTC'");
        // The joins and the search for duplicates go over all rows; the default is made for
        // queries that many sessions run at once. shared_buffers tells how large the machine is.
        jooq.execute(WORK_MEMORY);
    }

    /// The order of the seeds.
    ///
    /// @param together whether they are loaded in one transaction, at whose end constraints can be
    ///     checked
    Order order(boolean together) {
        var order = targets.order(together);
        return order;
    }

    /// Loads one seed, except for what {@link #deleteRest} does.
    ///
    /// @param postponed columns that a second pass fills in
    SeedResult load(Seed seed, Set<String> postponed, boolean deferred) {
        if (deferred) {
            // The seed before may have had its constraints checked at once.
            jooq.execute("set constraints all deferred");
        }
        return step(
                seed,
                SeedResult.Status.LOADED,
                () ->
                        switch (seed) {
                            case Seed.OfFile(var definition) ->
                                    definition.source()
                                                    instanceof
                                                    Source.Sql(var scripts, var placeholders)
                                            ? plain(
                                                    new SqlSeed(jooq, connection, failures)
                                                            .run(
                                                                    definition,
                                                                    scripts,
                                                                    placeholders,
                                                                    deferred))
                                            : withTable(
                                                    definition,
                                                    postponed,
                                                    deferred,
                                                    seed.deletes()
                                                            || !postponed.isEmpty()
                                                            || firstPasses.containsKey(seed.name()),
                                                    load -> {
                                                        loads.put(seed.name(), load);
                                                        var outcome = load.load();
                                                        rememberPass(seed, postponed, load);
                                                        return outcome;
                                                    });
                            case Seed.OfLoader(var loader, _) -> plain(java(loader));
                        });
    }

    /// Keeps what {@link #secondPass} needs to count a row once that both passes wrote.
    private void rememberPass(Seed seed, Set<String> postponed, TableLoad load) {
        if (!postponed.isEmpty()) {
            var rows = new RowSet();
            load.forEachWritten(rows::add);
            firstPasses.put(seed.name(), rows);
            return;
        }
        var first = firstPasses.get(seed.name());
        if (first != null) {
            var both = new AtomicLong();
            load.forEachWritten(
                    row -> {
                        if (first.contains(row)) {
                            both.incrementAndGet();
                        }
                    });
            writtenTwice.put(seed.name(), both.get());
        }
    }

    /// What {@link #load} would do; without counts for a script or a loader.
    ///
    /// @param postponed columns that refer to rows of seeds that come later; planned once more
    ///     after those, without any
    SeedResult plan(Seed seed, Set<String> postponed, SeedResult.Status status) {
        return step(
                seed,
                status,
                () ->
                        seed.table() != null
                                        && seed instanceof Seed.OfFile(var definition)
                                        && !picksPlanned(definition)
                                ? withTable(
                                        definition,
                                        postponed,
                                        true,
                                        true,
                                        load -> {
                                            var beside =
                                                    planned.computeIfAbsent(
                                                            targets.of(definition).table().oid(),
                                                            _ -> new LinkedHashMap<>());
                                            beside.remove(seed.name());
                                            var outcome = load.plan(planned);
                                            beside.put(
                                                    seed.name(),
                                                    Objects.requireNonNull(load.stage()));
                                            return outcome;
                                        })
                                : null);
    }

    /// Whether made-up rows would take values of rows that this very plan would bring.
    private boolean picksPlanned(SeedDefinition definition) {
        var target = targets.of(definition);
        return target.picks().stream()
                .anyMatch(
                        pick ->
                                !pick.itself()
                                        && planned.containsKey(target.pickedFrom(pick).oid()));
    }

    /// Deletes the rows that a seed no longer has, as far as they are left.
    SeedResult deleteRest(Seed seed, SeedResult result) {
        var load = loads.get(seed.name());
        if (load == null || !seed.deletes()) {
            return result;
        }
        try {
            var changes = Objects.requireNonNull(result.changes());
            return with(
                    result,
                    new SeedChanges(
                            changes.inserted(),
                            changes.updated(),
                            changes.deleted() + load.deleteRest(),
                            changes.unchanged()),
                    result.elapsed());
        } catch (DataAccessException e) {
            throw failures.failed(seed.name(), e);
        }
    }

    /// Checks what was deferred.
    void checkConstraints() {
        try {
            jooq.execute("set constraints all immediate");
        } catch (DataAccessException e) {
            throw failures.failed(null, e);
        }
    }

    /// Writes a seed's row of the history.
    ///
    /// @param known the checksum of the seed as it was before the load, if it was reckoned
    void record(
            Seed seed,
            SeedResult result,
            Optional<Seed.Checksum> known,
            @Nullable String environment) {
        var checksum = checksum(seed, known);
        try {
            if (!hasHistory) {
                SeedHistory.create(jooq);
                hasHistory = true;
            }
            SeedHistory.record(
                    jooq,
                    result,
                    checksum.text(),
                    Objects.requireNonNull(result.changes()),
                    environment,
                    result.elapsed());
        } catch (DataAccessException e) {
            throw failures.failed(result.name(), e);
        }
    }

    /// What was loaded must be what the history says was loaded.
    private Seed.Checksum checksum(Seed seed, Optional<Seed.Checksum> known) {
        var read = passes.getOrDefault(seed.name(), List.of());
        try {
            if (read.isEmpty()) {
                return known.isPresent() ? known.get() : seed.checksum();
            }
            var checksum = seed.checksum(read);
            if (known.isPresent() && !known.get().equals(checksum)) {
                throw failures.changed(seed.name(), seed.source());
            }
            return checksum;
        } catch (IOException e) {
            throw SeedFailures.unreadable(seed, e);
        }
    }

    void commit() throws SQLException {
        database.checkNotInterrupted();
        kept.forEach(Scratch::clearLasting);
        connection.commit();
    }

    /// The two passes over one seed as one result: the second fills in what the first postponed.
    SeedResult secondPass(SeedResult first, SeedResult second) {
        var before = Objects.requireNonNull(first.changes());
        var after = Objects.requireNonNull(second.changes());
        // A row that the first pass wrote and the second completed is one row.
        var alsoUpdated = after.updated() - writtenTwice.getOrDefault(first.name(), 0L);
        var changes =
                new SeedChanges(
                        before.inserted(),
                        before.updated() + alsoUpdated,
                        before.deleted() + after.deleted(),
                        before.unchanged() - alsoUpdated);
        return with(first, changes, first.elapsed().plus(second.elapsed()));
    }

    private static SeedResult with(SeedResult result, SeedChanges changes, Duration elapsed) {
        return new SeedResult(
                result.name(),
                result.source(),
                result.table(),
                result.status(),
                changes,
                result.rejected(),
                result.samples(),
                result.note(),
                elapsed);
    }

    // ---- one step ----

    @FunctionalInterface
    private interface Work {
        @Nullable Outcome run() throws IOException, SQLException;
    }

    private SeedResult step(Seed seed, SeedResult.Status status, Work work) {
        database.checkNotInterrupted();
        var started = System.nanoTime();
        try {
            var outcome = work.run();
            if (outcome != null) {
                faults.add(seed.name(), outcome.rejected(), outcome.faults());
            }
            return new SeedResult(
                    seed.name(),
                    seed.source(),
                    seed.table(),
                    status,
                    outcome == null ? null : outcome.changes(),
                    outcome == null ? 0 : outcome.rejected(),
                    outcome == null ? List.of() : outcome.samples(),
                    outcome == null ? null : outcome.refusal(),
                    Duration.ofNanos(System.nanoTime() - started));
        } catch (SQLException | DataAccessException e) {
            throw failures.failed(seed.name(), e);
        } catch (IOException e) {
            throw SeedFailures.unreadable(seed, e);
        }
    }

    private static Outcome plain(SeedChanges changes) {
        return new Outcome(changes, List.of(), 0, List.of(), null);
    }

    private SeedChanges java(SeedLoader loader) {
        try (var _ = progress.begin("seed " + loader.name(), 0)) {
            return Objects.requireNonNull(loader.load(jooq), "load() returned null");
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            if (DatabaseFailures.sqlCause(e).isPresent() || database.isInterrupted()) {
                throw failures.failed(loader.name(), e);
            }
            throw Failure.of(
                            Kind.SEED,
                            "seed " + loader.name() + " failed; " + failures.aftermath(),
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

    @FunctionalInterface
    private interface TableWork {
        Outcome on(TableLoad load) throws IOException, SQLException;
    }

    private Outcome withTable(
            SeedDefinition definition,
            Set<String> postponed,
            boolean deferred,
            boolean keepsTables,
            TableWork work)
            throws IOException, SQLException {
        var target = targets.of(definition);
        var scratch = tables.beside();
        var parts = parts(definition);
        var read = new long[parts.size()];
        var fingerprints = new ArrayList<>(Collections.nCopies(parts.size(), Fingerprint.NO_FILE));
        passes.put(definition.name(), fingerprints);
        long size = 0;
        for (var part : parts) {
            size += part.file().size();
        }
        try (var step = progress.begin("seed " + definition.name(), size)) {
            var unread = new ArrayList<Part>();
            for (int i = 0; i < parts.size(); i++) {
                var number = i;
                var part = parts.get(i);
                unread.add(
                        new Part(
                                part.file().name(),
                                part.layer(),
                                part.file().format().hasHeaderRow(),
                                RowReader.of(part.file(), bytes -> read[number] = bytes),
                                List.of()));
            }
            if (definition.source() instanceof Source.Generated generated) {
                unread.add(made(generated, target));
            }
            var problems = new ArrayList<Problem>();
            var rows = SeedRows.of(unread, problems);
            if (!problems.isEmpty()) {
                throw failures.wrong(definition, problems.size(), problems);
            }
            var copier =
                    new Copier(
                            connection,
                            jooq,
                            Set.copyOf(definition.ignored()),
                            definition.source() instanceof Source.Files(_, var placeholders)
                                    ? placeholders
                                    : null,
                            count -> {
                                database.checkNotInterrupted();
                                step.at(count, sum(read));
                            },
                            (number, bytes) -> {
                                if (number < parts.size()) {
                                    fingerprints.set(number, bytes);
                                }
                            });
            var outcome =
                    work.on(
                            new TableLoad(
                                    jooq,
                                    target,
                                    scratch,
                                    rows,
                                    copier,
                                    new Handling(
                                            options.keepGoing(),
                                            options.samples(),
                                            postponed,
                                            deferred,
                                            (faulty, rejects) ->
                                                    faults.write(
                                                            definition.name(), faulty, rejects)),
                                    failures));
            if (keepsTables) {
                kept.add(scratch);
            } else {
                scratch.clear();
            }
            return outcome;
        }
    }

    private static List<SeedDefinition.Part> parts(SeedDefinition definition) {
        return definition.source() instanceof Source.Files(var parts, _) ? parts : List.of();
    }

    private Part made(Source.Generated generated, SeedTarget target) {
        var counts = new HashMap<String, Long>();
        for (var pick : target.picks()) {
            if (!pick.itself()) {
                counts.put(
                        pick.column(),
                        (long) jooq.fetchCount(DSL.table(target.pickedFrom(pick).name())));
            }
        }
        return new Part(
                "generated",
                0,
                false,
                new GeneratedRows(generated, target.table(), counts),
                List.of());
    }

    private static long sum(long[] numbers) {
        long sum = 0;
        for (var number : numbers) {
            sum += number;
        }
        return sum;
    }
}
