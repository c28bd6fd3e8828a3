package dev.slipway.data;

import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/// Rows that are objects: NDJSON, one a line, or a list in JSON or YAML. The columns are all the
/// keys that occur; a row that leaves one out has NULL there. Numbers keep their spelling (`1.10`
/// stays `1.10`).
public final class ObjectRowReader implements RowReader {
    /// No table of PostgreSQL has more columns.
    private static final int MOST_COLUMNS = 1600;

    /// The row's own limit is the one that counts for texts; the longest number of PostgreSQL has
    /// 147455 digits.
    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(150_000)
                    .build();

    private final DataFile file;
    private final LongConsumer onRead;

    /// What the first pass found: its columns, and its faults, which the next need not tell again.
    private @Nullable List<String> columns;

    private Set<Problem> told = Set.of();

    public ObjectRowReader(DataFile file, LongConsumer onRead) {
        this.file = file;
        this.onRead = onRead;
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
        var found = new LinkedHashSet<String>();
        var before = problems.kept().size();
        rows(
                problems,
                row -> {
                    found.addAll(row.values().keySet());
                    if (found.size() > MOST_COLUMNS) {
                        problems.add(
                                row.line(),
                                0,
                                "the rows up to here have more than "
                                        + MOST_COLUMNS
                                        + " different keys, and no table has so many columns");
                    }
                    return found.size() <= MOST_COLUMNS;
                });
        if (found.isEmpty() && problems.isEmpty()) {
            problems.add(1, 0, "the file holds no rows");
        }
        told =
                problems.kept().stream()
                        .skip(before)
                        .map(ObjectRowReader::withoutFile)
                        .collect(Collectors.toSet());
        columns = List.copyOf(found);
        return columns;
    }

    /// The same fault, whatever its file is called.
    private static Problem withoutFile(Problem problem) {
        return Problem.at("", problem.line(), problem.column(), problem.message());
    }

    @Override
    public Fingerprint read(RowSink sink, FileProblems problems) throws IOException {
        var names = columns == null ? columns(problems) : columns;
        var faults = new FileProblems("");
        try (var input = file.open(onRead)) {
            rows(
                    input,
                    faults,
                    row -> {
                        emit(row, names, sink);
                        return true;
                    });
            faults.kept().stream()
                    .filter(fault -> !told.contains(fault))
                    .forEach(fault -> problems.add(fault.line(), fault.column(), fault.message()));
            return input.fingerprint();
        }
    }

    private static void emit(Row row, List<String> names, RowSink sink) throws IOException {
        sink.beginRow(row.line());
        for (var name : names) {
            var value = row.values().get(name);
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
        try (var input = file.open(onRead)) {
            rows(input, problems, consumer);
        }
    }

    private void rows(FileInput input, FileProblems problems, RowConsumer consumer)
            throws IOException {
        var isYaml = file.format().format() == Format.YAML;
        var budget = new RowBudget(input, isYaml ? Yaml.LONGEST_ROW : RowBudget.LONGEST_ROW);
        try (var parser = parser(budget)) {
            rows(parser, budget, problems, consumer);
        } catch (MalformedFileException malformed) {
            problems.add(malformed.line(), 0, malformed.message());
        } catch (JacksonException malformed) {
            // What follows cannot be read: there is no telling where the next row begins.
            switch (ioException(malformed)) {
                case MalformedFileException cause -> problems.add(cause.line(), 0, cause.message());
                case IOException cause when input.hasFailed() -> throw cause;
                case null, default -> {
                    if (isDamaged(input, problems)) {
                        return;
                    }
                    var place = place(malformed.getLocation());
                    problems.add(
                            place.line() == 0 ? budget.rowLine() : place.line(),
                            place.column(),
                            message(malformed));
                }
            }
        }
    }

    /// What the stream threw beneath the parsers' own exceptions.
    private static @Nullable IOException ioException(JacksonException thrown) {
        Throwable cause = thrown;
        while (cause != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return (IOException) cause;
    }

    /// Whether a packed file is no text at all from some place on, which its checksum tells at the
    /// end: then that is the fault, and not the syntax.
    private boolean isDamaged(FileInput input, FileProblems problems) throws IOException {
        if (file.packing() == Packing.PLAIN) {
            return false;
        }
        try {
            input.transferTo(OutputStream.nullOutputStream());
            return false;
        } catch (MalformedFileException malformed) {
            problems.add(malformed.line(), 0, malformed.message());
            return true;
        }
    }

    private JsonParser parser(RowBudget input) {
        return file.format().format() == Format.YAML
                ? Yaml.rowParser(input, CONSTRAINTS)
                : JsonFactory.builder()
                        .streamReadConstraints(CONSTRAINTS)
                        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                        .build()
                        .createParser(ObjectReadContext.empty(), input);
    }

    private void rows(
            JsonParser parser, RowBudget budget, FileProblems problems, RowConsumer consumer)
            throws IOException {
        // A YAML file is a list, or several documents that are lists; an NDJSON file is objects one
        // after the other; a JSON file is one list.
        var inList = false;
        var isOneList = file.format().format() == Format.JSON;
        var more = true;
        for (var token = parser.nextToken();
                more && token != null;
                token = more ? parser.nextToken() : null) {
            if (isOneList && !inList && token != JsonToken.START_ARRAY) {
                var place = place(parser.currentTokenLocation());
                problems.add(
                        place.line(),
                        place.column(),
                        "a JSON file is one list of objects, [{…}, {…}]; objects one after the other are .ndjson");
                return;
            }
            if (token == JsonToken.START_OBJECT) {
                more = consumer.accept(row(parser, budget, problems));
            } else if (token == JsonToken.START_ARRAY && !inList) {
                inList = true;
            } else if (token == JsonToken.END_ARRAY) {
                inList = false;
            } else {
                var place = place(parser.currentTokenLocation());
                problems.add(
                        place.line(),
                        place.column(),
                        Yaml.isAlias(parser)
                                ? Yaml.NO_ALIASES
                                : "a row must be a map of columns to values");
                parser.skipChildren();
            }
        }
    }

    private Row row(JsonParser parser, RowBudget budget, FileProblems problems) throws IOException {
        var values = new LinkedHashMap<String, Value>();
        var line = place(parser.currentTokenLocation()).line();
        budget.beginRow(line);
        var structures = new Structures(parser, budget, problems);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            var place = place(parser.currentTokenLocation());
            if (values.put(name, value(parser, structures, place)) != null) {
                problems.add(place.line(), place.column(), "column " + name + " is given twice");
            }
        }
        return new Row(line, values);
    }

    private static Value value(JsonParser parser, Structures structures, Place place)
            throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> new Value(null, structures.read(), place);
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
                    new Value(
                            Yaml.isTilde(parser) ? null : structures.text(parser.getString()),
                            null,
                            place);
        };
    }

    /// The parser's words without the lines of the file that YAML's shows under them, and without
    /// the names of its own settings.
    public static String message(JacksonException malformed) {
        var message =
                malformed
                        .getOriginalMessage()
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith(" "))
                        .collect(Collectors.joining(": "))
                        .replaceAll(", from `[^`]*`", "");
        return message.isEmpty() ? "is malformed" : message;
    }

    static Place place(@Nullable TokenStreamLocation location) {
        return location == null
                ? new Place(0, 0)
                : new Place(Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
    }
}
