package dev.slipway.seed;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.util.RawValue;

import java.util.regex.Pattern;

/// Numbers within a structure that stay as the file spells them: 1.10 is not 1.1, and no digit is
/// lost to a double.
final class Spelled {
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private Spelled() {}

    /// The number at which the parser stands. YAML spells some as JSON does not (`0x1F`, `.5`,
    /// `1_000`).
    static JsonNode of(JsonParser parser) {
        var text = parser.getString();
        if (JSON_NUMBER.matcher(text).matches()) {
            return new POJONode(new RawValue(text));
        }
        return switch (parser.getNumberValue()) {
            case Double number when !Double.isFinite(number) ->
                    JsonNodeFactory.instance.stringNode(text);
            case Number number -> new POJONode(new RawValue(number.toString()));
        };
    }

    /// The text of a scalar of any kind.
    static String text(JsonNode scalar) {
        return scalar instanceof POJONode node && node.getPojo() instanceof RawValue number
                ? number.rawValue().toString()
                : scalar.asString();
    }
}
