package dev.slipway.manifest;

import dev.slipway.data.Format;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.yaml.NodeCheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A folder of seeds as it lies there: the base, or one environment's overlay.
///
/// @param search finds files in it
/// @param byName the files that are seeds by their name, by the seed's name
/// @param skipped files that look like data and are no seed, a line each
record Layer(
        FileSearch search,
        SeedManifest manifest,
        Map<String, List<Path>> byName,
        List<String> skipped) {
    /// The schema for editors, which a folder may hold beside its manifest.
    private static final String SCHEMA = "seeds.schema.json";

    private static final Set<String> NO_SEEDS =
            Set.of(".xlsx", ".xls", ".parquet", ".avro", ".bz2", ".xz", ".zip");

    /// Reads the folder and its manifest.
    ///
    /// @param root the seeds folder
    /// @param folder itself, or an overlay in it
    /// @param problems takes every fault
    static Layer read(Path root, Path folder, List<Problem> problems) {
        var search = new FileSearch(root, folder, new NodeCheck(problems));
        var path = folder.resolve(SeedManifest.FILE_NAME);
        var manifest =
                Files.exists(path) && search.isInside(path)
                        ? SeedManifest.read(path, search.name(path), problems)
                        : SeedManifest.NONE;
        var byName = new TreeMap<String, List<Path>>();
        var skipped = new ArrayList<String>();
        for (var file : list(folder)) {
            var name = file.getFileName().toString();
            if (name.equals(SeedManifest.FILE_NAME)
                    || name.equals(SCHEMA)
                    || name.startsWith(".")) {
                continue;
            }
            Format.of(name)
                    .ifPresentOrElse(
                            named ->
                                    byName.computeIfAbsent(named.name(), _ -> new ArrayList<>())
                                            .add(file),
                            () -> {
                                if (NO_SEEDS.stream()
                                        .anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
                                    skipped.add(
                                            search.name(file)
                                                    + " is no seed: a seed is "
                                                    + SeedFiles.ENDINGS);
                                }
                            });
        }
        return new Layer(search, manifest, byName, skipped);
    }

    Entry entry(String seed) {
        return manifest.entries().getOrDefault(seed, Entry.NOTHING);
    }

    /// Those that the manifest mentions, and those that files are by their name alone.
    ///
    /// @param claimed files that are a part of some seed already
    Set<String> seeds(Set<Path> claimed) {
        var seeds = new TreeSet<>(manifest.entries().keySet());
        byName.forEach(
                (name, files) -> {
                    if (!claimed.containsAll(files)) {
                        seeds.add(name);
                    }
                });
        return seeds;
    }

    /// What the manifest's `environments` name.
    Set<String> environments() {
        var environments = new LinkedHashSet<String>();
        manifest.entries().values().forEach(entry -> environments.addAll(entry.environments()));
        return environments;
    }

    private static List<Path> list(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /// The subfolders of `env`, by name.
    static Map<String, Path> overlays(Path root) {
        var overlays = new TreeMap<String, Path>();
        var folder = root.resolve(FileSearch.OVERLAYS);
        if (Files.isDirectory(folder)) {
            try (var folders = Files.list(folder)) {
                folders.filter(Files::isDirectory)
                        .filter(path -> !path.getFileName().toString().startsWith("."))
                        .forEach(path -> overlays.put(path.getFileName().toString(), path));
            } catch (IOException e) {
                throw unreadable(folder, e);
            }
        }
        return overlays;
    }

    static RuntimeException unreadable(Path directory, Exception e) {
        return Failure.of(
                        Kind.SETTINGS,
                        "the seeds folder " + directory + " cannot be read; nothing was loaded",
                        String.valueOf(e.getMessage()),
                        "let the user that runs Slipway read it")
                .exception(e);
    }
}
