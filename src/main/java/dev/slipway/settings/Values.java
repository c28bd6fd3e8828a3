package dev.slipway.settings;

import dev.slipway.failure.NearestName;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How single values are written: flags, durations, ports. A bad one becomes a problem, not an
/// exception, so that all of them can be told at once.
final class Values {
    private Values() {}

    /// `true`, `false`, `1` or `0` in any case; nothing else, since a misread flag means a run that
    /// silently did nothing.
    static Optional<Boolean> flag(String setting, String value, List<String> problems) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            case "" -> {
                problems.add(setting + " is set but empty; give true or false, or unset it");
                yield Optional.empty();
            }
            default -> {
                problems.add(
                        setting
                                + " is '"
                                + value.strip()
                                + "'; give true or false"
                                + NearestName.of(value.strip(), List.of("true", "false"))
                                        .map(near -> " (did you mean " + near + "?)")
                                        .orElse(""));
                yield Optional.empty();
            }
        };
    }

    /// As {@link Durations} are written.
    static Duration duration(
            String setting, String value, Duration otherwise, List<String> problems) {
        return Durations.parse(value)
                .orElseGet(
                        () -> {
                            problems.add(
                                    setting
                                            + " is '"
                                            + value.strip()
                                            + "'; give a duration such as 30s or 10m");
                            return otherwise;
                        });
    }

    /// 1 to 65535; 0 stands for a bad one, whose problem is in the list.
    static int port(String setting, String value, List<String> problems) {
        var text = value.strip();
        if (!text.matches("[0-9]{1,9}")) {
            problems.add(setting + ": the port is not a number");
            return 0;
        }
        var port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            problems.add(setting + ": the port " + port + " is out of range (1 to 65535)");
            return 0;
        }
        return port;
    }
}
