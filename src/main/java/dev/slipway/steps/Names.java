package dev.slipway.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names in the code of a statement, where words without quotes stand in capitals.
final class Names {
    private static final String PART =
            "(?:\"(?:[^\"]|\"\")++\"|[A-Z_\\x80-\\uffff][A-Z0-9_$\\x80-\\uffff]*+)";

    /// A regular expression for one name, qualified or not.
    static final String NAME = PART + "(?: ?\\. ?" + PART + ")*+";

    private static final Pattern QUOTED_OR_NOT = Pattern.compile("\"(?:[^\"]|\"\")+\"|[^\"]+");

    private Names() {}

    /// The name as PostgreSQL reads it, fit for `to_regclass`: words without quotes in small
    /// letters.
    static String folded(String name) {
        var folded = new StringBuilder();
        var parts = QUOTED_OR_NOT.matcher(name.strip());
        while (parts.find()) {
            var part = parts.group();
            folded.append(
                    part.startsWith("\"") ? part : part.toLowerCase(Locale.ROOT).replace(" ", ""));
        }
        return folded.toString();
    }

    /// A name's parts without their quotes.
    static List<String> parts(String folded) {
        var parts = new ArrayList<String>();
        var part = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^\".]+)").matcher(folded);
        while (part.find()) {
            parts.add(part.group(1) == null ? part.group(2) : part.group(1).replace("\"\"", "\""));
        }
        return parts;
    }
}
