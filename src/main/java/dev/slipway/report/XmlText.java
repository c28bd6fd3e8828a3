package dev.slipway.report;

import java.time.Duration;
import java.util.Locale;

/// Texts and times as JUnit's XML takes them.
final class XmlText {
    private XmlText() {}

    /// XML 1.0 has no way to write most control characters, and a bad value can hold them.
    static String clean(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "\uFFFD");
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }
}
