package dev.slipway.manifest;

import dev.slipway.catalog.TableName;
import dev.slipway.data.ObjectRowReader;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.settings.NearestName;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `seeds.yaml`, which says of a seed what its file's name alone does not. docs/seeds.md
/// describes it.
public final class SeedManifest {
    public static final String FILE_NAME = "seeds.yaml";

    private static final Set<String> KEYS = Set.of("file", "table", "key", "references");
    private static final Set<String> REFERENCE_KEYS = Set.of("from", "to");

    private final List<Problem> problems;

    /// @param problems takes every fault of the manifest
    public SeedManifest(List<Problem> problems) {
        this.problems = problems;
    }

    /// What the manifest says of one seed; a part that it does not name is null or empty.
    public record Entry(
            @Nullable String file,
            @Nullable TableName table,
            List<String> key,
            List<Reference> references) {
        static final Entry NOTHING = new Entry(null, null, List.of(), List.of());
    }

    /// Seed name to what is said of it, in the order of the file.
    public Map<String, Entry> read(Path manifest) {
        var entries = new LinkedHashMap<String, Entry>();
        try {
            var mapper =
                    YAMLMapper.builder()
                            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                            .build();
            var root = mapper.readTree(manifest);
            checkKeys(root, Set.of("seeds"), "the manifest");
            map(root, "seeds", "seeds")
                    .properties()
                    .forEach(
                            seed ->
                                    entries.put(
                                            seed.getKey(), entry(seed.getKey(), seed.getValue())));
        } catch (JacksonException malformed) {
            var location = malformed.getLocation();
            problems.add(
                    Problem.at(
                            FILE_NAME,
                            location == null ? 0 : location.getLineNr(),
                            location == null ? 0 : location.getColumnNr(),
                            ObjectRowReader.message(malformed)));
        }
        return entries;
    }

    private Entry entry(String seed, JsonNode node) {
        if (node.isNull()) {
            return Entry.NOTHING;
        }
        checkKeys(node, KEYS, "seed " + seed);
        var references = new ArrayList<Reference>();
        map(node, "references", "seed " + seed + ": references")
                .properties()
                .forEach(
                        reference -> {
                            var where = "seed " + seed + ", reference " + reference.getKey();
                            checkKeys(reference.getValue(), REFERENCE_KEYS, where);
                            if (!reference.getValue().isObject()) {
                                return;
                            }
                            var known = problems.size();
                            var to = text(reference.getValue(), "to", where);
                            var from = text(reference.getValue(), "from", where);
                            if (to == null || from == null) {
                                if (problems.size() == known) {
                                    problems.add(
                                            Problem.inFile(
                                                    FILE_NAME, where + " needs both from and to"));
                                }
                            } else if (to.indexOf('.') < 0) {
                                problems.add(
                                        Problem.inFile(
                                                FILE_NAME,
                                                where
                                                        + ": to must be table.column, not '"
                                                        + to
                                                        + "'"));
                            } else {
                                var dot = to.lastIndexOf('.');
                                references.add(
                                        new Reference(
                                                reference.getKey(),
                                                from,
                                                TableName.parse(to.substring(0, dot)),
                                                to.substring(dot + 1)));
                            }
                        });
        var table = text(node, "table", "seed " + seed);
        return new Entry(
                text(node, "file", "seed " + seed),
                table == null ? null : TableName.parse(table),
                key(seed, node.path("key")),
                references);
    }

    /// A part that is a map, or may be left out.
    private JsonNode map(JsonNode node, String name, String where) {
        var value = node.path(name);
        if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
            problems.add(Problem.inFile(FILE_NAME, where + " must be a map"));
        }
        return value;
    }

    private List<String> key(String seed, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        var columns = node.isArray() ? node.valueStream().toList() : List.of(node);
        if (columns.isEmpty() || columns.stream().anyMatch(column -> !column.isString())) {
            problems.add(
                    Problem.inFile(
                            FILE_NAME,
                            "seed " + seed + ": key must be a column or a list of columns"));
            return List.of();
        }
        var names = columns.stream().map(JsonNode::stringValue).toList();
        if (new HashSet<>(names).size() < names.size()) {
            problems.add(Problem.inFile(FILE_NAME, "seed " + seed + ": key names a column twice"));
        }
        return names;
    }

    private @Nullable String text(JsonNode node, String name, String where) {
        var value = node.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            problems.add(Problem.inFile(FILE_NAME, where + ": " + name + " must be a text"));
            return null;
        }
        return value.stringValue();
    }

    private void checkKeys(JsonNode node, Set<String> known, String where) {
        if (!node.isObject()) {
            problems.add(Problem.inFile(FILE_NAME, where + " must be a map"));
            return;
        }
        node.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(
                        name ->
                                problems.add(
                                        Problem.inFile(
                                                FILE_NAME,
                                                where
                                                        + " does not know '"
                                                        + name
                                                        + "'"
                                                        + NearestName.of(name, known)
                                                                .map(
                                                                        near ->
                                                                                "; did you mean "
                                                                                        + near
                                                                                        + "?")
                                                                .orElse(
                                                                        "; it knows "
                                                                                + String.join(
                                                                                        ", ",
                                                                                        known
                                                                                                .stream()
                                                                                                .sorted()
                                                                                                .toList())))));
    }
}
