package dev.slipway.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A run's result as lines of its log, for whoever started it from afar: the document of `--output
/// json`, in pieces that every way to a log lets pass whole.
public final class ResultLines {
    /// A container's log is cut into lines of 16 kB, and a character may take four bytes.
    private static final int PIECE = 4_000;

    private static final Pattern LINE =
            Pattern.compile(
                    "slipway-result (?<number>[0-9]{1,6})/(?<count>[0-9]{1,6}) (?<exit>[0-9]{1,3}) (?<piece>.*)");

    private ResultLines() {}

    /// What a log told.
    ///
    /// @param exitCode the run's own
    /// @param document as docs/json.md describes it, in one line
    public record Told(int exitCode, String document) {}

    /// The lines.
    ///
    /// @param document of one line
    public static List<String> of(int exitCode, String document) {
        var pieces = new ArrayList<String>();
        for (int start = 0; start < document.length(); ) {
            var end = Math.min(document.length(), start + PIECE);
            if (end < document.length() && Character.isHighSurrogate(document.charAt(end - 1))) {
                end--;
            }
            pieces.add(document.substring(start, end));
            start = end;
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < pieces.size(); i++) {
            lines.add(
                    "slipway-result "
                            + (i + 1)
                            + "/"
                            + pieces.size()
                            + " "
                            + exitCode
                            + " "
                            + pieces.get(i));
        }
        return lines;
    }

    /// Whether a line of a log is one of these, and so is nothing for people.
    public static boolean isOne(String line) {
        return line.startsWith("slipway-result ") && LINE.matcher(line).matches();
    }

    /// What the lines tell: the last result that is there as a whole. A job may run Slipway twice.
    public static Optional<Told> in(List<String> lines) {
        Told told = null;
        var document = new StringBuilder();
        var next = 1;
        for (var line : lines) {
            var matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            var number = Integer.parseInt(matcher.group("number"));
            if (number == 1) {
                document.setLength(0);
                next = 1;
            }
            if (number != next++) {
                // A piece is missing; so is the result.
                next = -1;
                continue;
            }
            document.append(matcher.group("piece"));
            if (number == Integer.parseInt(matcher.group("count"))) {
                told = new Told(Integer.parseInt(matcher.group("exit")), document.toString());
            }
        }
        return Optional.ofNullable(told);
    }
}
