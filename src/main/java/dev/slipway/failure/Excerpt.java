package dev.slipway.failure;

import java.util.ArrayList;
import java.util.List;

/// The lines of a file around a fault, numbered, with a mark at it.
public final class Excerpt {
    private static final int AROUND = 2;
    private static final int WIDTH = 160;

    private Excerpt() {}

    /// The excerpt, ready to print.
    ///
    /// @param text the whole file
    /// @param line 1-based line of the fault; an excerpt of a line that does not exist is empty
    /// @param column 1-based column of the fault, or 0 when the whole line is meant
    public static List<String> of(String text, int line, int column) {
        var lines = text.lines().toList();
        var excerpt = new ArrayList<String>();
        if (line < 1 || line > lines.size()) {
            return excerpt;
        }
        var last = Math.min(lines.size(), line + AROUND);
        var digits = Integer.toString(last).length();
        for (int number = Math.max(1, line - AROUND); number <= last; number++) {
            var content = lines.get(number - 1).replace('\t', ' ');
            var shown = content.length() > WIDTH ? content.substring(0, WIDTH) + " …" : content;
            excerpt.add(
                    (number == line ? "> " : "  ")
                            + " ".repeat(digits - Integer.toString(number).length())
                            + number
                            + " | "
                            + shown);
            if (number == line && column > 0 && column <= WIDTH) {
                excerpt.add("  " + " ".repeat(digits) + " | " + " ".repeat(column - 1) + "^");
            }
        }
        return excerpt;
    }
}
