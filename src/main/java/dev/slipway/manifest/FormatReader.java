package dev.slipway.manifest;

import dev.slipway.data.Format;
import dev.slipway.manifest.Node.Fields;
import dev.slipway.manifest.Node.Scalar;

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
final class FormatReader {
    static final Set<String> KEYS =
            Set.of("type", "delimiter", "quote", "null", "encoding", "header");

    static final Map<String, Format> TYPES =
            Arrays.stream(Format.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    format -> format.name().toLowerCase(Locale.ROOT),
                                    Function.identity()));

    private final NodeCheck check;

    FormatReader(NodeCheck check) {
        this.check = check;
    }

    @Nullable FormatEntry read(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        var said = new LinkedHashMap<String, Place>();
        if (!(node instanceof Fields)) {
            said.put("type", node.place());
            return new FormatEntry(
                    said,
                    check.word(node, where, TYPES),
                    null,
                    null,
                    null,
                    null,
                    List.of());
        }
        var fields = check.fields(node, where, KEYS);
        fields.forEach((key, value) -> said.put(key, value.place()));
        return new FormatEntry(
                said,
                check.word(fields.get("type"), where + ": type", TYPES),
                character(fields.get("delimiter"), where + ": delimiter"),
                character(fields.get("quote"), where + ": quote"),
                any(fields.get("null"), where + ": null"),
                encoding(fields.get("encoding"), where + ": encoding"),
                check.texts(fields.get("header"), where + ": header", "column").stream()
                        .map(Scalar::text)
                        .toList());
    }

    private @Nullable Character character(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        var text = node instanceof Scalar scalar && scalar.type() == Node.Type.TEXT ? scalar.text() : "";
        if (text.length() != 1 || text.charAt(0) > 127 || text.equals("\n") || text.equals("\r")) {
            check.fault(node.place(), where + " must be one ASCII character in quotes");
            return null;
        }
        return text.charAt(0);
    }

    private @Nullable String any(@Nullable Node node, String where) {
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
