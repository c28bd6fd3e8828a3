package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.settings.TimeLimits;
import dev.slipway.steps.StatementObserver;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Applies migrations and says where a schema stands beside its files.
public final class Migrator {
    private final Database database;
    private final MigrationSettings settings;
    private final Progress progress;
    private final MigrationFolder folder;
    private final ParsedScripts parsed;
    private final MigrationFailures failures;
    private final TimeLimits limits;

    /// Reads the folder.
    ///
    /// @throws FailureException when it is absent or empty (exit 3)
    public Migrator(
            Database database, MigrationSettings settings, TimeLimits limits, Progress progress) {
        this(database, settings, limits, progress, MigrationFolder.read(settings));
    }

    private Migrator(
            Database database,
            MigrationSettings settings,
            TimeLimits limits,
            Progress progress,
            MigrationFolder folder) {
        this.database = database;
        this.progress = progress;
        this.limits = limits;
        this.folder = folder;
        this.parsed = new ParsedScripts(settings);
        // One transaction for all is possible only where every script can run in one.
        this.settings = settings.group() && !allTransactional() ? settings.ungrouped() : settings;
        this.failures = new MigrationFailures(database, this.settings, folder, parsed);
    }

    /// Files that look like migrations and are passed over, a line each.
    public List<String> warnings() {
        return folder.skipped().stream().map(Object::toString).toList();
    }

    /// How many migrations the folders hold.
    public int count() {
        return folder.migrations().size();
    }

    /// Finds every fault of the files' names and of reading them, without the database.
    ///
    /// @throws FailureException when two of them cannot be told apart (exit 8) or one cannot be
    ///     read
    ///     (exit 3)
    public void checkFiles() {
        failures.rejectUnreadable();
        failures.rejectDuplicates();
    }

    /// Finds every script that would be refused before it runs, whether it is pending or not:
    /// without the database.
    ///
    /// @throws FailureException with all of them (exit 7)
    public void checkScripts() {
        failures.rejectUnfit(
                folder.migrations().stream()
                        .map(MigrationFile::script)
                        .collect(Collectors.toSet()));
    }

