package dev.slipway.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How numbers, times and tables are written for people.
public final class Format {
    private Format() {}

    /// `143,947`.
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 migration`, `3 migrations`.
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /// `0.04 s`, `12.3 s`, `2 min 05 s`.
    public static String elapsed(Duration duration) {
        var millis = duration.toMillis();
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
        }
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%d min %02d s", millis / 60_000, millis / 1000 % 60);
    }

    /// `3.0 MB`.
    public static String bytes(long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /// Rows with their cells under each other, indented by two; a column whose heading begins with
    /// a blank is aligned to the right.
    static List<String> table(List<List<String>> rows) {
        var columns = rows.getFirst().size();
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).strip().length());
            }
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                var cell = row.get(i).strip();
                var padding = " ".repeat(widths[i] - cell.length());
                line.append("  ")
                        .append(
                                rows.getFirst().get(i).startsWith(" ")
                                        ? padding + cell
                                        : cell + padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
