package dev.slipway.seed;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// How a seed file is written; each plain or gzipped.
enum SeedFormat {
    CSV(".csv", ".csv"),
    NDJSON(".ndjson", ".jsonl"),
    YAML(".yaml", ".yml");

    static final String GZIP = ".gz";

    private final String ending;
    private final String alias;

    SeedFormat(String ending, String alias) {
        this.ending = ending;
        this.alias = alias;
    }

    /// What a file's name says about it: `cities.csv.gz` is the seed `cities` in CSV. Empty for a
    /// file that is no seed.
    static Optional<Named> of(String fileName) {
        var plain =
                fileName.endsWith(GZIP)
                        ? fileName.substring(0, fileName.length() - GZIP.length())
                        : fileName;
        return Arrays.stream(values())
                .flatMap(
                        format ->
                                Stream.of(format.ending, format.alias)
                                        .filter(
                                                ending ->
                                                        plain.endsWith(ending)
                                                                && plain.length() > ending.length())
                                        .map(
                                                ending ->
                                                        new Named(
                                                                plain.substring(
                                                                        0,
                                                                        plain.length()
                                                                                - ending.length()),
                                                                format)))
                .findFirst();
    }

    record Named(String name, SeedFormat format) {}
}
