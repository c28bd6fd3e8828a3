package dev.slipway.manifest;

import dev.slipway.data.DataFormat;
import dev.slipway.data.Format;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.Node.Fields;
import dev.slipway.yaml.Node.Scalar;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads `format`: a format's name, or a map with its options.
record FormatReader(NodeCheck check) {
    static final Set<String> KEYS =
            Set.of("type", "delimiter", "quote", "null", "encoding", "header");

    static final Map<String, Format> TYPES =
            Arrays.stream(Format.values())
                    .collect(Collectors.toUnmodifiableMap(FormatReader::name, Function.identity()));

    /// What a manifest calls a format.
    static String name(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    @Nullable FormatEntry read(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        var said = new LinkedHashMap<String, Place>();
        if (!(node instanceof Fields)) {
            said.put("type", node.place());
            var type = check.word(node, where, TYPES);
            return new FormatEntry(node.place(), said, type, null, null, null, null, List.of());
        }
        var fields = check.fields(node, where, KEYS);
        fields.forEach((key, value) -> said.put(key, value.place()));
        return new FormatEntry(
                node.place(),
                said,
                check.word(fields.get("type"), where + ": type", TYPES),
                character(fields.get("delimiter"), where + ": delimiter"),
                quote(fields.get("quote"), where + ": quote"),
                quoted(fields.get("null"), where + ": null"),
                encoding(fields.get("encoding"), where + ": encoding"),
                check.texts(fields.get("header"), where + ": header", "column").stream()
                        .map(Scalar::text)
                        .toList());
    }

    private @Nullable Character quote(@Nullable Node node, String where) {
        return node instanceof Scalar scalar
                        && scalar.type() == Node.Type.TEXT
                        && scalar.text().isEmpty()
                ? Character.valueOf(DataFormat.NO_QUOTE)
                : character(node, where);
    }

    private @Nullable Character character(@Nullable Node node, String where) {
        var text = quoted(node, where);
        if (text == null || node == null) {
            return null;
        }
        if (text.length() != 1) {
            check.fault(node.place(), where + " must be one character");
            return null;
        }
        return text.charAt(0);
    }

    /// A text that may be blank.
    private @Nullable String quoted(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        if (node instanceof Scalar(_, var type, var text) && type == Node.Type.TEXT) {
            return text;
        }
        check.fault(node.place(), where + " must be a text in quotes");
        return null;
    }

    private @Nullable Charset encoding(@Nullable Node node, String where) {
        var name = check.text(node, where);
        if (name == null || node == null) {
            return null;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            check.fault(
                    node.place(),
                    where + ": there is no encoding " + name + "; most are UTF-8 or ISO-8859-1");
            return null;
        }
    }
}
