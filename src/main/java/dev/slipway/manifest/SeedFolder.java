package dev.slipway.manifest;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.settings.NearestName;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The seeds that a folder declares for one environment, or for none.
///
/// @param seeds by name
/// @param excluded those that do not take part, by name
/// @param skipped files that look like data and are no seed, a line each
/// @param environments all that the folder knows, by name
public record SeedFolder(
        List<SeedDefinition> seeds,
        List<Excluded> excluded,
        List<String> skipped,
        Set<String> environments) {
    /// A seed that takes part elsewhere.
    ///
    /// @param environments where it does
    public record Excluded(String name, Set<String> environments) {}

    /// Reads the folder.
    ///
    /// @param environment whose overlay is laid over the base, and whose seeds take part; null for
    ///     the base alone
    /// @throws FailureException when the folder is absent or does not know the environment (exit
    ///     3), or when it is not in order (exit 9), all faults at once
    public static SeedFolder read(Path directory, @Nullable String environment) {
        if (!Files.isDirectory(directory)) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there is no seeds folder " + directory + "; nothing was loaded",
                            "SEEDS_DIR names a folder that does not exist: "
                                    + directory.toAbsolutePath().normalize(),
                            "create it, or name the right one; in an image built on slipway it is /slipway/seeds")
                    .exception();
        }
        var problems = new ArrayList<Problem>();
<<<<<<< HEAD
        var base = Layer.read(directory, directory, problems);
        var overlays = new TreeMap<String, Layer>();
        Layer.overlays(directory)
                .forEach(
                        (name, folder) ->
                                overlays.put(
                                        name,
                                        Layer.read(
                                                directory,
                                                folder,
                                                // Another environment's faults are told there.
                                                name.equals(environment)
                                                        ? problems
                                                        : new ArrayList<>())));
        var environments = new TreeSet<>(overlays.keySet());
        environments.addAll(base.environments());
        overlays.values().forEach(overlay -> environments.addAll(overlay.environments()));
        if (problems.isEmpty()) {
            checkKnown(environment, environments);
        }
        var assembly = new Assembly(base, overlays, environment, problems);
        var seeds = new ArrayList<SeedDefinition>();
        var excluded = new ArrayList<Excluded>();
        assembly.assemble(seeds, excluded);
=======
        var manifest = directory.resolve(SeedManifest.FILE_NAME);
        Map<String, SeedManifest.Entry> entries =
                Files.exists(manifest) ? new SeedManifest(problems).read(manifest) : Map.of();
        var files = new TreeMap<String, List<Path>>();
        var skipped = new ArrayList<String>();
        for (var file : list(directory)) {
            var name = file.getFileName().toString();
            if (name.equals(SeedManifest.FILE_NAME)) {
                continue;
            }
            Format.of(name)
                    .filter(named -> named.format() != Format.SQL)
                    .ifPresentOrElse(
                            named ->
                                    files.computeIfAbsent(named.name(), _ -> new ArrayList<>())
                                            .add(file),
                            () -> {
                                if (NOT_YET.stream().anyMatch(plain(name)::endsWith)) {
                                    skipped.add(
                                            name
                                                    + " is no seed: a seed is .csv, .ndjson or .yaml, plain or .gz");
                                }
                            });
        }
        var seeds = new LinkedHashMap<String, SeedDefinition>();
        var claimed = new LinkedHashSet<Path>();
        entries.forEach(
                (name, entry) ->
                        declared(name, entry, directory, files, problems)
                                .ifPresent(
                                        seed -> {
                                            seeds.put(name, seed);
                                            ((Source.Files) seed.source())
                                                    .parts()
                                                    .forEach(
                                                            part ->
                                                                    claimed.add(
                                                                            ((FolderFile) part.file().location()).path()));
                                        }));
        files.forEach(
                (name, paths) -> {
                    var unclaimed = paths.stream().filter(path -> !claimed.contains(path)).toList();
                    if (!entries.containsKey(name) && !unclaimed.isEmpty()) {
                        single(name, unclaimed, problems)
                                .ifPresent(
                                        path ->
                                                seeds.put(
                                                        name,
                                                        define(
                                                                name,
                                                                path,
                                                                SeedManifest.Entry.NOTHING)));
                    }
                });
