package dev.slipway.manifest;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;

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
    }
}
