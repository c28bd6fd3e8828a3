package dev.slipway.seed;

import dev.slipway.catalog.Jooq;
import dev.slipway.database.Database;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;
import dev.slipway.settings.SeedSettings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Loads seeds and says where they stand beside the database.
public final class Seeder {
    private final Database database;
    private final SeedSettings settings;
    private final Progress progress;
    private final SeedSet set;
    private final SeedFailures failures;

    /// Reads the folder and its manifest.
    ///
    /// @throws FailureException when the folder is absent (exit 3) or its manifest wrong (exit 9)
    public Seeder(Database database, SeedSettings settings, Progress progress) {
        this.database = database;
        this.settings = settings;
        this.progress = progress;
        this.set = SeedSet.read(settings);
        this.failures = new SeedFailures(database, settings.commitEach());
    }

    /// Files that look like data and are no seed, and seeds that were left out for want of an
    /// environment, a line each.
    public List<String> warnings() {
        var warnings = new ArrayList<>(set.warnings());
        if (settings.environment() == null && !set.excluded().isEmpty()) {
            warnings.add(
                    "no environment is given (--env, SEED_ENV), so these seeds are left out: "
                            + String.join(
                                    ", ",
                                    set.excluded().stream().map(seed -> seed.name()).toList()));
        }
        return warnings;
    }

    /// How many seeds take part.
    ///
    /// @throws FailureException when there is none at all (exit 3)
    public int count() {
        return set.selected(Set.of()).size();
    }

    /// Whether the database is meant for these seeds.
    ///
    /// @throws FailureException when it was seeded for another environment (exit 9)
    public void check(Connection connection, SeedOptions options) {
        try {
            checkEnvironment(connection, options);
        } catch (SQLException e) {
            throw failures.failed(null, e);
        }
    }

    /// The result of a load that has nothing to do, when every selected seed is as it was loaded
    /// last; else empty. Reads the history, without a lock, and the files' bytes.
    public Optional<List<SeedResult>> current(Connection connection, SeedOptions options) {
        var chosen = set.selected(options.only());
        if (options.force() || !chosen.stream().allMatch(state(connection)::isCurrent)) {
            return Optional.empty();
        }
        check(connection, options);
        var results = new ArrayList<>(excluded(options));
        chosen.forEach(seed -> results.add(idle(seed, SeedResult.Status.CURRENT)));
        return Optional.of(results);
    }

    private List<SeedResult> excluded(SeedOptions options) {
        return options.only().isEmpty()
                ? set.excluded().stream()
                        .map(
                                seed ->
                                        result(
                                                seed.name(),
                                                String.join(", ", seed.environments()),
                                                null,
                                                SeedResult.Status.EXCLUDED,
                                                SeedChanges.NONE,
                                                Duration.ZERO))
                        .toList()
                : List.of();
    }

    private static SeedResult idle(Seed seed, SeedResult.Status status) {
        return result(
                seed.name(), seed.source(), seed.table(), status, SeedChanges.NONE, Duration.ZERO);
    }

    private static SeedResult result(
            String name,
            String source,
            @Nullable String table,
            SeedResult.Status status,
            @Nullable SeedChanges changes,
            Duration elapsed) {
        return new SeedResult(name, source, table, status, changes, 0, List.of(), null, elapsed);
    }

