package dev.slipway.data;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The lists and objects within one row, their numbers as they are spelled.
final class Structures {
    private final JsonParser parser;
    private final RowBudget budget;
    private final FileProblems problems;
    private final JsonNodeFactory factory = JsonNodeFactory.instance;
    private int nodes;

    Structures(JsonParser parser, RowBudget budget, FileProblems problems) {
        this.parser = parser;
        this.budget = budget;
        this.problems = problems;
    }

    /// What the parser stands at, up to its end.
    JsonNode read() throws MalformedFileException {
        if (++nodes > RowBudget.MOST_NODES) {
            throw budget.tooLong();
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var object = factory.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    if (object.has(name)) {
                        addProblem("key " + name + " is given twice");
                    }
                    object.set(name, read());
                }
                yield object;
            }
            case START_ARRAY -> {
                var array = factory.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read());
                }
                yield array;
            }
            case VALUE_NULL -> factory.nullNode();
            case VALUE_TRUE, VALUE_FALSE -> factory.booleanNode(parser.getBooleanValue());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Spelled.of(parser);
            case NOT_AVAILABLE,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT,
                    VALUE_STRING ->
                    Yaml.isTilde(parser)
                            ? factory.nullNode()
                            : factory.stringNode(text(parser.getString()));
        };
    }

    /// A text at which the parser stands, when it is one.
    String text(String text) {
        if (Yaml.isAlias(parser)) {
            addProblem(Yaml.NO_ALIASES);
        } else if (hasLoneSurrogate(text)) {
            addProblem(
                    "the text holds half a character, \\ud800 to \\udfff without its other half");
        }
        return text;
    }

    /// JSON can spell them, UTF-8 cannot.
    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    private void addProblem(String message) {
        var place = ObjectRowReader.place(parser.currentTokenLocation());
        problems.add(place.line(), place.column(), message);
    }
}
