package dev.slipway.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How durations are written, in settings and in the headers of migrations.
public final class Durations {
    private static final Pattern DURATION =
            Pattern.compile("(?<number>[0-9]{1,9})\\s*(?<unit>ms|s|m|min|h)?");

    private Durations() {}

    /// `500ms`, `30s`, `10m` (or `10min`), `1h`; a number alone is seconds. Empty for anything
    /// else.
    public static Optional<Duration> parse(String text) {
        var matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var number = Long.parseLong(matcher.group("number"));
        var unit = matcher.group("unit");
        return Optional.of(
                switch (unit == null ? "s" : unit) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofMinutes(number);
                });
    }
}
