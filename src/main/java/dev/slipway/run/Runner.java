package dev.slipway.run;

import dev.slipway.aws.Snapshot;
import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.database.RunLock;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.migrate.AppliedMigration;
import dev.slipway.migrate.MigrationStatus;
import dev.slipway.migrate.Migrator;
import dev.slipway.migrate.PendingMigration;
import dev.slipway.migrate.Repair;
import dev.slipway.migrate.RepairResult;
import dev.slipway.progress.Progress;
import dev.slipway.roles.RoleManager;
import dev.slipway.roles.RolesResult;
import dev.slipway.seed.SeedOptions;
import dev.slipway.seed.SeedResult;
import dev.slipway.seed.SeedState;
import dev.slipway.seed.Seeder;
import dev.slipway.settings.Mode;
import dev.slipway.settings.Settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Does what one run does: everything selected, in order, behind one lock.
public final class Runner {
    private final Database database;
    private final Settings settings;
    private final Progress progress;

    public Runner(Database database, Settings settings, Progress progress) {
        this.database = database;
        this.settings = settings;
        this.progress = progress;
    }

    /// Sets up the roles, migrates and seeds, as the settings' modes say.
    ///
    /// When nothing is pending it says so after reading the two histories, without the lock, unless
    /// it sets up roles, which it does behind the lock. A failure is in the result, beside what was
    /// committed before it; nothing is half-applied.
    ///
    /// @param options what is asked of the seeds
    public RunResult run(SeedOptions options) {
        var started = System.nanoTime();
        var migrations = new ArrayList<AppliedMigration>();
        var seeds = new ArrayList<SeedResult>();
        String version = null;
        RolesResult roles = null;
        Snapshot snapshot = null;
        Failure failure = null;
        // The roles come first, as without them nobody may be able to log in and look at the rest.
        try (var _ = Deadline.of(settings.limits().run(), database);
                var wholeRun = lockForRoles()) {
            if (wholeRun != null) {
                roles = roleManager().apply();
            }
            var migrator = migrator();
            var seeder = seeder();
            // With roles alone there is nothing for anybody but the master to connect for.
            var current =
                    migrator.isEmpty() && seeder.isEmpty()
                            ? new Current(true, null, Optional.of(List.of()))
                            : current(migrator, seeder, options);
            version = current.version();
            if (!current.migrations() || current.seeds().isEmpty()) {
                try (var _ =
                        wholeRun == null
                                ? lock(database, settings.migrations().defaultSchema())
                                : null) {
                    if (migrator.isPresent() && !current.migrations()) {
                        snapshot =
                                SnapshotStep.before(
                                        migrator.get(), settings.snapshot(), database, progress);
                        version = migrator.get().apply(migrations::add);
                    }
                    seeder.ifPresent(found -> found.load(options, seeds::add));
                }
            } else {
                seeds.addAll(current.seeds().get());
            }
        } catch (FailureException e) {
            failure = e.failure();
        }
        return new RunResult(
                settings.modes(),
                roles,
                version,
                snapshot,
                migrations,
                seeds,
                Duration.ofNanos(System.nanoTime() - started),
                failure);
    }

    /// Null when this run leaves the roles alone.
    private @Nullable RunLock lockForRoles() {
        var roles = settings.roles();
        return roles == null ? null : lock(database.with(roles.master()), roles.schema());
    }

    private RunLock lock(Database as, @Nullable String schema) {
        return RunLock.acquire(as, schema, settings.limits().runLock(), progress);
    }

    /// The service for the roles, which the settings must hold.
    public RoleManager roleManager() {
        return new RoleManager(
                database, Objects.requireNonNull(settings.roles()), settings.limits().lock());
    }

    /// What {@link #run} would do. Changes nothing.
    public PlanResult plan(SeedOptions options) {
        var status = migrator().map(Migrator::plan);
        var seeds = seeder().map(found -> found.plan(options)).orElse(List.of());
        var pending = status.map(MigrationStatus::pending).orElse(List.<PendingMigration>of());
        return new PlanResult(
                settings.modes(),
                status.map(MigrationStatus::schemaVersion).orElse(null),
                settings.snapshot() != null && !pending.isEmpty(),
                pending,
                seeds);
    }

    /// What migrations outside a transaction left behind when they failed, and cleans it up.
    ///
    /// @param apply whether to do what is proposed, under the run's lock; nothing is changed
    ///     otherwise
    /// @param done whether a statement of which nobody can tell whether it was done counts as done
    public RepairResult repair(boolean apply, boolean done) {
        var repair = new Repair(database, settings.migrations(), progress);
        if (!apply) {
            return repair.plan(done);
        }
        try (var _ = lock(database, settings.migrations().defaultSchema())) {
            return repair.apply(done);
        }
    }

    /// Where the database stands. Looks at migrations always, at seeds where their folder exists.
    public StatusResult status() {
        var migrations =
                new Migrator(database, settings.migrations(), settings.limits(), progress).status();
        migrations.warnings().forEach(progress::warn);
        List<SeedState> seeds = List.of();
        if (Files.isDirectory(settings.seeds().directory())) {
            var seeder = new Seeder(database, settings.seeds(), progress);
            try (var connection = database.connect()) {
                seeds = seeder.status(connection);
            } catch (SQLException e) {
                throw closing(e);
            }
        }
        return new StatusResult(migrations, seeds);
    }

    /// @param migrations whether there is provably nothing to migrate
    /// @param version the schema's, when that is known already
    /// @param seeds the result of a load that has nothing to do; empty when there is something
    private record Current(
            boolean migrations, @Nullable String version, Optional<List<SeedResult>> seeds) {}

    private Current current(
            Optional<Migrator> migrator, Optional<Seeder> seeder, SeedOptions options) {
        try (var connection = database.connect()) {
            var version = migrator.flatMap(found -> found.currentVersion(connection));
            var seeds =
                    seeder.map(found -> found.current(connection, options))
                            .orElse(Optional.of(List.of()));
            return new Current(
                    migrator.isEmpty() || version.isPresent(),
                    version.filter(found -> !found.isEmpty()).orElse(null),
                    seeds);
        } catch (SQLException e) {
            throw closing(e);
        }
    }

    private FailureException closing(SQLException e) {
        var what = "the connection failed while the histories were read; nothing was done";
        return DatabaseFailures.general(e, what, database.settings())
                .orElseGet(
                        () ->
                                Failure.of(
                                        Kind.UNREACHABLE,
                                        what,
                                        String.valueOf(e.getMessage()),
                                        "run again"))
                .exception(e);
    }

    private Optional<Migrator> migrator() {
        if (!settings.modes().contains(Mode.MIGRATIONS)) {
            return Optional.empty();
        }
        var migrator = new Migrator(database, settings.migrations(), settings.limits(), progress);
        migrator.warnings().forEach(progress::warn);
        return Optional.of(migrator);
    }

    private Optional<Seeder> seeder() {
        if (!settings.modes().contains(Mode.SEED)) {
            return Optional.empty();
        }
        var seeder = new Seeder(database, settings.seeds(), progress);
        seeder.warnings().forEach(progress::warn);
        return Optional.of(seeder);
    }
}
