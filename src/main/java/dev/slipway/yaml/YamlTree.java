package dev.slipway.yaml;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads YAML with its places.
public final class YamlTree {
    private static final long LARGEST = 1 << 20;
    private static final int DEEPEST = 16;

    /// What aliases may stand for, all together: a short file must not be a huge tree.
    private static final int MOST_ALIASED = 10_000;

    private static final Pattern ANCHOR = Pattern.compile("&([^\\s,\\[\\]{}]+)");

    private final String file;
    private final boolean followsAliases;
    private final List<Problem> problems;
    private final Set<String> anchors = new HashSet<>();
    private final Map<String, Node> anchored = new HashMap<>();
    private List<String> lines = List.of();
    private int aliased;
    private boolean stopped;

    private YamlTree(String file, boolean followsAliases, List<Problem> problems) {
        this.file = file;
        this.followsAliases = followsAliases;
        this.problems = problems;
    }

    /// The tree of one of Slipway's own files, as far as it could be read. Anchors, aliases and
    /// tags are faults: they would let a short file stand for a large one, or for another than it
    /// shows.
    ///
    /// @param file as messages name it
    /// @param problems takes what is wrong with it
    public static Node read(Path path, String file, List<Problem> problems) {
        var whole = new Place(file, 0, 0);
        try {
            if (Files.size(path) > LARGEST) {
                problems.add(whole.problem("is larger than 1 MB"));
                return Node.Fields.none(whole);
            }
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                            .toString();
            return new YamlTree(file, false, problems).read(text);
        } catch (CharacterCodingException e) {
            problems.add(whole.problem("is not UTF-8"));
        } catch (IOException e) {
            problems.add(whole.problem("cannot be read: " + e.getMessage()));
        }
        return Node.Fields.none(whole);
    }

    /// The tree of a file that another program reads, too: an alias stands for what its anchor
    /// names, `<<` for a map's keys, and tags say nothing.
    ///
    /// @param file as messages name it
    /// @param problems takes what is wrong with it
    public static Node withAliases(String text, String file, List<Problem> problems) {
        return new YamlTree(file, true, problems).read(text);
    }

    private Node read(String text) {
        var whole = new Place(file, 0, 0);
        var unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        lines = unmarked.lines().toList();
        try (var parser = (YAMLParser) YAMLMapper.shared().createParser(unmarked)) {
            // A file without anything in it says nothing, which is no fault.
            if (parser.nextToken() == null) {
                return Node.Fields.none(whole);
            }
            var root = node(parser, whole, 0);
            if (!stopped && parser.nextToken() != null) {
                fault(place(parser), "holds a second document; it must be one");
            }
            return root;
        } catch (JacksonException malformed) {
            return fault(place(malformed.getLocation()), ObjectRowReader.message(malformed));
        }
    }

    private Node fault(Place place, String message) {
        problems.add(place.problem(message));
        return Node.Fields.none(place);
    }

    private Node node(YAMLParser parser, Place place, int depth) {
        if (followsAliases && parser.isCurrentAlias()) {
            return target(parser, place);
        }
        checkAnchor(parser);
        if (!followsAliases && parser.getTypeId() != null) {
            fault(
                    place(parser),
                    "tags are not read here; write the value without " + parser.getRawTag());
        }
        if (depth > DEEPEST) {
            stopped = true;
            return fault(place(parser), "is nested deeper than " + DEEPEST + " levels");
        }
        var anchor = followsAliases ? anchor(parser) : null;
        var node = value(parser, place, depth);
        if (anchor != null) {
            anchored.put(anchor, node);
        }
        return node;
    }

    /// The name of the anchor at the current value. The parser tells it of maps and lists alone.
    private @Nullable String anchor(YAMLParser parser) {
        if (parser.getObjectId() != null) {
            return parser.getObjectId();
        }
        var location = parser.currentTokenLocation();
        var line = lines.get(Math.clamp(location.getLineNr() - 1L, 0, lines.size() - 1));
        var anchor =
                ANCHOR.matcher(line)
                        .region(
                                Math.clamp(location.getColumnNr() - 1L, 0, line.length()),
                                line.length());
        return anchor.lookingAt() ? anchor.group(1) : null;
    }

    private Node value(YAMLParser parser, Place place, int depth) {
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

    /// What an alias stands for, at the places of its anchor.
    private Node target(YAMLParser parser, Place place) {
        var name = parser.getString();
        var node = anchored.get(name);
        if (node == null) {
            return fault(place, "*" + name + " has no anchor &" + name + " before it");
        }
        aliased += size(node);
        if (aliased > MOST_ALIASED) {
            stopped = true;
            return fault(
                    place(parser), "its aliases stand for more than " + MOST_ALIASED + " values");
        }
        return node;
    }

    private static int size(Node node) {
        return switch (node) {
            case Node.Scalar _ -> 1;
            case Node.Items items -> 1 + items.nodes().stream().mapToInt(YamlTree::size).sum();
            case Node.Fields fields ->
                    1 + fields.nodes().values().stream().mapToInt(YamlTree::size).sum();
        };
    }

    private Node fields(YAMLParser parser, Place place, int depth) {
        var fields = new LinkedHashMap<String, Node>();
        var merged = new ArrayList<Node.Fields>();
        while (!stopped && parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var key = place(parser);
            checkAnchor(parser);
            parser.nextToken();
            var value = node(parser, key, depth + 1);
            if (followsAliases && name.equals("<<") && value instanceof Node.Fields others) {
                merged.add(others);
            } else if (fields.putIfAbsent(name, value) != null) {
                fault(key, name + " stands here a second time");
            }
        }
        // What stands here itself counts, wherever the merge stands.
        merged.forEach(others -> others.nodes().forEach(fields::putIfAbsent));
        return new Node.Fields(place, fields);
    }

    private void checkAnchor(YAMLParser parser) {
        if (followsAliases) {
            return;
        }
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