>>>>>>> 4fbce23dffe16a326dce9aea8e214458e13b6aea
        if (!problems.isEmpty()) {
            problems.sort(
                    Comparator.comparing(
                                    Problem::file, Comparator.nullsLast(Comparator.naturalOrder()))
                            .thenComparingLong(Problem::line)
                            .thenComparingLong(Problem::column));
            throw Failure.of(
                            Kind.SEED,
                            "the seeds folder "
                                    + directory
                                    + " is not in order; nothing was loaded",
                            problems,
                            "correct these and run again; docs/seeds.md describes the manifest")
                    .exception();
        }
        return new SeedFolder(seeds, excluded, assembly.skipped(), environments);
    }

    /// A folder without any environment is the same in all of them.
    private static void checkKnown(@Nullable String environment, Set<String> known) {
        if (environment == null || known.isEmpty() || known.contains(environment)) {
            return;
        }
<<<<<<< HEAD
        throw Failure.of(
                        Kind.SETTINGS,
                        "the seeds know no environment " + environment + "; nothing was loaded",
                        "no folder env/"
                                + environment
                                + " and no environments of "
                                + SeedManifest.FILE_NAME
                                + " name it",
                        NearestName.of(environment, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("name one of " + String.join(", ", known)))
                .exception();
=======
        var path = directory.resolve(entry.file());
        if (!Files.isRegularFile(path)) {
            problems.add(
                    Problem.inFile(
                            SeedManifest.FILE_NAME,
                            "seed " + name + ": there is no file " + entry.file()));
            return Optional.empty();
        }
        if (Format.of(path.getFileName().toString()).isEmpty()) {
            problems.add(
                    Problem.inFile(
                            SeedManifest.FILE_NAME,
                            "seed "
                                    + name
                                    + ": "
                                    + entry.file()
                                    + " is not .csv, .ndjson or .yaml, plain or .gz"));
            return Optional.empty();
        }
        return Optional.of(define(name, path, entry));
    }

    private static Optional<Path> single(String name, List<Path> paths, List<Problem> problems) {
        if (paths.size() > 1) {
            problems.add(
                    Problem.of(
                            "seed "
                                    + name
                                    + " has several files: "
                                    + String.join(
                                            ", ",
                                            paths.stream()
                                                    .map(path -> path.getFileName().toString())
                                                    .toList())));
            return Optional.empty();
        }
        return Optional.of(paths.getFirst());
    }

    private static SeedDefinition define(String name, Path file, SeedManifest.Entry entry) {
        var fileName = file.getFileName().toString();
        var named = Format.of(fileName).orElseThrow();
        var table = entry.table() == null ? TableName.parse(name) : entry.table();
        return new SeedDefinition(
                name,
                new Source.Files(List.of(new Part(new DataFile(
                                                fileName,
                                                new FolderFile(file),
                                                DataFormat.of(named.format()),
                                                named.packing()), 0)), null),
                table,
                LoadMode.UPSERT,
                entry.key(),
                List.of(),
                entry.references(),
                List.of(),
                List.of(),
                Guards.NONE);
    }

    private static List<Path> list(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "the seeds folder " + directory + " cannot be read; nothing was loaded",
                            String.valueOf(e.getMessage()),
                            "let the user that runs Slipway read it")
                    .exception(e);
        }
    }

    /// A file's name without what says that it is compressed.
    private static String plain(String name) {
        return name.endsWith(".gz")
                ? name.substring(0, name.length() - ".gz".length())
                : name;
>>>>>>> 4fbce23dffe16a326dce9aea8e214458e13b6aea
    }
}