    /// Each seed, by name.
    public List<SeedState> status(Connection connection) {
        var state = state(connection);
        return set.seeds().values().stream()
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

    /// Loads the selected seeds that changed, what is referred to first, with their history rows:
    /// all in one transaction, or each in one of its own when the settings say so.
    ///
    /// A failure rolls back what was not committed. The caller holds the run's lock.
    ///
    /// @param onResult hears of each seed once it is committed, and of those that were current
    /// @throws FailureException exit 9 when a file is wrong, with all its faults, and also when
    ///     rows were left out and the others loaded; 130 when interrupted
    public void load(SeedOptions options, Consumer<SeedResult> onResult) {
        var chosen = set.selected(options.only());
        try (var connection = database.connect()) {
            checkEnvironment(connection, options);
            var state = state(connection);
            excluded(options).forEach(onResult);
            var pending = new ArrayList<Seed>();
            for (var seed : chosen) {
                if (options.force() || !state.isCurrent(seed)) {
                    pending.add(seed);
                } else {
                    onResult.accept(idle(seed, SeedResult.Status.CURRENT));
                }
            }
            var faults = new SeedFaults(settings.rejectDirectory(), progress);
            var targets = SeedTargets.find(Jooq.on(connection), pending, set.seeds().values());
            var run =
                    new SeedRun(connection, database, progress, failures, targets, options, faults);
            if (settings.commitEach()) {
                loadEach(run, state, onResult);
            } else {
                loadTogether(run, state, onResult);
            }
            faults.check();
        } catch (SQLException e) {
            throw failures.failed(null, e);
        }
    }

    private void loadTogether(SeedRun run, State state, Consumer<SeedResult> onResult)
            throws SQLException {
        run.begin();
        var order = run.order(true);
        var results = new LinkedHashMap<String, SeedResult>();
        for (var seed : order.seeds()) {
            results.put(seed.name(), run.load(seed, order.postponed(seed), order.deferred()));
        }
        for (var seed : order.seeds()) {
            if (!order.postponed(seed).isEmpty()) {
                results.merge(
                        seed.name(), run.load(seed, Set.of(), order.deferred()), run::secondPass);
            }
        }
        for (var seed : order.seeds().reversed()) {
            results.computeIfPresent(seed.name(), (_, result) -> run.deleteRest(seed, result));
        }
        run.checkConstraints();
        for (var seed : order.seeds()) {
            run.record(
                    seed,
                    Objects.requireNonNull(results.get(seed.name())),
                    state.known(seed),
                    settings.environment());
        }
        run.commit();
        results.values().forEach(onResult);
    }

    /// A seed that deletes is read twice: children lose their rows before parents do.
    private void loadEach(SeedRun run, State state, Consumer<SeedResult> onResult)
            throws SQLException {
        var order = run.order(false);
        var again = new ArrayList<Seed>();
        var first = new HashMap<String, SeedResult>();
        for (var seed : order.seeds()) {
            run.begin();
            var result = run.load(seed, order.postponed(seed), false);
            if (order.postponed(seed).isEmpty() && !seed.deletes()) {
                run.record(seed, result, state.known(seed), settings.environment());
                run.commit();
                onResult.accept(result);
            } else {
                run.commit();
                first.put(seed.name(), result);
                again.addFirst(seed);
            }
        }
        for (var seed : again) {
            run.begin();
            var second =
                    run.secondPass(
                            Objects.requireNonNull(first.get(seed.name())),
                            run.load(seed, Set.of(), false));
            var result = run.deleteRest(seed, second);
            run.record(seed, result, state.known(seed), settings.environment());
            run.commit();
            onResult.accept(result);
        }
    }

    /// What {@link #load} would do, in exact counts. Changes nothing: the files are staged in
    /// temporary tables, sequences are not touched, and the transaction is rolled back.
    public List<SeedResult> plan(SeedOptions options) {
        var chosen = set.selected(options.only());
        var results = new ArrayList<>(excluded(options));
        try (var connection = database.connect()) {
            checkEnvironment(connection, options);
            var state = state(connection);
            var looked = new ArrayList<Seed>();
            for (var seed : chosen) {
                // What a script or a loader wrote can be compared with nothing.
                var verified = options.verify() && seed.table() != null;
                if (options.force() || verified || !state.isCurrent(seed)) {
                    looked.add(seed);
                } else {
                    results.add(idle(seed, SeedResult.Status.CURRENT));
                }
            }
            var faults = new SeedFaults(settings.rejectDirectory(), progress);
            var run =
                    new SeedRun(
                            connection,
                            database,
                            progress,
                            failures,
                            SeedTargets.find(Jooq.on(connection), looked, set.seeds().values()),
                            options,
                            faults);
            run.begin();
            var order = run.order(true);
            var planned = new LinkedHashMap<String, SeedResult>();
            for (var seed : order.seeds()) {
                planned.put(
                        seed.name(),
                        run.plan(seed, order.postponed(seed), status(seed, state, options)));
            }
            // What they refer to is known now.
            for (var seed : order.seeds()) {
                if (!order.postponed(seed).isEmpty()) {
                    planned.put(
                            seed.name(), run.plan(seed, Set.of(), status(seed, state, options)));
                }
            }
            connection.rollback();
            results.addAll(planned.values());
        } catch (SQLException e) {
            throw failures.failed(null, e);
        }
        return results;
    }

    private static SeedResult.Status status(Seed seed, State state, SeedOptions options) {
        return state.isCurrent(seed) && !options.force()
                ? SeedResult.Status.VERIFIED
                : SeedResult.Status.PLANNED;
    }

    /// A database that was seeded for one environment is not seeded for another by mistake.
    private void checkEnvironment(Connection connection, SeedOptions options) throws SQLException {
        var before = SeedHistory.environment(connection);
        if (before != null
                && !before.equals(settings.environment())
                && !options.switchEnvironment()) {
            throw Failure.of(
                            Kind.SEED,
                            "this database is seeded for "
                                    + before
                                    + ", and this run is "
                                    + (settings.environment() == null
                                            ? "for no environment"
                                            : "for " + settings.environment())
                                    + "; nothing was loaded",
                            "slipway_seed_history says for which environment the last seeds were loaded",
                            "set SEED_ENV="
                                    + before
                                    + ", or, if the database is meant to change its environment, run slipway seed once with --switch-env")
                    .exception();
        }
    }

    /// What the history says, and the files' checksums, each computed once.
    private record State(
            Map<String, SeedHistory.Entry> history, Map<String, Seed.Checksum> checksums) {
        boolean isCurrent(Seed seed) {
            var entry = history.get(seed.name());
            return entry != null
                    && entry.complete()
                    && entry.checksum().equals(checksum(seed).text());
        }

        /// The checksum, if it was reckoned.
        Optional<Seed.Checksum> known(Seed seed) {
            return Optional.ofNullable(checksums.get(seed.name()));
        }

        Seed.Checksum checksum(Seed seed) {
            return checksums.computeIfAbsent(
                    seed.name(),
                    _ -> {
                        try {
                            return seed.checksum();
                        } catch (IOException e) {
                            throw SeedFailures.unreadable(seed, e);
                        }
                    });
        }
    }

    private State state(Connection connection) {
        try {
            return new State(SeedHistory.read(connection), new HashMap<>());
        } catch (SQLException e) {
            throw failures.failed(null, e);
        }
    }
}
