package dev.slipway.manifest;

import dev.slipway.data.DataFile;
import dev.slipway.data.DataFormat;
import dev.slipway.data.Format;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files of each seed of one layer.
final class SeedFiles {
    /// What a file's name may end in.
    static final String ENDINGS = ".csv, .tsv, .ndjson, .json, .yaml or .sql, plain, .gz or .zst";

    private static final String S3 = "s3://";

    private final Layer layer;
    private final @Nullable Layer base;
    private final Placeholders placeholders;
    private final NodeCheck check;
    private final Set<Path> claimed;

    /// @param base the layer below; null for the base itself
    SeedFiles(Layer layer, @Nullable Layer base, Placeholders placeholders, NodeCheck check) {
        this.layer = layer;
        this.base = base;
        this.placeholders = placeholders;
        this.check = check;
        this.claimed = new HashSet<>();
        claim(layer);
        if (base != null) {
            claim(base);
        }
    }

    private void claim(Layer by) {
        by.manifest().entries().values().forEach(entry -> claimed.addAll(namedBy(entry)));
    }

    /// The files of this layer that an entry's names or globs find.
    private List<Path> namedBy(Entry entry) {
        return entry.files().stream()
                .flatMap(file -> layer.search().present(placeholders.quietly(file.text())).stream())
                .toList();
    }

    /// The layer's seeds: those that its manifest mentions, and the files that are no part of one.
    Set<String> seeds() {
        return layer.seeds(claimed);
    }

    /// The seed's files in the order in which they are read; none when it has none here.
    List<DataFile> of(String seed) {
        var entry = layer.entry(seed);
        var below = base == null ? Entry.NOTHING : base.entry(seed);
        var format = entry.format() == null ? below.format() : entry.format();
        if (entry.namesFiles()) {
            return named(seed, entry, format);
        }
        var paths = layer.byName().getOrDefault(seed, List.of());
        if (entry.place() == null && below.place() == null) {
            paths = paths.stream().filter(path -> !claimed.contains(path)).toList();
        }
        if (paths.size() > 1) {
            check.faultOf(
                    "seed "
                            + seed
                            + " has several files: "
                            + String.join(", ", paths.stream().map(layer.search()::name).toList()));
            return List.of();
        }
        // Where the base names its files, the overlay's are called the same.
        return (paths.isEmpty() ? namedBy(below) : paths)
                .stream()
                        .filter(layer.search()::isInside)
                        .map(layer.search()::name)
                        .flatMap(name -> file(name, new Place(name, 0, 0), seed, format).stream())
                        .toList();
    }

    private List<DataFile> named(String seed, Entry entry, @Nullable FormatEntry format) {
        var where = "seed " + seed;
        var files = new ArrayList<DataFile>();
        var seen = new HashSet<String>();
        for (var written : entry.files()) {
            var pattern = placeholders.in(written.text(), written.place(), where);
            for (var name : names(pattern, written.place(), where)) {
                if (seen.add(name)) {
                    file(name, written.place(), seed, format).ifPresent(files::add);
                } else {
                    check.fault(written.place(), where + " has " + name + " twice");
                }
            }
        }
        return files;
    }

    private List<String> names(String pattern, Place place, String where) {
        if (pattern.startsWith(S3)) {
            if (FileSearch.isGlob(pattern)) {
                check.fault(
                        place,
                        where + ": " + pattern + " must name one object; S3 is not searched");
            }
            return List.of(pattern);
        }
        return layer.search().required(pattern, place, where).stream()
                .filter(layer.search()::isInside)
                .map(layer.search()::name)
                .toList();
    }

    private Optional<DataFile> file(
            String name, Place place, String seed, @Nullable FormatEntry format) {
        var where = "seed " + seed;
        var said = format == null ? null : format.type();
        var ending = Format.of(name.substring(name.lastIndexOf('/') + 1));
        if (said == null && ending.isEmpty()) {
            check.fault(place, where + ": " + name + " is not " + ENDINGS + "; say its format");
            return Optional.empty();
        }
        var type = said == null ? ending.orElseThrow().format() : said;
        var whole =
                format == null ? DataFormat.of(type) : format.of(type, check, where + ": format");
        try {
            return Optional.of(
                    name.startsWith(S3)
                            ? DataFile.inS3(name, whole)
                            : DataFile.inFolder(layer.search().root(), name, whole));
        } catch (IllegalArgumentException e) {
            check.fault(place, where + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
