package dev.slipway.manifest;

import dev.slipway.data.DataFile;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition.Part;
import dev.slipway.manifest.SeedFolder.Excluded;
import dev.slipway.yaml.NodeCheck;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Lays an environment's overlay over the base, and sorts out who takes part.
final class Assembly {
    private final Layer base;
    private final @Nullable Layer overlay;
    private final Map<String, Layer> overlays;
    private final @Nullable String environment;
    private final NodeCheck check;
    private final Placeholders placeholders;

    Assembly(
            Layer base,
            Map<String, Layer> overlays,
            @Nullable String environment,
            List<Problem> problems) {
        this.base = base;
        this.overlay = environment == null ? null : overlays.get(environment);
        this.overlays = overlays;
        this.environment = environment;
        this.check = new NodeCheck(problems);
        var values = new TreeMap<>(base.manifest().placeholders());
        if (overlay != null) {
            values.putAll(overlay.manifest().placeholders());
        }
        this.placeholders = new Placeholders(values, check);
    }

    List<String> skipped() {
        return overlay == null
                ? base.skipped()
                : Stream.concat(base.skipped().stream(), overlay.skipped().stream()).toList();
    }

    void assemble(List<SeedDefinition> seeds, List<Excluded> excluded) {
        var baseFiles = new SeedFiles(base, null, placeholders, check);
        var overlayFiles =
                overlay == null ? null : new SeedFiles(overlay, base, placeholders, check);
        var definitions = new Definitions(placeholders, check);
        var elsewhere = elsewhere();
        var names = new TreeSet<>(baseFiles.seeds());
        if (overlayFiles != null) {
            names.addAll(overlayFiles.seeds());
        }
        for (var name : names) {
            var faults = check.faults();
            var files = baseFiles.of(name);
            var laidOver = overlayFiles == null ? List.<DataFile>of() : overlayFiles.of(name);
            var entry = entry(name, !laidOver.isEmpty());
            checkGenerated(name, files, laidOver);
            var parts = parts(name, files, laidOver);
            if (parts.isEmpty() && entry.rows() == 0) {
                if (check.faults() == faults && elsewhere.containsKey(name)) {
                    excluded.add(new Excluded(name, elsewhere.get(name)));
                } else if (check.faults() == faults && !entry.isFaulty()) {
                    noFile(name, entry);
                }
                continue;
            }
            var definition = definitions.define(name, entry, parts);
            if (entry.environments().isEmpty() || isAmong(entry.environments())) {
                seeds.add(definition);
            } else {
                excluded.add(new Excluded(name, entry.environments()));
            }
        }
        elsewhere.forEach(
                (name, environments) -> {
                    if (!names.contains(name)) {
                        excluded.add(new Excluded(name, environments));
                    }
                });
        excluded.sort((left, right) -> left.name().compareTo(right.name()));
    }

    private boolean isAmong(Set<String> environments) {
        return environment != null && environments.contains(environment);
    }

    /// The seeds that other environments have files for, each with those.
    private Map<String, Set<String>> elsewhere() {
        var elsewhere = new TreeMap<String, Set<String>>();
        var quiet = new NodeCheck(new ArrayList<>());
        overlays.forEach(
                (name, other) -> {
                    if (!name.equals(environment)) {
                        var values = new TreeMap<>(base.manifest().placeholders());
                        values.putAll(other.manifest().placeholders());
                        var files =
                                new SeedFiles(other, base, new Placeholders(values, quiet), quiet);
                        files.seeds().stream()
                                .filter(
                                        seed ->
                                                other.entry(seed).rows() > 0
                                                        || !files.of(seed).isEmpty())
                                .forEach(
                                        seed ->
                                                elsewhere
                                                        .computeIfAbsent(seed, _ -> new TreeSet<>())
                                                        .add(name));
                    }
                });
        return elsewhere;
    }

    private Entry entry(String name, boolean isLaidOver) {
        var below = base.entry(name);
        if (overlay == null) {
            return below;
        }
        var above = overlay.entry(name);
        return above.over(isLaidOver && !above.says("generate") ? below.withoutGenerator() : below);
    }

    private void checkGenerated(String name, List<DataFile> files, List<DataFile> laidOver) {
        checkGenerated(name, base.entry(name), files);
        if (overlay != null) {
            checkGenerated(name, overlay.entry(name), laidOver);
        }
    }

    private void checkGenerated(String name, Entry entry, List<DataFile> files) {
        var place = entry.said().get("generate");
        if (place != null && !entry.namesFiles() && !files.isEmpty()) {
            check.fault(
                    place,
                    "seed "
                            + name
                            + " is generated, and there is a file "
                            + files.getFirst().name());
        }
    }

    /// Data is laid over data, scripts run after scripts; a source of another kind takes the
    /// base's place.
    private List<Part> parts(String name, List<DataFile> files, List<DataFile> laidOver) {
        if (overlay != null && overlay.entry(name).says("generate")) {
            return List.of();
        }
        var parts = new ArrayList<Part>();
        if (laidOver.isEmpty()
                || files.isEmpty()
                || Definitions.isSql(files.getFirst()) == Definitions.isSql(laidOver.getFirst())) {
            files.forEach(file -> parts.add(new Part(file, 0)));
        }
        laidOver.forEach(file -> parts.add(new Part(file, 1)));
        return parts;
    }

    private void noFile(String name, Entry entry) {
        if (entry.place() == null) {
            return;
        }
        var known = new TreeSet<>(base.byName().keySet());
        if (overlay != null) {
            known.addAll(overlay.byName().keySet());
        }
        check.fault(
                entry.place(),
                "seed "
                        + name
                        + " has no file"
                        + NearestName.of(name, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; there is no " + name + SeedFiles.ENDINGS));
    }
}
