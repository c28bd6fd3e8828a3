package dev.slipway.seed;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows that a run left out for their faults, and the files that hold them.
final class SeedFaults {
    private final @Nullable Path directory;
    private final Progress progress;
    private final Map<String, LeftOut> seeds = new LinkedHashMap<>();

    private record LeftOut(long rows, List<Problem> problems) {}

    /// @param directory where files of rejected rows go, or null for nowhere
    SeedFaults(@Nullable Path directory, Progress progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /// Writes the faulty rows of a seed to their file, where one is wanted.
    ///
    /// @return the file, if one was written
    Optional<Path> write(String seed, SeedRows seedRows, Rejects rejects) {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(RejectFile.write(directory, seed, seedRows, rejects));
        } catch (IOException e) {
            // The faults themselves are told all the same.
            progress.warn("the bad rows of " + seed + " could not be written: " + e);
            return Optional.empty();
        }
    }

    /// Remembers the rows that were left out of a seed that was loaded all the same. Of two passes
    /// over one seed the last counts: it meets every fault.
    void add(String seed, long rejected, List<Problem> found) {
        if (rejected > 0) {
            seeds.put(seed, new LeftOut(rejected, found));
        }
    }

    /// Fails when rows were left out. All others are committed.
    ///
    /// @throws FailureException exit 9
    void check() {
        if (!seeds.isEmpty()) {
            long rows = seeds.values().stream().mapToLong(LeftOut::rows).sum();
            throw Failure.of(
                            Kind.SEED,
                            Count.of(rows, "row")
                                    + (rows == 1 ? " was" : " were")
                                    + " left out of "
                                    + String.join(", ", seeds.keySet())
                                    + "; all others are loaded",
                            seeds.values().stream()
                                    .flatMap(seed -> seed.problems().stream())
                                    .toList(),
                            "correct them and run again: what is loaded is not loaded twice")
                    .about(seeds.keySet().iterator().next())
                    .exception();
        }
    }
}