    /// The history's last row, whether the files agree with it or not, and also of a migration that
    /// failed.
    public Optional<MigrationStatus.Entry> lastEntry() {
        try {
            return Arrays.stream(flyway().info().applied())
                    .max(Comparator.comparing(MigrationInfo::getInstalledRank))
                    .map(Migrator::entry);
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }

    /// The version of a schema that is provably current, read with one SELECT and without a lock;
    /// empty when only {@link #apply} or {@link #status} can tell. The version is the empty string
    /// when every migration is repeatable.
    public Optional<String> currentVersion(Connection connection) {
        try {
            return new HistoryCheck(settings).currentVersion(connection, folder);
        } catch (SQLException e) {
            throw failures.general(e, "the migration history could not be read; nothing was done");
        }
    }

    /// Where the schema stands. Changes nothing.
    ///
    /// @throws FailureException when history and files disagree (exit 8), file by file
    public MigrationStatus status() {
        try {
            var flyway = flyway();
            validate();
            var info = flyway.info();
            var byScript =
                    folder.migrations().stream()
                            .collect(Collectors.toMap(MigrationFile::script, Function.identity()));
            var pending =
                    Arrays.stream(info.pending())
                            .filter(migration -> byScript.containsKey(migration.getScript()))
                            .map(migration -> pending(byScript.get(migration.getScript())))
                            .toList();
            var applied =
                    Arrays.stream(info.applied())
                            .filter(migration -> migration.getState().isApplied())
                            .sorted(
                                    (left, right) ->
                                            left.getInstalledRank() - right.getInstalledRank())
                            .map(Migrator::entry)
                            .toList();
            return new MigrationStatus(
                    version(info.current(), info.applied()),
                    applied,
                    pending,
                    statusWarnings(info.all()));
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }

    /// Where the schema stands, of which {@link #apply} would apply what is pending. Changes
    /// nothing.
    ///
    /// @throws FailureException when history and files disagree (exit 8), or when a pending script
    ///     would be refused before it runs (exit 7)
    public MigrationStatus plan() {
        var status = status();
        failures.rejectUnfit(
                status.pending().stream()
                        .map(PendingMigration::script)
                        .collect(Collectors.toSet()));
        return status;
    }

    /// Applies pending migrations, oldest first, each in its own transaction.
    ///
    /// A failure rolls that migration back and keeps the ones before it. A script that cannot run
    /// in a transaction (`create index concurrently`) is not rolled back; the failure then names
    /// what it left behind.
    ///
    /// @param onApplied hears of each migration once it is committed
    /// @return the version the schema is at now, or null when no versioned migration is applied
    /// @throws FailureException exit 7 for a failed migration, 8 when history and files disagree,
    ///     130 when interrupted
    public @Nullable String apply(Consumer<AppliedMigration> onApplied) {
        return apply(onApplied, StatementObserver.NONE);
    }

    /// The same, with somebody who sees every statement.
    ///
    /// @param observer told of each statement before and after it is executed
    public @Nullable String apply(
            Consumer<AppliedMigration> onApplied, StatementObserver observer) {
        try {
            rejectUnfit();
        } catch (FlywayException e) {
            throw failures.of(e);
        }
        return new Applying(
                        database, settings, limits, progress, folder, parsed, failures, observer)
                .apply(onApplied);
    }

    /// The same with the versioned migrations up to one, and no repeatable ones.
    ///
    /// @throws FailureException when no file has that version (exit 2)
    public Migrator upTo(String version) {
        if (!Version.isValid(version)
                || folder.migrations().stream()
                        .noneMatch(
                                file ->
                                        file.version() != null
                                                && Version.of(file.version())
                                                        .equals(Version.of(version)))) {
            throw Failure.of(
                            Kind.USAGE,
                            "no migration has the version " + version + "; nothing was done",
                            "there are "
                                    + folder.migrations().stream()
                                            .map(MigrationFile::version)
                                            .filter(Objects::nonNull)
                                            .collect(Collectors.joining(", ")),
                            "name one of them")
                    .exception();
        }
        var last = Version.of(version);
        return new Migrator(
                database,
                settings,
                limits,
                progress,
                folder.only(
                        folder.migrations().stream()
                                .filter(file -> file.version() != null)
                                .filter(file -> Version.of(file.version()).compareTo(last) <= 0)
                                .toList()));
    }

    /// Applies to an empty database what this one's history holds, and nothing that is pending.
    ///
    /// @param historySchema where this one has its history, and the empty one gets it
    /// @return repeatable scripts that were applied with an older text than the file's, which is
    ///     what the empty database gets
    /// @throws FailureException exit 8 when the history holds what no file makes, 7 when a
    ///     migration fails there; this database is not touched
    public List<String> rebuild(Database empty, String historySchema) {
        try {
            var info = flyway().info();
            var applied = new AppliedFiles(info, folder);
            applied.requireComplete();
            new Migrator(
                            empty,
                            settings.anew(historySchema),
                            limits,
                            Progress.SILENT,
                            applied.files())
                    .apply(_ -> {});
            return applied.outdated();
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }

    /// Flyway is asked what is pending only where the answer matters.
    private void rejectUnfit() {
        if (folder.migrations().stream()
                .map(parsed::of)
                .anyMatch(
                        script ->
                                script.transactions() == Transactions.MIXED
                                        || !script.problems().isEmpty())) {
            failures.rejectUnfit(
                    Arrays.stream(flyway().info().pending())
                            .map(MigrationInfo::getScript)
                            .collect(Collectors.toSet()));
        }
    }

    private boolean allTransactional() {
        return folder.migrations().stream()
                .allMatch(file -> parsed.of(file).transactions() == Transactions.INSIDE);
    }

    private Flyway flyway() {
        return new FlywayFactory(database, settings, folder, parsed)
                .create(settings.ignoreMigrationPatterns());
    }

    private void validate() {
        if (settings.validateOnMigrate()) {
            failures.historyMismatch()
                    .ifPresent(
                            failure -> {
                                throw failure.exception();
                            });
        }
    }

    private PendingMigration pending(MigrationFile file) {
        var script = parsed.of(file);
        return new PendingMigration(
                file.version(),
                file.description(),
                file.script(),
                file.path(),
                script.transactions() == Transactions.INSIDE,
                script.text());
    }

    private static MigrationStatus.Entry entry(MigrationInfo migration) {
        var on = migration.getInstalledOn();
        return new MigrationStatus.Entry(
                migration.getVersion() == null ? null : migration.getVersion().getVersion(),
                migration.getDescription(),
                migration.getScript(),
                on == null ? Instant.EPOCH : on.toInstant(),
                migration.getInstalledBy());
    }

    /// The highest applied version. Flyway's `current` can be a repeatable migration, which has
    /// none.
    static @Nullable String version(@Nullable MigrationInfo current, MigrationInfo[] applied) {
        return Stream.concat(Stream.ofNullable(current), Arrays.stream(applied))
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .max(Comparator.naturalOrder())
                .map(Object::toString)
                .orElse(null);
    }

    private List<String> statusWarnings(MigrationInfo[] all) {
        var warnings = new ArrayList<>(warnings());
        for (var migration : all) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                warnings.add(
                        migration.getScript()
                                + " is applied but newer than every file here: these files are older than the database");
            }
        }
        return warnings;
    }
}
