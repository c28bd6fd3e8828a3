package dev.slipway.report;

import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The findings of a rehearsal as GitHub's workflow commands, which show them beside the changed
/// lines of a pull request.
public final class RehearsalAnnotations {
    private RehearsalAnnotations() {}

    /// A line each for the findings that nobody has allowed, and for the failure.
    ///
    /// @param redact takes the secrets out of a text
    public static List<String> of(Rehearsal rehearsal, UnaryOperator<String> redact) {
        var lines = new ArrayList<String>();
        for (var found : LocatedFinding.of(rehearsal)) {
            if (found.finding().isOpen()) {
                lines.add(annotation(rehearsal, found, redact));
            }
        }
        var failure = rehearsal.failure();
        if (failure != null) {
            var text = redact.apply(String.join("\n", TextReport.failure(failure)));
            lines.add("::error " + place(rehearsal, failure.subject()) + "::" + data(text));
        }
        return lines;
    }

    private static String annotation(
            Rehearsal rehearsal, LocatedFinding found, UnaryOperator<String> redact) {
        var finding = found.finding();
        return "::"
                + command(finding.level())
                + " file="
                + property(found.path())
                + ",line="
                + found.line()
                + ",col="
                + found.column()
                + ",endColumn="
                + found.endColumn()
                + ",title="
                + property(redact.apply(finding.rule().word() + ": " + finding.subject()))
                + "::"
                + data(redact.apply(String.join("\n", RehearsalWords.explained(rehearsal, found))));
    }

    /// At the script that failed. Its line is in the text: a script's name may stand twice, and the
    /// failure names no more.
    private static String place(Rehearsal rehearsal, @Nullable String script) {
        return rehearsal.migrations().stream()
                        .filter(migration -> migration.script().equals(script))
                        .map(migration -> "file=" + property(ScriptPath.of(migration.file())) + ",")
                        .findFirst()
                        .orElse("")
                + "title=rehearsal failed";
    }

    private static String command(Level level) {
        return switch (level) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
    }

    /// As GitHub's runner reads it back; the percent sign first.
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
