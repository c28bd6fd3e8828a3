package dev.slipway.data;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/// Rows that are objects: NDJSON, one a line, or a YAML list. The columns are all the keys that
/// occur; a row that leaves one out has NULL there. Numbers keep their spelling (`1.10` stays
/// `1.10`).
public final class ObjectRowReader implements RowReader {
    private final DataFile file;
    private final LongConsumer onRead;
    private final ObjectReader reader;

    public ObjectRowReader(DataFile file, LongConsumer onRead, ObjectMapper mapper) {
        this.file = file;
        this.onRead = onRead;
        // A list or object within a row is followed by the rest of the row.
        this.reader = mapper.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /// A row's values by key, each with where it stands.
    private record Row(long line, Map<String, Value> values) {}

    /// @param text the scalar as written, or null for NULL and for a structure
    /// @param structure the list or object, or null for a scalar
    private record Value(@Nullable String text, @Nullable JsonNode structure, Place place) {}

    @FunctionalInterface
    private interface RowConsumer {
        /// Whether to read on.
        boolean accept(Row row) throws IOException;
    }

    @Override
    public List<String> columns(FileProblems problems) throws IOException {
        var columns = new LinkedHashSet<String>();
        rows(
                problems,
                row -> {
                    columns.addAll(row.values().keySet());
                    return true;
                });
        if (columns.isEmpty() && problems.isEmpty()) {
            problems.add(1, 0, "the file holds no rows");
        }
        return new ArrayList<>(columns);
    }

    @Override
    public void read(RowSink sink, FileProblems problems) throws IOException {
        var columns = columns(new FileProblems(""));
        // The faults were all told when the columns were read.
        rows(
                new FileProblems(""),
                row -> {
                    sink.beginRow(row.line());
                    for (var column : columns) {
                        var value = row.values().get(column);
                        if (value == null || (value.text() == null && value.structure() == null)) {
                            sink.nullValue();
                        } else if (value.structure() != null) {
                            sink.structure(value.structure());
                        } else {
                            var bytes = value.text().getBytes(StandardCharsets.UTF_8);
                            sink.text(bytes, 0, bytes.length);
                        }
                    }
                    sink.endRow();
                    return true;
                });
    }

    @Override
    public Place locate(long rowLine, String column) throws IOException {
        var found = new ArrayList<Place>();
        rows(
                new FileProblems(""),
                row -> {
                    var value = row.values().get(column);
                    if (row.line() == rowLine && value != null) {
                        found.add(value.place());
                    }
                    return found.isEmpty() && row.line() <= rowLine;
                });
        return found.isEmpty() ? new Place(rowLine, 0) : found.getFirst();
    }

    private void rows(FileProblems problems, RowConsumer consumer) throws IOException {
        try (var input = file.open(onRead);
                var parser = reader.createParser(input)) {
            // A YAML file is a list, or several documents that are lists; an NDJSON file is objects
            // one after the other.
            var inList = false;
            var more = true;
            for (var token = parser.nextToken();
                    more && token != null;
                    token = more ? parser.nextToken() : null) {
                if (token == JsonToken.START_OBJECT) {
                    more = consumer.accept(row(parser, problems));
                } else if (token == JsonToken.START_ARRAY && !inList) {
                    inList = true;
                } else if (token == JsonToken.END_ARRAY) {
                    inList = false;
                } else {
                    var place = place(parser.currentTokenLocation());
                    problems.add(
                            place.line(),
                            place.column(),
                            "a row must be a map of columns to values");
                    parser.skipChildren();
                }
            }
        } catch (EOFException | ZipException damaged) {
            problems.add(0, 0, DataFile.damaged(damaged));
        } catch (JacksonException malformed) {
            if (malformed.getCause() instanceof IOException damaged
                    && (damaged instanceof EOFException || damaged instanceof ZipException)) {
                problems.add(0, 0, DataFile.damaged(damaged));
                return;
            }
            // What follows cannot be read: there is no telling where the next row begins.
            var place = place(malformed.getLocation());
            problems.add(place.line(), place.column(), message(malformed));
        }
    }

    private Row row(JsonParser parser, FileProblems problems) {
        var values = new LinkedHashMap<String, Value>();
        var line = place(parser.currentTokenLocation()).line();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            var place = place(parser.currentTokenLocation());
            if (values.put(name, value(parser, place)) != null) {
                problems.add(place.line(), place.column(), "column " + name + " is given twice");
            }
        }
        return new Row(line, values);
    }

    private Value value(JsonParser parser, Place place) {
        return switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> new Value(null, structure(parser), place);
            case VALUE_NULL -> new Value(null, null, place);
            case NOT_AVAILABLE,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT,
                    VALUE_STRING,
                    VALUE_NUMBER_INT,
                    VALUE_NUMBER_FLOAT,
                    VALUE_TRUE,
                    VALUE_FALSE ->
                    new Value(isTilde(parser) ? null : parser.getString(), null, place);
        };
    }

    /// The parser's words without the lines of the file that YAML's shows under them.
    public static String message(JacksonException malformed) {
        var message =
                malformed
                        .getOriginalMessage()
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith(" "))
                        .collect(Collectors.joining(": "));
        return message.isEmpty() ? "is malformed" : message;
    }

    /// Whether a text of YAML is its other word for null: `~` without quotes, which the parser does
    /// not know.
    private static boolean isTilde(JsonParser parser) {
        return parser instanceof YAMLParser
                && parser.getString().equals("~")
                && parser.currentLocation().getColumnNr()
                                - parser.currentTokenLocation().getColumnNr()
                        == 1;
    }

    /// A list or an object, its numbers as they are spelled.
    private static JsonNode structure(JsonParser parser) {
        var nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var object = nodes.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    object.set(name, structure(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                var array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(structure(parser));
                }
                yield array;
            }
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(parser.getBooleanValue());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Spelled.of(parser);
            case NOT_AVAILABLE,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT,
                    VALUE_STRING ->
                    isTilde(parser) ? nodes.nullNode() : nodes.stringNode(parser.getString());
        };
    }

    private static Place place(@Nullable TokenStreamLocation location) {
        return location == null
                ? new Place(0, 0)
                : new Place(Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
    }
}
