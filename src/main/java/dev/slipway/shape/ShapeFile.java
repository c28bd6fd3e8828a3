package dev.slipway.shape;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A shape as a JSON file: docs/shape.md says what each key holds.
public final class ShapeFile {
    /// The only format so far.
    static final int FORMAT = 1;

    private ShapeFile() {}

    /// The file's text: the same for the same shape, a line for each column, index and constraint.
    public static String text(Shape shape) {
        var top = new LinkedHashMap<String, @Nullable Object>();
        top.put("format", FORMAT);
        top.put("exported", shape.exported().toString());
        top.put("server", fields("version", shape.serverVersion(), "major", shape.serverMajor()));
        top.put(
                "extensions",
                shape.extensions().stream()
                        .map(one -> fields("name", one.name(), "version", one.version()))
                        .toList());
        top.put("roles", shape.roles());
        var text = new StringBuilder("{\n");
        top.forEach(
                (key, value) ->
                        text.append("  ")
                                .append(json(key))
                                .append(": ")
                                .append(json(value))
                                .append(",\n"));
        text.append("  \"tables\": [");
        text.append(
                shape.tables().stream()
                        .map(ShapeFile::table)
                        .collect(
                                Collectors.joining(
                                        ",",
                                        "",
                                        shape.tables().isEmpty() ? "]\n}\n" : "\n  ]\n}\n")));
        return text.toString();
    }

    private static String table(Shape.Table table) {
        var parent = table.parent();
        var fields = new ArrayList<String>();
        var named =
                fields("schema", table.schema(), "name", table.name(), "kind", table.kind().word());
        if (parent != null) {
            named.put("parent", fields("schema", parent.schema(), "name", parent.table()));
        }
        named.put("rows", table.rows());
        named.put("rowsFrom", table.rowsFrom().word());
        named.put("tableBytes", table.tableBytes());
        named.put("indexBytes", table.indexBytes());
        named.put("toastBytes", table.toastBytes());
        named.forEach((key, value) -> fields.add(json(key) + ": " + json(value)));
        fields.add(lines("columns", table.columns(), ShapeFile::column));
        fields.add(
                lines(
                        "indexes",
                        table.indexes(),
                        index ->
                                fields(
                                        "name", index.name(),
                                        "definition", index.definition(),
                                        "unique", index.unique(),
                                        "valid", index.valid(),
                                        "bytes", index.bytes())));
        fields.add(
                lines(
                        "constraints",
                        table.constraints(),
                        constraint ->
                                fields(
                                        "name", constraint.name(),
                                        "type", constraint.type().word(),
                                        "definition", constraint.definition(),
                                        "validated", constraint.validated())));
        return fields.stream()
                .collect(Collectors.joining(",\n      ", "\n    {\n      ", "\n    }"));
    }

    private static Map<String, @Nullable Object> column(Shape.Column column) {
        var fields =
                fields(
                        "name", column.name(),
                        "type", column.type(),
                        "nullable", column.nullable(),
                        "hasDefault", column.hasDefault());
        var statistics = column.statistics();
        if (statistics != null) {
            fields.put("nullFraction", number(statistics.nullFraction()));
            fields.put("distinct", number(statistics.distinct()));
            fields.put("width", statistics.width());
            var correlation = statistics.correlation();
            if (correlation != null) {
                fields.put("correlation", number(correlation));
            }
        }
        return fields;
    }

    private static <T> String lines(
            String key, List<T> items, Function<T, Map<String, @Nullable Object>> fields) {
        return json(key)
                + ": "
                + (items.isEmpty()
                        ? "[]"
                        : items.stream()
                                .map(item -> "\n        " + json(fields.apply(item)))
                                .collect(Collectors.joining(",", "[", "\n      ]")));
    }

