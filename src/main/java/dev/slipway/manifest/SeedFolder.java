package dev.slipway.manifest;

import dev.slipway.catalog.TableName;
import dev.slipway.data.DataFile;
import dev.slipway.data.DataFormat;
import dev.slipway.data.FolderFile;
import dev.slipway.data.Format;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition.Guards;
import dev.slipway.manifest.SeedDefinition.LoadMode;
import dev.slipway.manifest.SeedDefinition.Part;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.settings.NearestName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The seeds that a folder declares: one a file, completed by `seeds.yaml`.
///
/// @param seeds by name
/// @param skipped files that look like data and are no seed, a line each
public record SeedFolder(
        List<SeedDefinition> seeds, List<Excluded> excluded, List<String> skipped) {
    /// A seed that is not for this environment.
    public record Excluded(String name, java.util.Set<String> environments) {}

    private static final Set<String> NOT_YET =
            Set.of(".sql", ".json", ".tsv", ".xlsx", ".parquet", ".bz2", ".zst", ".xz", ".zip");

    /// Reads the folder.
    ///
    /// @throws FailureException when it is absent (exit 3) or its manifest is wrong (exit 9), all
    ///     faults at once
    public static SeedFolder read(Path directory, @org.jspecify.annotations.Nullable String environment) {
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
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "the seeds folder "
                                    + directory
                                    + " is not in order; nothing was loaded",
                            problems,
                            "correct these and run again; docs/seeds.md describes the manifest")
                    .exception();
        }
        return new SeedFolder(
                seeds.values().stream()
                        .sorted((left, right) -> left.name().compareTo(right.name()))
                        .toList(),
                List.of(),
                skipped);
    }

    private static Optional<SeedDefinition> declared(
            String name,
            SeedManifest.Entry entry,
            Path directory,
            Map<String, List<Path>> files,
            List<Problem> problems) {
        if (entry.file() == null) {
            var paths = files.getOrDefault(name, List.of());
            if (paths.isEmpty()) {
                problems.add(
                        Problem.inFile(
                                SeedManifest.FILE_NAME,
                                "seed "
                                        + name
                                        + " has no file"
                                        + NearestName.of(name, files.keySet())
                                                .map(near -> "; did you mean " + near + "?")
                                                .orElse(
                                                        "; there is no "
                                                                + name
                                                                + ".csv, .ndjson or .yaml")));
                return Optional.empty();
            }
            return single(name, paths, problems).map(path -> define(name, path, entry));
        }
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
    }
}
