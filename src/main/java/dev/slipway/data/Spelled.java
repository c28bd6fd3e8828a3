package dev.slipway.data;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.util.RawValue;

import java.util.regex.Pattern;

/// Numbers within a structure that stay as the file spells them: 1.10 is not 1.1, and no digit is
/// lost to a double.
public final class Spelled {
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private Spelled() {}

    /// The number at which the parser stands; one that JSON would not spell so is a text.
    public static JsonNode of(JsonParser parser) {
        var text = parser.getString();
        return JSON_NUMBER.matcher(text).matches()
                ? new POJONode(new RawValue(text))
                : JsonNodeFactory.instance.stringNode(text);
    }

    /// The text of a scalar of any kind.
    public static String text(JsonNode scalar) {
        return scalar instanceof POJONode node && node.getPojo() instanceof RawValue number
                ? number.rawValue().toString()
                : scalar.asString();
    }
}