    private static Map<String, @Nullable Object> fields(Object... pairs) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    private static String json(@Nullable Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    /// 4.0 is a number of values, too, but nobody writes it so.
    private static Number number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return (long) value;
        }
        return value;
    }

    /// Reads a file.
    ///
    /// @throws FailureException when the file cannot be read or is no shape, with all that is wrong
    ///     with it (exit 3)
    public static Shape read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there is no file " + file,
                            "the shape of production was to be read from it",
                            "write it with slipway shape export --file " + file)
                    .exception(e);
        } catch (IOException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "the file " + file + " cannot be read",
                            String.valueOf(e.getMessage()),
                            "see that it is a file, in UTF-8, and may be read")
                    .exception(e);
        }
    }

    /// As {@link #read}, of a text.
    ///
    /// @param file how failures call it
    static Shape parse(String text, String file) {
        JsonNode tree;
        try {
            tree = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw wrong(
                    file,
                    List.of(
                            Problem.at(
                                    file,
                                    place == null ? 0 : place.getLineNr(),
                                    place == null ? 0 : place.getColumnNr(),
                                    "not JSON: " + e.getOriginalMessage())));
        }
        var check = new Check(file, new ArrayList<>());
        var shape = check.shape(tree);
        if (!check.problems().isEmpty()) {
            throw wrong(file, check.problems());
        }
        return shape;
    }

    private static FailureException wrong(String file, List<Problem> problems) {
        return Failure.of(
                        Kind.SETTINGS,
                        file + " is not a shape that this version can read",
                        problems,
                        "export it again with slipway shape export, with this version of Slipway")
                .exception();
    }

    /// Takes values out of the tree; what is wrong is noted, and something of the type handed out.
    private record Check(String file, List<Problem> problems) {
        Shape shape(JsonNode tree) {
            var format = tree.get("format");
            if (tree.isObject()
                    && format != null
                    && (!format.isInt() || format.intValue() != FORMAT)) {
                // What another format knows, this one may take for a fault.
                fault("format", "is " + format + "; this version of Slipway reads " + FORMAT);
                return new Shape(Instant.EPOCH, "", 0, List.of(), List.of(), List.of());
            }
            known(
                    tree,
                    "",
                    Set.of("format", "exported", "server", "extensions", "roles", "tables"));
            if (tree.isObject() && format == null) {
                fault("format", "is missing");
            }
            var server = child(tree, "", "server");
            known(server, "server", Set.of("version", "major"));
            return new Shape(
                    instant(tree),
                    text(server, "server", "version"),
                    (int) whole(server, "server", "major"),
                    items(
                            tree,
                            "",
                            "extensions",
                            (node, at) -> {
                                known(node, at, Set.of("name", "version"));
                                return new Shape.Extension(
                                        text(node, at, "name"), text(node, at, "version"));
                            }),
                    items(
                            tree,
                            "",
                            "roles",
                            (node, at) -> {
                                if (!node.isString()) {
                                    fault(at, "must be a text");
                                }
                                return node.asString("");
                            }),
                    items(tree, "", "tables", this::table));
        }

        private Shape.Table table(JsonNode node, String at) {
            known(
                    node,
                    at,
                    Set.of(
                            "schema",
                            "name",
                            "kind",
                            "parent",
                            "rows",
                            "rowsFrom",
                            "tableBytes",
                            "indexBytes",
                            "toastBytes",
                            "columns",
                            "indexes",
                            "constraints"));
            return new Shape.Table(
                    text(node, at, "schema"),
                    text(node, at, "name"),
                    word(node, at, "kind", Shape.TableKind.values(), Shape.TableKind::word),
                    parent(node, at),
                    whole(node, at, "rows"),
                    word(node, at, "rowsFrom", Shape.RowSource.values(), Shape.RowSource::word),
                    whole(node, at, "tableBytes"),
                    whole(node, at, "indexBytes"),
                    whole(node, at, "toastBytes"),
                    items(node, at, "columns", this::column),
                    items(node, at, "indexes", this::index),
                    items(node, at, "constraints", this::constraint));
        }

        private Shape.@Nullable Name parent(JsonNode node, String at) {
            if (!node.has("parent")) {
                return null;
            }
            var parent = child(node, at, "parent");
            var place = place(at, "parent");
            known(parent, place, Set.of("schema", "name"));
            return new Shape.Name(text(parent, place, "schema"), text(parent, place, "name"));
        }

        private Shape.Column column(JsonNode node, String at) {
            known(
                    node,
                    at,
                    Set.of(
                            "name",
                            "type",
                            "nullable",
                            "hasDefault",
                            "nullFraction",
                            "distinct",
                            "width",
                            "correlation"));
            var measured =
                    node.has("nullFraction")
                            || node.has("distinct")
                            || node.has("width")
                            || node.has("correlation");
            return new Shape.Column(
                    text(node, at, "name"),
                    text(node, at, "type"),
                    flag(node, at, "nullable"),
                    flag(node, at, "hasDefault"),
                    measured
                            ? new Shape.Statistics(
                                    within(node, at, "nullFraction", 0, 1),
                                    within(node, at, "distinct", -1, Double.MAX_VALUE),
                                    (int) Math.min(whole(node, at, "width"), Integer.MAX_VALUE),
                                    node.has("correlation")
                                            ? within(node, at, "correlation", -1, 1)
                                            : null)
                            : null);
        }

        private Shape.Index index(JsonNode node, String at) {
            known(node, at, Set.of("name", "definition", "unique", "valid", "bytes"));
            return new Shape.Index(
                    text(node, at, "name"),
                    text(node, at, "definition"),
                    flag(node, at, "unique"),
                    flag(node, at, "valid"),
                    whole(node, at, "bytes"));
        }

        private Shape.Constraint constraint(JsonNode node, String at) {
            known(node, at, Set.of("name", "type", "definition", "validated"));
            return new Shape.Constraint(
                    text(node, at, "name"),
                    word(
                            node,
                            at,
                            "type",
                            Shape.ConstraintType.values(),
                            Shape.ConstraintType::word),
                    text(node, at, "definition"),
                    flag(node, at, "validated"));
        }

        private void fault(String at, String message) {
            problems.add(
                    Problem.inFile(file, (at.isEmpty() ? "the document" : at) + " " + message));
        }

        private static String place(String at, String key) {
            return at.isEmpty() ? key : at + "." + key;
        }

        private void known(JsonNode node, String at, Set<String> keys) {
            if (!node.isObject()) {
                // Where it should have been, that it is missing was said already.
                if (!node.isMissingNode()) {
                    fault(at, "must be an object");
                }
                return;
            }
            for (var key : node.propertyNames()) {
                if (!keys.contains(key)) {
                    fault(
                            place(at, key),
                            "is not known"
                                    + NearestName.of(key, keys)
                                            .map(near -> "; did you mean " + near + "?")
                                            .orElseGet(
                                                    () ->
                                                            "; known are "
                                                                    + String.join(
                                                                            ", ",
                                                                            new TreeSet<>(keys))));
                }
            }
        }

        private JsonNode child(JsonNode node, String at, String key) {
            var child = node.path(key);
            if (child.isMissingNode() && node.isObject()) {
                fault(place(at, key), "is missing");
            }
            return child;
        }

        private String text(JsonNode node, String at, String key) {
            var child = child(node, at, key);
            if (!child.isMissingNode() && !child.isString()) {
                fault(place(at, key), "must be a text");
            }
            return child.isString() ? child.stringValue() : "";
        }

        private boolean flag(JsonNode node, String at, String key) {
            var child = child(node, at, key);
            if (!child.isMissingNode() && !child.isBoolean()) {
                fault(place(at, key), "must be true or false");
            }
            return child.isBoolean() && child.booleanValue();
        }

        private long whole(JsonNode node, String at, String key) {
            var child = child(node, at, key);
            var fits =
                    child.isIntegralNumber() && child.canConvertToLong() && child.longValue() >= 0;
            if (!child.isMissingNode() && !fits) {
                fault(place(at, key), "must be a whole number, 0 or greater");
            }
            return fits ? child.longValue() : 0;
        }

        private double within(JsonNode node, String at, String key, double least, double most) {
            var child = child(node, at, key);
            var fits =
                    child.isNumber() && child.doubleValue() >= least && child.doubleValue() <= most;
            if (!child.isMissingNode() && !fits) {
                fault(
                        place(at, key),
                        most == Double.MAX_VALUE
                                ? "must be a number, -1 or greater"
                                : "must be a number from " + (int) least + " to " + (int) most);
            }
            return fits ? child.doubleValue() : 0;
        }

        private <E extends Enum<E>> E word(
                JsonNode node, String at, String key, E[] values, Function<E, String> spelled) {
            var text = text(node, at, key);
            var words = Arrays.stream(values).map(spelled).toList();
            if (node.path(key).isString() && !words.contains(text)) {
                fault(
                        place(at, key),
                        "is '"
                                + text
                                + "'"
                                + NearestName.of(text, words)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElseGet(
                                                () ->
                                                        "; it is one of "
                                                                + String.join(", ", words)));
            }
            return values[Math.max(words.indexOf(text), 0)];
        }

        private <T> List<T> items(
                JsonNode node, String at, String key, BiFunction<JsonNode, String, T> reading) {
            var child = child(node, at, key);
            if (!child.isMissingNode() && !child.isArray()) {
                fault(place(at, key), "must be a list");
            }
            var items = new ArrayList<T>();
            if (child.isArray()) {
                for (int i = 0; i < child.size(); i++) {
                    items.add(reading.apply(child.get(i), place(at, key) + "[" + i + "]"));
                }
            }
            return items;
        }

        private Instant instant(JsonNode tree) {
            var text = text(tree, "", "exported");
            try {
                return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
            } catch (DateTimeException e) {
                fault("exported", "must be a time such as 2026-11-30T12:00:00Z");
                return Instant.EPOCH;
            }
        }
    }
}
