package dev.slipway.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How a seed file is written, told by the ending of its name in any letter case.
public enum Format {
    CSV(".csv", ".csv"),
    /// CSV with tabs in place of commas; its quoting is CSV's too.
    TSV(".tsv", ".tab"),
    NDJSON(".ndjson", ".jsonl"),
    /// One list of objects.
    JSON(".json", ".json"),
    YAML(".yaml", ".yml"),
    /// Statements, which are run as they are: no rows.
    SQL(".sql", ".sql");

    private final String ending;
    private final String alias;

    Format(String ending, String alias) {
        this.ending = ending;
        this.alias = alias;
    }

    /// What a file's name says about it: `cities.csv.gz` is the seed `cities` in CSV, gzipped.
    /// Empty for a file that is no seed.
    public static Optional<Named> of(String fileName) {
        var packing = Packing.of(fileName);
        var plain = fileName.substring(0, fileName.length() - packing.ending().length());
        var lowerCase = plain.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .flatMap(
                        format ->
                                Stream.of(format.ending, format.alias)
                                        .filter(
                                                ending ->
                                                        lowerCase.endsWith(ending)
                                                                && plain.length() > ending.length())
                                        .map(
                                                ending ->
                                                        new Named(
                                                                plain.substring(
                                                                        0,
                                                                        plain.length()
                                                                                - ending.length()),
                                                                format,
                                                                packing)))
                .findFirst();
    }

    /// Whether its rows are separated values, so that a delimiter, a quote, a null marker and a
    /// header mean something.
    public boolean isDelimited() {
        return this == CSV || this == TSV;
    }

    /// What the name of a file says.
    ///
    /// @param name without the endings
    public record Named(String name, Format format, Packing packing) {}
}
