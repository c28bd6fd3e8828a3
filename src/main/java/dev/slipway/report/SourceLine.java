package dev.slipway.report;

import java.util.ArrayList;
import java.util.List;

/// A line of a statement with what a finding points at.
///
/// @param number 1-based in the script; 0 for a gap, where lines are left out
/// @param text cut to a readable width around the mark
/// @param from where the mark begins in the text
/// @param to where it ends; the same as `from` in a line without one
record SourceLine(int number, String text, int from, int to) {
    private static final int WHOLE = 9;
    private static final int AROUND = 2;
    private static final int WIDTH = 140;
    private static final int BEFORE = 60;
    private static final String CUT = "… ";

    boolean isGap() {
        return number == 0;
    }

    boolean isMarked() {
        return to > from;
    }

    /// The lines of a finding's statement; of a long one its first and those around the mark. Empty
    /// when the script has no such line.
    static List<SourceLine> of(LocatedFinding found) {
        var script = found.migration().text().lines().toList();
        var statement = found.statement();
        var marked = found.line();
        var shown = new ArrayList<SourceLine>();
        if (marked > script.size()) {
            return shown;
        }
        var first = Math.max(1, Math.min(statement.line(), marked));
        var last =
                Math.min(
                        script.size(),
                        Math.max(
                                marked,
                                statement.line()
                                        + (int) statement.sql().strip().lines().count()
                                        - 1));
        for (int number = first; number <= last; number++) {
            if (last - first < WHOLE
                    || number == statement.line()
                    || Math.abs(number - marked) <= AROUND) {
                shown.add(
                        number == marked
                                ? marked(number, script.get(number - 1), found)
                                : plain(number, script.get(number - 1)));
            } else if (!shown.getLast().isGap()) {
                shown.add(new SourceLine(0, "", 0, 0));
            }
        }
        return shown;
    }

    private static SourceLine plain(int number, String line) {
        var text = PlainLine.of(line).stripTrailing();
        return new SourceLine(
                number, text.length() > WIDTH ? text.substring(0, WIDTH) + " …" : text, 0, 0);
    }

    private static SourceLine marked(int number, String line, LocatedFinding found) {
        var text = PlainLine.of(line).stripTrailing();
        var from = Math.min(found.column() - 1, text.length());
        var to = Math.min(found.endColumn() - 1, text.length());
        if (text.length() > WIDTH) {
            var start = Math.max(0, Math.min(from - BEFORE, text.length() - WIDTH));
            var end = Math.min(text.length(), start + WIDTH);
            var lead = start == 0 ? "" : CUT;
            from = from - start + lead.length();
            to = Math.min(to, end) - start + lead.length();
            text = lead + text.substring(start, end) + (end < text.length() ? " …" : "");
        }
        // A mark behind the line's last character would be none.
        return new SourceLine(number, text, from, Math.max(to, from + 1));
    }
}
