package dev.slipway.report;

import dev.slipway.drift.Difference;
import dev.slipway.drift.Drift;
import dev.slipway.failure.Count;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a schema differs from its migrations, for people.
public final class DriftText {
    private static final int WIDTH = 200;

    private DriftText() {}

    /// What differs, an object after the other.
    public static List<String> of(Drift drift) {
        var lines = new ArrayList<String>();
        var built =
                " (schema "
                        + String.join(", ", drift.schemas())
                        + ", built anew on PostgreSQL "
                        + drift.builtOn()
                        + ")";
        if (drift.differences().isEmpty()) {
            lines.add("Drift: none; everything is as the applied migrations make it" + built + ".");
            return lines;
        }
        lines.add(
                "Drift: "
                        + Count.of(drift.differences().size(), "difference")
                        + " from what the applied migrations make"
                        + built
                        + ":");
        drift.differences().forEach(difference -> add(difference, lines));
        return lines;
    }

    private static void add(Difference difference, List<String> lines) {
        lines.add(
                "  "
                        + difference.state().name().toLowerCase(Locale.ROOT)
                        + " "
                        + difference.kind()
                        + " "
                        + difference.object());
        var expected = difference.expected();
        var actual = difference.actual();
        if (expected == null || actual == null) {
            lines.add("    " + shown(expected == null ? actual : expected, 0));
            return;
        }
        var line = firstDifference(expected, actual);
        var place =
                expected.indexOf('\n') < 0 && actual.indexOf('\n') < 0
                        ? ":"
                        : " from line " + (line + 1) + ":";
        lines.add("    expected" + place + " " + shown(expected, line));
        lines.add("    actual" + place + " " + shown(actual, line));
    }

    private static int firstDifference(String left, String right) {
        var leftLines = left.split("\n", -1);
        var rightLines = right.split("\n", -1);
        var line = 0;
        while (line < Math.min(leftLines.length, rightLines.length)
                && leftLines[line].equals(rightLines[line])) {
            line++;
        }
        return line;
    }

    /// One line of a definition.
    private static String shown(@Nullable String text, int line) {
        var lines = text == null ? new String[0] : text.split("\n", -1);
        if (line >= lines.length) {
            return "(nothing)";
        }
        var shown = lines[line].strip();
        return (shown.length() > WIDTH ? shown.substring(0, WIDTH) : shown)
                + (shown.length() > WIDTH || line + 1 < lines.length ? " …" : "");
    }
}
