package dev.slipway.report;

import java.util.regex.Pattern;

/// Texts of scripts and catalogs, made fit for a line of a report: names may hold anything.
final class PlainLine {
    /// What moves a cursor, rings, or turns the direction of what follows.
    private static final Pattern HIDDEN =
            Pattern.compile("[\\p{Cntrl}\\x{2028}-\\x{202E}\\x{2066}-\\x{2069}\\x{FFFE}\\x{FFFF}]");

    private PlainLine() {}

    /// The text in one line, each of its characters to be seen. Its length stays the same.
    static String of(String text) {
        return HIDDEN.matcher(text.replace('\n', ' ').replace('\r', ' ').replace('\t', ' '))
                .replaceAll("\uFFFD");
    }

    /// How a statement begins: in one line, cut to so many characters.
    static String beginning(String sql, int width) {
        var line = of(sql.strip().replaceAll("\\s+", " "));
        return line.length() <= width ? line : line.substring(0, width - 2).stripTrailing() + " …";
    }
}
