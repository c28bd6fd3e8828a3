package dev.slipway.export;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `seeds.yaml` must say of exported seeds, as a person would write it.
final class ManifestText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /// What YAML, in some version of it, reads as something other than a text.
    private static final Set<String> WORDS =
            Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

    private final StringBuilder text = new StringBuilder();

    /// Adds a seed.
    ///
    /// @param table null where the seed's name says it
    /// @param key empty where it is the primary key
    void add(
            String seed,
            @Nullable String table,
            List<String> key,
            List<ExportedTable.ExportedReference> references) {
        if (table == null && key.isEmpty() && references.isEmpty()) {
            return;
        }
        line(2, scalar(seed) + ":");
        if (table != null) {
            line(4, "table: " + scalar(table));
        }
        if (!key.isEmpty()) {
            line(
                    4,
                    key.stream()
                            .map(ManifestText::scalar)
                            .collect(Collectors.joining(", ", "key: [", "]")));
        }
        if (!references.isEmpty()) {
            line(4, "references:");
        }
        for (var reference : references) {
            line(
                    6,
                    scalar(reference.column())
                            + ": {from: "
                            + scalar(reference.from())
                            + ", to: "
                            + scalar(reference.to())
                            + "}");
        }
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return "seeds:\n" + text;
    }

    private void line(int indent, String content) {
        text.append(" ".repeat(indent)).append(content).append('\n');
    }

    private static String scalar(String value) {
        if (PLAIN.matcher(value).matches() && !WORDS.contains(value.toLowerCase(Locale.ROOT))) {
            return value;
        }
        var quoted = new StringBuilder("\"");
        value.codePoints()
                .forEach(
                        point -> {
                            if (point == '"' || point == '\\') {
                                quoted.append('\\').appendCodePoint(point);
                            } else if (Character.isISOControl(point)) {
                                quoted.append("\\x")
                                        .append(HexFormat.of().toHexDigits((byte) point));
                            } else {
                                quoted.appendCodePoint(point);
                            }
                        });
        return quoted.append('"').toString();
    }
}
