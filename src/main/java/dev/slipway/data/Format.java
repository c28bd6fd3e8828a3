package dev.slipway.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// How a seed file is written; each plain or gzipped.
public enum Format {
    CSV(".csv", ".csv"),
    NDJSON(".ndjson", ".jsonl"),
    YAML(".yaml", ".yml");

    public static final String GZIP = ".gz";

    private final String ending;
    private final String alias;

    Format(String ending, String alias) {
        this.ending = ending;
        this.alias = alias;
    }

    /// What a file's name says about it: `cities.csv.gz` is the seed `cities` in CSV. Empty for a
    /// file that is no seed.
    public static Optional<Named> of(String fileName) {
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

    public record Named(String name, Format format) {}
}
