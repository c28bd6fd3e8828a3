package dev.slipway.manifest;

import dev.slipway.data.ObjectRowReader;
import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// Reads a manifest's YAML with its places. Anchors, aliases and tags are faults: they would let a
/// short file stand for a large one, or for another than it shows.
final class ManifestTree {
    private static final long LARGEST = 1 << 20;
    private static final int DEEPEST = 16;

    private final String file;
    private final List<Problem> problems;
    private final Set<String> anchors = new HashSet<>();
    private boolean stopped;

    private ManifestTree(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /// The tree, as far as it could be read.
    ///
    /// @param file as messages name it
    /// @param problems takes what is wrong with it
    static Node read(Path path, String file, List<Problem> problems) {
        return new ManifestTree(file, problems).read(path);
    }

    private Node read(Path path) {
        var whole = new Place(file, 0, 0);
        try {
            if (Files.size(path) > LARGEST) {
                return fault(
                        whole,
                        "is larger than 1 MB; it only declares seeds, rows belong into files of their own");
            }
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                            .toString();
            try (var parser =
                    (YAMLParser)
                            YAMLMapper.shared()
                                    .createParser(
                                            text.startsWith("\uFEFF") ? text.substring(1) : text)) {
                // A file without anything in it says nothing, which is no fault.
                if (parser.nextToken() == null) {
                    return Node.Fields.none(whole);
                }
                var root = node(parser, whole, 0);
                if (!stopped && parser.nextToken() != null) {
                    fault(place(parser), "holds a second document; it must be one");
                }
                return root;
            }
        } catch (CharacterCodingException e) {
            return fault(whole, "is not UTF-8");
        } catch (IOException e) {
            return fault(whole, "cannot be read: " + e.getMessage());
        } catch (JacksonException malformed) {
            return fault(place(malformed.getLocation()), ObjectRowReader.message(malformed));
        }
    }

    private Node fault(Place place, String message) {
        problems.add(place.problem(message));
        return Node.Fields.none(place);
    }

    private Node node(YAMLParser parser, Place place, int depth) {
        checkAnchor(parser);
        if (parser.getTypeId() != null) {
            fault(
                    place(parser),
                    "tags are not read here; write the value without " + parser.getRawTag());
        }
        if (depth > DEEPEST) {
            stopped = true;
            return fault(place(parser), "is nested deeper than " + DEEPEST + " levels");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser, place, depth);
            case START_ARRAY -> {
                var items = new ArrayList<Node>();
                while (!stopped && parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(parser, place(parser), depth + 1));
                }
                yield new Node.Items(place, items);
            }
            case VALUE_NULL -> new Node.Scalar(place, Node.Type.NULL, "");
            case VALUE_TRUE, VALUE_FALSE ->
                    new Node.Scalar(place, Node.Type.FLAG, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new Node.Scalar(place, Node.Type.NUMBER, parser.getString());
            case NOT_AVAILABLE,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT,
                    VALUE_STRING ->
                    isTilde(parser)
                            ? new Node.Scalar(place, Node.Type.NULL, "")
                            : new Node.Scalar(place, Node.Type.TEXT, parser.getString());
        };
    }

    private Node fields(YAMLParser parser, Place place, int depth) {
        var fields = new LinkedHashMap<String, Node>();
        while (!stopped && parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var key = place(parser);
            checkAnchor(parser);
            parser.nextToken();
            var value = node(parser, key, depth + 1);
            if (fields.putIfAbsent(name, value) != null) {
                fault(key, name + " stands here a second time");
            }
        }
        return new Node.Fields(place, fields);
    }

    private void checkAnchor(YAMLParser parser) {
        // The parser tells a map's anchor at the map's first key once more.
        if (parser.isCurrentAlias()
                || (parser.getObjectId() != null && anchors.add(parser.getObjectId()))) {
            fault(place(parser), "anchors and aliases are not read here; write the value out");
        }
    }

    /// YAML's other word for null, which the parser hands over as a text.
    private static boolean isTilde(YAMLParser parser) {
        return parser.getString().equals("~")
                && parser.currentLocation().getColumnNr()
                                - parser.currentTokenLocation().getColumnNr()
                        == 1;
    }

    private Place place(YAMLParser parser) {
        return place(parser.currentTokenLocation());
    }

    private Place place(@Nullable TokenStreamLocation location) {
        return location == null
                ? new Place(file, 0, 0)
                : new Place(
                        file,
                        Math.max(0, location.getLineNr()),
                        Math.max(0, location.getColumnNr()));
    }
}
