package dev.slipway.migrate;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.settings.MigrationSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the locations hold: migrations, other scripts that Flyway reads (callbacks, baselines,
/// `.conf` files), and files that look like a migration but that Flyway would pass over without a
/// word.
///
/// @param migrations versioned ones by version, then repeatable ones by description
/// @param others every other file that Flyway may ask for
/// @param skipped files that look like a migration and are none, each with the name that would make
///     it one
record MigrationFolder(
        List<MigrationFile> migrations, List<ScriptFile> others, List<Problem> skipped) {
    private static final Pattern CALLBACK = Pattern.compile("(before|after|create)[A-Z].*");
    private static final Pattern LOOKS_VERSIONED =
            Pattern.compile("[A-Za-z]?[0-9]+([._][0-9]+)*_.*");

    /// @param path where the file is
    /// @param script its path below its location
    record ScriptFile(Path path, String script) {}

    /// @throws FailureException when a location is absent or holds no migration (exit 3), or, if
    ///     strict, when a file would be passed over
    static MigrationFolder read(MigrationSettings settings) {
        var migrations = new ArrayList<MigrationFile>();
        var others = new ArrayList<ScriptFile>();
        var skipped = new ArrayList<Problem>();
        for (var location : settings.locations()) {
            for (var path : filesBelow(location)) {
                var script = location.relativize(path).toString().replace('\\', '/');
                var migration = migration(path, script, settings);
                if (migration.isPresent()) {
                    migrations.add(migration.get());
                } else {
                    others.add(new ScriptFile(path, script));
                    suspicion(path.getFileName().toString(), settings)
                            .ifPresent(reason -> skipped.add(Problem.inFile(script, reason)));
                }
            }
        }
        if (settings.strict() && !skipped.isEmpty()) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "files that look like migrations would be skipped; nothing was done",
                            skipped,
                            "rename them, or move them out of the migrations folder")
                    .exception();
        }
        if (migrations.isEmpty()) {
            throw new Failure(
                            Kind.SETTINGS,
                            "there are no migrations in "
                                    + names(settings.locations())
                                    + "; nothing was done",
                            List.of(),
                            skipped,
                            List.of(
                                    "no file there is called "
                                            + settings.sqlMigrationPrefix()
                                            + "1"
                                            + settings.sqlMigrationSeparator()
                                            + "description"
                                            + settings.sqlMigrationSuffixes().getFirst()
                                            + " or alike"),
                            List.of("put migrations there, or name their folder in MIGRATIONS_DIR"),
                            null)
                    .exception();
        }
        Collections.sort(migrations);
        return new MigrationFolder(migrations, others, skipped);
    }

    /// The same with these migrations only.
    MigrationFolder only(List<MigrationFile> some) {
        return new MigrationFolder(some, others, skipped);
    }

    /// The migration that the history calls so; empty when its file is gone.
    Optional<MigrationFile> named(String script) {
        return migrations.stream().filter(file -> file.script().equals(script)).findFirst();
    }

    static String names(List<Path> locations) {
        return String.join(", ", locations.stream().map(Path::toString).toList());
    }

    /// Whether only plain migrations are there: no callback, baseline, undo script or `.conf`, each
    /// of which changes what Flyway does.
    boolean plain() {
        return others.isEmpty();
    }

    private static List<Path> filesBelow(Path location) {
        if (!Files.isDirectory(location)) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there is no migrations folder " + location + "; nothing was done",
                            "MIGRATIONS_DIR (or a location of Flyway's) names a folder that does not exist: "
                                    + location.toAbsolutePath().normalize(),
                            "create it, or name the right one; in an image built on slipway it is /slipway/migrations")
                    .exception();
        }
        try (var files = Files.walk(location)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "the migrations folder "
                                    + location
                                    + " cannot be read; nothing was done",
                            String.valueOf(e.getMessage()),
                            "let the user that runs Slipway read it")
                    .exception(e);
        }
    }

    private static Optional<MigrationFile> migration(
            Path path, String script, MigrationSettings settings) {
        var name = path.getFileName().toString();
        for (var suffix : settings.sqlMigrationSuffixes()) {
            if (!name.endsWith(suffix)) {
                continue;
            }
            var stem = name.substring(0, name.length() - suffix.length());
            var separator = stem.indexOf(settings.sqlMigrationSeparator());
            if (separator < 0) {
                continue;
            }
            var description =
                    stem.substring(separator + settings.sqlMigrationSeparator().length())
                            .replace('_', ' ');
            var repeatable = settings.repeatableSqlMigrationPrefix();
            if (stem.substring(0, separator).equals(repeatable)) {
                return Optional.of(new MigrationFile(path, script, null, description));
            }
            if (stem.startsWith(settings.sqlMigrationPrefix())) {
                var from = settings.sqlMigrationPrefix().length();
                var version = separator < from ? "" : stem.substring(from, separator);
                if (Version.isValid(version)) {
                    return Optional.of(
                            new MigrationFile(
                                    path, script, version.replace('_', '.'), description));
                }
            }
        }
        return Optional.empty();
    }

    /// Why a file that is no migration looks like one, or empty when it does not.
    private static Optional<String> suspicion(String name, MigrationSettings settings) {
        var prefix = settings.sqlMigrationPrefix();
        var repeatable = settings.repeatableSqlMigrationPrefix();
        var separator = settings.sqlMigrationSeparator();
        var suffix = settings.sqlMigrationSuffixes().getFirst();
        var rule =
                "; a migration is called "
                        + prefix
                        + "7"
                        + separator
                        + "add_status"
                        + suffix
                        + " or "
                        + repeatable
                        + separator
                        + "views"
                        + suffix;
        if (settings.sqlMigrationSuffixes().stream().anyMatch(name::endsWith)) {
            if (CALLBACK.matcher(name).matches()
                    || name.matches("B[0-9][0-9._]*" + Pattern.quote(separator) + ".*")) {
                return Optional.empty();
            }
            if (name.matches("U[0-9][0-9._]*" + Pattern.quote(separator) + ".*")) {
                return Optional.of(
                        "is skipped: undo migrations exist only in paid editions of Flyway");
            }
            if (!name.contains(separator)) {
                return Optional.of(
                        "is skipped: it has no '"
                                + separator
                                + "' between version and description"
                                + rule);
            }
            return Optional.of(
                    "is skipped: what stands before '"
                            + separator
                            + "' is neither "
                            + prefix
                            + " and a version nor "
                            + repeatable
                            + rule);
        }
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".conf")) {
            return Optional.empty();
        }
        if (lower.endsWith(".sql")
                || (LOOKS_VERSIONED.matcher(name).matches() && name.startsWith(prefix))) {
            return Optional.of(
                    "is skipped: its name does not end in "
                            + String.join(" or ", settings.sqlMigrationSuffixes())
                            + rule);
        }
        return Optional.empty();
    }
}
