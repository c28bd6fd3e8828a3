package dev.slipway.manifest;

import dev.slipway.data.DataFile;
import dev.slipway.data.Format;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The files of each seed of one layer.
final class SeedFiles {
    /// What a file's name may end in.
    static final String ENDINGS = ".csv, .ndjson or .yaml, plain or .gz";

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
                .flatMap(
                        file ->
                                layer
                                        .search()
                                        .present(placeholders.quietly(file.text()))
                                        .stream())
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
        var found = paths.isEmpty() ? namedBy(below) : paths;
        return found.stream()
                .filter(layer.search()::isInside)
                .map(path -> file(layer.search().name(path), path, null, seed, format))
                .filter(Objects::nonNull)
                .toList();
    }

    private List<DataFile> named(String seed, Entry entry, @Nullable FormatEntry format) {
        var where = "seed " + seed;
        var files = new ArrayList<DataFile>();
        var seen = new HashSet<String>();
        for (var written : entry.files()) {
            var pattern = placeholders.in(written.text(), written.place(), where);
            var paths =
                    pattern.startsWith(S3)
                            ? List.<Path>of()
                            : layer.search().required(pattern, written.place(), where);
            var found = new ArrayList<@Nullable DataFile>();
            paths.stream()
                    .filter(layer.search()::isInside)
                    .forEach(
                            path ->
                                    found.add(
                                            file(
                                                    layer.search().name(path),
                                                    path,
                                                    written.place(),
                                                    seed,
                                                    format)));
            for (var file : found) {
                if (file != null && seen.add(file.name())) {
                    files.add(file);
                } else if (file != null) {
                    check.fault(written.place(), where + " has " + file.name() + " twice");
                }
            }
        }
        return files;
    }

    private @Nullable DataFile file(
            String name,
            Path path,
            @Nullable Place place,
            String seed,
            @Nullable FormatEntry format) {
        var type = format == null ? null : format.type();
        var byEnding = Format.of(name);
        if (type == null && byEnding.isEmpty()) {
            check.fault(
                    place == null ? new Place(name, 0, 0) : place,
                    "seed " + seed + ": " + name + " is not " + ENDINGS + "; its format must be said");
            return null;
        }
        return new DataFile(name, path, type == null ? byEnding.orElseThrow().format() : type);
    }
}
