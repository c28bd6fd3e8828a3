package dev.slipway.seed;

import dev.slipway.data.RowSink;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hands rows on with `${name}` replaced in every value. A name that is not known stays as it is.
final class Placeholders implements RowSink {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)}");

    private final RowSink next;
    private final Map<String, String> values;

    Placeholders(RowSink next, Map<String, String> values) {
        this.next = next;
        this.values = values;
    }

    /// A text with its placeholders replaced.
    static String replace(String text, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(found.group(1), found.group())));
    }

    @Override
    public void beginRow(long line) throws IOException {
        next.beginRow(line);
    }

    @Override
    public void text(byte[] buffer, int from, int length) throws IOException {
        for (int i = from; i + 1 < from + length; i++) {
            if (buffer[i] == '$' && buffer[i + 1] == '{') {
                // Bytes that are no UTF-8 must reach the check for it as they are: one char a byte.
                var text = new String(buffer, from, length, StandardCharsets.ISO_8859_1);
                var replaced =
                        PLACEHOLDER
                                .matcher(text)
                                .replaceAll(
                                        found ->
                                                Matcher.quoteReplacement(
                                                        latin(
                                                                values.getOrDefault(
                                                                        found.group(1),
                                                                        found.group()))));
                var bytes = replaced.getBytes(StandardCharsets.ISO_8859_1);
                next.text(bytes, 0, bytes.length);
                return;
            }
        }
        next.text(buffer, from, length);
    }

    /// The UTF-8 bytes of a text, one char each.
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void nullValue() throws IOException {
        next.nullValue();
    }

    @Override
    public void structure(JsonNode node) throws IOException {
        next.structure(replaced(node));
    }

    private JsonNode replaced(JsonNode node) {
        var nodes = JsonNodeFactory.instance;
        if (node.isString()) {
            return nodes.stringNode(replace(node.stringValue(), values));
        }
        if (node.isArray()) {
            var array = nodes.arrayNode();
            node.forEach(element -> array.add(replaced(element)));
            return array;
        }
        if (node.isObject()) {
            var object = nodes.objectNode();
            node.properties()
                    .forEach(entry -> object.set(entry.getKey(), replaced(entry.getValue())));
            return object;
        }
        return node;
    }

    @Override
    public void endRow() throws IOException {
        next.endRow();
    }
}
