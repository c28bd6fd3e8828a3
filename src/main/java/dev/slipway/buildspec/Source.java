package dev.slipway.buildspec;

import dev.slipway.yaml.Place;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A buildspec as it is written, for what the parser does not tell: quotes and blocks.
final class Source {
    private final String file;
    private final String text;
    private final List<String> lines;

    Source(String file, String text) {
        this.file = file;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = this.text.lines().toList();
    }

    String text() {
        return text;
    }

    /// How many lines it has.
    int length() {
        return lines.size();
    }

    Place whole() {
        return new Place(file, 0, 0);
    }

    Place at(long line, long column) {
        return new Place(file, line, column);
    }

    /// The line with this number, from 1; empty when there is none.
    String line(long number) {
        return number < 1 || number > lines.size() ? "" : lines.get((int) number - 1);
    }

    /// What stands at a place and behind it, on its line, past an anchor.
    String behind(Place place) {
        var line = line(place.line());
        var column = (int) place.column() - 1;
        return column < 0 || column > line.length()
                ? ""
                : line.substring(column).replaceFirst("^&\\S+\\s+", "");
    }

    /// The value of a key on the same line when it is written without quotes.
    Optional<String> plainValue(Place key, String name) {
        var value =
                Pattern.compile(
                                "^[\"']?"
                                        + Pattern.quote(name)
                                        + "[\"']?\\s*:\\s+([^\"'|>&*!\\[{#\\s].*)$")
                        .matcher(behind(key));
        return value.matches()
                ? Optional.of(value.group(1).replaceFirst("\\s+#.*$", "").strip())
                : Optional.empty();
    }
}
