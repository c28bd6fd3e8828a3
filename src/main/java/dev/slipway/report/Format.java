package dev.slipway.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How numbers, times and tables are written for people.
public final class Format {
    private Format() {}

    /// `0.04 s`, `12.3 s`, `2 min 05 s`.
    public static String elapsed(Duration duration) {
        var millis = duration.toMillis();
        if (millis < 9_995) {
            return decimal(millis, 1_000, 2) + " s";
        }
        if (millis < 59_950) {
            return decimal(millis, 1_000, 1) + " s";
        }
        var seconds = (millis + 500) / 1_000;
        return seconds / 60 + " min " + (seconds % 60 < 10 ? "0" : "") + seconds % 60 + " s";
    }

    /// `3.0 MB`.
    public static String bytes(long bytes) {
        if (bytes < 1_000_000) {
            return decimal(bytes, 1_000, 0) + " kB";
        }
        return bytes < 1_000_000_000
                ? decimal(bytes, 1_000_000, 1) + " MB"
                : decimal(bytes, 1_000_000_000, 2) + " GB";
    }

    /// A quotient, rounded to so many places. By hand: String.format costs a start with nothing to
    /// do ten milliseconds.
    private static String decimal(long number, long unit, int places) {
        long scale = places == 0 ? 1 : places == 1 ? 10 : 100;
        var scaled = Math.round((double) number * scale / unit);
        if (places == 0) {
            return Long.toString(scaled);
        }
        var fraction = Long.toString(scaled % scale);
        return scaled / scale + "." + "0".repeat(places - fraction.length()) + fraction;
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
