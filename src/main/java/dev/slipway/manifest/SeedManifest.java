package dev.slipway.manifest;

import dev.slipway.failure.Problem;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.Node.Scalar;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.YamlTree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// What a `seeds.yaml` says of seeds that their files' names alone do not. docs/seeds.md describes
/// it.
///
/// @param placeholders name to value
/// @param entries by the seed's name, in the order of the file
public record SeedManifest(Map<String, String> placeholders, Map<String, Entry> entries) {
    public static final String FILE_NAME = "seeds.yaml";

    static final SeedManifest NONE = new SeedManifest(Map.of(), Map.of());
    static final Set<String> KEYS = Set.of("placeholders", "seeds");

    /// The JSON Schema of the manifest, for editors.
    public static String schema() {
        try (var schema =
                Objects.requireNonNull(
                        SeedManifest.class.getResourceAsStream("seeds.schema.json"))) {
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads it, as far as it is right.
    ///
    /// @param file as messages name it
    /// @param problems takes every fault
    static SeedManifest read(Path path, String file, List<Problem> problems) {
        var check = new NodeCheck(problems);
        var root = check.fields(YamlTree.read(path, file, problems), "the manifest", KEYS);
        var placeholders = new TreeMap<String, String>();
        check.fields(present(root, "placeholders"), "placeholders")
                .forEach(
                        (name, node) -> {
                            if (!Placeholders.NAME.matcher(name).matches()) {
                                check.fault(
                                        node.place(),
                                        "a placeholder's name has letters, digits, _, . and -, not '"
                                                + name
                                                + "'");
                            }
                            var value = check.scalar(node, "placeholder " + name);
                            if (value != null) {
                                placeholders.put(name, value);
                            }
                        });
        var entries = new LinkedHashMap<String, Entry>();
        var reader = new EntryReader(check);
        check.fields(present(root, "seeds"), "seeds")
                .forEach((name, node) -> entries.put(name, reader.read(name, node)));
        return new SeedManifest(placeholders, entries);
    }

    /// A part that may be left empty.
    private static Node present(Map<String, Node> root, String key) {
        var node = root.get(key);
        return node instanceof Scalar scalar && scalar.type() == Node.Type.NULL
                ? Node.Fields.none(scalar.place())
                : node;
    }
}
