package dev.slipway.report;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Texts as they may stand in a page, in an element or in a quoted attribute.
final class HtmlText {
    private static final Pattern HIDDEN =
            Pattern.compile(
                    "[\\p{Cntrl}\\x{2028}-\\x{202E}\\x{2066}-\\x{2069}\\x{FFFE}\\x{FFFF}&&[^\\n"
                            + "\\t]]");

    private final UnaryOperator<String> redact;

    /// @param redact takes the secrets out of a text
    HtmlText(UnaryOperator<String> redact) {
        this.redact = redact;
    }

    /// The text as itself, whatever is in it, without what cannot be seen.
    String of(String text) {
        var shown = HIDDEN.matcher(redact.apply(text).replace("\r\n", "\n")).replaceAll("\uFFFD");
        var escaped = new StringBuilder(shown.length() + 16);
        for (int i = 0; i < shown.length(); i++) {
            var character = shown.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }

    /// A share of a width: `12.345%`.
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f%%", share * 100);
    }
}
