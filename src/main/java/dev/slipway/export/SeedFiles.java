package dev.slipway.export;

import dev.slipway.catalog.TableName;
import dev.slipway.data.Format;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names of exported seeds and their files.
final class SeedFiles {
    /// What some file system does not take in a name, or takes for more than a name.
    private static final Pattern UNFIT = Pattern.compile("[^\\p{L}\\p{N}_.$ -]|^\\.");

    private final String ending;
    private final Set<String> taken = new HashSet<>();

    SeedFiles(boolean gzip) {
        this.ending = gzip ? ".csv.gz" : ".csv";
    }

    /// The seed's name: the table's, as far as a file can have it. No two are the same to a file
    /// system that passes over case.
    String seed(TableName table) {
        var plain = table.schema() == null ? table.table() : table.schema() + "." + table.table();
        var name = UNFIT.matcher(plain).replaceAll("_");
        var seed = name;
        for (int i = 2; !taken.add(seed.toLowerCase(Locale.ROOT)); i++) {
            seed = name + "_" + i;
        }
        return seed;
    }

    String file(String seed) {
        return seed + ending;
    }

    /// Makes sure that each seed can have its file.
    ///
    /// @param overwrite whether a file of that name may be replaced
    /// @throws FailureException with every file that is in the way, exit 2
    void check(Path directory, List<String> seeds, boolean overwrite) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        var problems = new ArrayList<Problem>();
        try (Stream<Path> present = Files.list(directory)) {
            for (var path : present.sorted().toList()) {
                var name = path.getFileName().toString();
                var seed = Format.of(name).map(Format.Named::name).orElse("");
                if (!seeds.contains(seed)) {
                    continue;
                }
                if (!name.equals(file(seed))) {
                    problems.add(
                            Problem.inFile(
                                    name,
                                    "is a file of the seed "
                                            + seed
                                            + " already, beside which "
                                            + file(seed)
                                            + " would be a second one"));
                } else if (!overwrite || !Files.isRegularFile(path)) {
                    problems.add(Problem.inFile(name, "is there already"));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "the folder "
                                    + directory
                                    + " has such seeds already; nothing was written",
                            problems,
                            "--overwrite replaces a file of the same name, --to names another folder; a second file of a seed must go away first")
                    .exception();
        }
    }
}
