package dev.slipway.seed;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedFolder;
import dev.slipway.seed.SeedOrder.Arrow;
import dev.slipway.settings.SeedSettings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Every seed there is: those that the folder declares and those that are written in Java.
///
/// @param seeds by name, those in Java after all they come after
/// @param excluded seeds that are not for this environment
/// @param warnings files that look like data and are no seed, a line each
record SeedSet(
        Path directory,
        Map<String, Seed> seeds,
        List<SeedFolder.Excluded> excluded,
        List<String> warnings) {
    /// Reads the folder, its manifest and the library.
    ///
    /// @throws FailureException when the folder is absent (exit 3) or its manifest wrong (exit 9)
    static SeedSet read(SeedSettings settings) {
        var folder = SeedFolder.read(settings.directory(), settings.environment());
        return new SeedSet(
                settings.directory(),
                named(folder.seeds(), Loaders.in(settings.libraryDirectory())),
                folder.excluded(),
                folder.skipped());
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
        checkAfter(files, loaders, sources.keySet());
        var byName = new HashMap<String, SeedLoader>();
        var arrows = new ArrayList<Arrow>();
        for (var loader : loaders) {
            byName.put(loader.name(), loader);
            loader.after().forEach(before -> arrows.add(Arrow.firm(loader.name(), before)));
        }
        for (var name : SeedOrder.of(byName.keySet(), arrows).names()) {
            var loader = Objects.requireNonNull(byName.get(name));
            var before = loader.after().stream().map(all::get).toList();
            all.put(name, new Seed.OfLoader(loader, before.isEmpty() ? fileSeeds : before));
        }
        return all;
    }

    private static void checkAfter(
            List<SeedDefinition> files, List<SeedLoader> loaders, Set<String> known) {
        var problems = new ArrayList<Problem>();
        files.forEach(file -> checkAfter(file.name(), file.after(), known, problems));
        loaders.forEach(loader -> checkAfter(loader.name(), loader.after(), known, problems));
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SEED,
                            "seeds come after seeds that do not exist; nothing was loaded",
                            problems,
                            "correct the names: `after` in the manifest, after() of a seed in Java")
                    .exception();
        }
    }

    private static void checkAfter(
            String name, List<String> after, Set<String> known, List<Problem> problems) {
        after.stream()
                .filter(before -> !known.contains(before))
                .forEach(
                        before ->
                                problems.add(
                                        Problem.of(
                                                "seed "
                                                        + name
                                                        + " comes after "
                                                        + before
                                                        + ", which is no seed"
                                                        + NearestName.of(before, known)
                                                                .map(SeedSet::didYouMean)
                                                                .orElse(""))));
    }

    private static String didYouMean(String near) {
        return "; did you mean " + near + "?";
    }

    /// The seeds of those names, or all.
    ///
    /// @throws FailureException when there is no seed at all (exit 3) or a name is unknown (exit 2)
    List<Seed> selected(Set<String> only) {
        if (seeds.isEmpty() && excluded.isEmpty()) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there are no seeds in " + directory + "; nothing was loaded",
                            "no file there has the name of a seed: .csv, .tsv, .ndjson, .json, .yaml or .sql, plain, .gz or .zst",
                            "put seeds there, or name their folder in SEEDS_DIR")
                    .exception();
        }
        var unknown =
                only.stream().filter(name -> !seeds.containsKey(name)).map(this::unknown).toList();
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

    private Problem unknown(String name) {
        var elsewhere = excluded.stream().filter(found -> found.name().equals(name)).findFirst();
        return Problem.of(
                elsewhere.isPresent()
                        ? "seed "
                                + name
                                + " is only for "
                                + String.join(", ", elsewhere.get().environments())
                                + " (--env, SEED_ENV)"
                        : "there is no seed "
                                + name
                                + NearestName.of(name, seeds.keySet())
                                        .map(SeedSet::didYouMean)
                                        .orElse(
                                                "; the seeds are "
                                                        + String.join(", ", seeds.keySet())));
    }
}
