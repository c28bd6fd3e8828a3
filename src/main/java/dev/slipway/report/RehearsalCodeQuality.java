package dev.slipway.report;

import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.UnaryOperator;

/// The findings of a rehearsal as GitLab's code quality report.
public final class RehearsalCodeQuality {
    private RehearsalCodeQuality() {}

    /// A list of the findings that nobody has allowed.
    ///
    /// @param redact takes the secrets out of a text
    public static String of(Rehearsal rehearsal, UnaryOperator<String> redact) {
        return JsonReport.indented(
                        LocatedFinding.of(rehearsal).stream()
                                .filter(found -> found.finding().isOpen())
                                .map(found -> issue(rehearsal, found, redact))
                                .toList())
                + "\n";
    }

    private static Map<String, @Nullable Object> issue(
            Rehearsal rehearsal, LocatedFinding found, UnaryOperator<String> redact) {
        return JsonReport.ordered(
                "description",
                redact.apply(String.join("\n", RehearsalWords.explained(rehearsal, found))),
                "check_name",
                found.finding().rule().word(),
                "fingerprint",
                found.fingerprint(),
                "severity",
                severity(found.finding().level()),
                "location",
                JsonReport.ordered(
                        "path",
                        found.path(),
                        "lines",
                        JsonReport.ordered("begin", found.line(), "end", found.line())));
    }

    private static String severity(Level level) {
        return switch (level) {
            case ERROR -> "critical";
            case WARNING -> "major";
            case NOTE -> "info";
        };
    }
}
