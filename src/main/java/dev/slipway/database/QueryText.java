package dev.slipway.database;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Pattern;

/// Another session's query as it may be shown: in one line, cut off, its literals left out, since
/// one of them can be a secret.
public final class QueryText {
    private static final int LONGEST = 120;

    // The last alternative is a literal that the server's own limit cut off.
    private static final Pattern LITERAL =
            Pattern.compile("\\$(\\w*)\\$.*?(\\$\\1\\$|$)|'(?:[^']|'')*('|$)", Pattern.DOTALL);

    private QueryText() {}

    /// `: update users set name = '…'`, or nothing when the query is hidden.
    public static String of(@Nullable String query) {
        if (query == null || query.isBlank() || query.equals("<insufficient privilege>")) {
            return "";
        }
        if (query.toLowerCase(Locale.ROOT).contains("password")) {
            return ": a statement about a password";
        }
        var line = LITERAL.matcher(query).replaceAll("'…'").strip().replaceAll("\\s+", " ");
        return ": " + (line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line);
    }
}
