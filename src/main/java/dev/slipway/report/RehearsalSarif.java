package dev.slipway.report;

import dev.slipway.failure.Failure;
import dev.slipway.hazard.Level;
import dev.slipway.hazard.Rule;
import dev.slipway.rehearse.Rehearsal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The findings of a rehearsal as SARIF 2.1.0, for GitHub's code scanning, IDEs and others.
public final class RehearsalSarif {
    /// What a path in it is relative to: the working directory, which is left unnamed.
    private static final String ROOT = "%SRCROOT%";

    private final Rehearsal rehearsal;
    private final UnaryOperator<String> redact;

    private RehearsalSarif(Rehearsal rehearsal, UnaryOperator<String> redact) {
        this.rehearsal = rehearsal;
        this.redact = redact;
    }

    /// A log with one run. It names every rule; allowed findings are suppressed, with their reason;
    /// warnings and the failure are notifications.
    ///
    /// @param redact takes the secrets out of a text
    public static String of(Rehearsal rehearsal, UnaryOperator<String> redact) {
        return JsonReport.indented(new RehearsalSarif(rehearsal, redact).log()) + "\n";
    }

    private Map<String, @Nullable Object> log() {
        return JsonReport.ordered(
                "$schema",
                "https://json.schemastore.org/sarif-2.1.0.json",
                "version",
                "2.1.0",
                "runs",
                List.of(
                        JsonReport.ordered(
                                "tool",
                                Map.of(
                                        "driver",
                                        JsonReport.ordered(
                                                "name",
                                                "Slipway",
                                                "rules",
                                                Arrays.stream(Rule.values())
                                                        .map(RehearsalSarif::rule)
                                                        .toList())),
                                "columnKind",
                                "utf16CodeUnits",
                                "invocations",
                                List.of(
                                        JsonReport.ordered(
                                                "executionSuccessful",
                                                rehearsal.failure() == null,
                                                "toolExecutionNotifications",
                                                notifications())),
                                "results",
                                LocatedFinding.of(rehearsal).stream().map(this::result).toList())));
    }

    private static Map<String, @Nullable Object> rule(Rule rule) {
        var allow =
                "Make the statement safe, or allow it in a comment above it: -- slipway: allow "
                        + rule.word()
                        + ": REASON";
        return JsonReport.ordered(
                "id",
                rule.word(),
                "shortDescription",
                text(rule.title()),
                "fullDescription",
                text(rule.title() + "."),
                "help",
                text(rule.title() + ". " + allow),
                "defaultConfiguration",
                Map.of("level", rule.level().word()),
                "properties",
                Map.of("tags", List.of("postgresql", "migration")));
    }

    private Map<String, @Nullable Object> result(LocatedFinding found) {
        var finding = found.finding();
        var result =
                JsonReport.ordered(
                        "ruleId",
                        finding.rule().word(),
                        "level",
                        finding.level().word(),
                        "message",
                        text(message(found)),
                        "locations",
                        List.of(
                                Map.of(
                                        "physicalLocation",
                                        JsonReport.ordered(
                                                "artifactLocation",
                                                artifact(found),
                                                "region",
                                                region(found)))),
                        "partialFingerprints",
                        Map.of("slipwayFinding/v1", found.fingerprint()));
        var allowed = finding.allowed();
        if (allowed != null) {
            result.put(
                    "suppressions",
                    List.of(
                            JsonReport.ordered(
                                    "kind", "inSource", "justification", redact.apply(allowed))));
        }
        return result;
    }

    private static Map<String, @Nullable Object> artifact(LocatedFinding found) {
        var file = found.migration().file();
        var artifact = JsonReport.ordered("uri", ScriptPath.uri(file));
        if (!artifact.get("uri").toString().startsWith("file:")) {
            artifact.put("uriBaseId", ROOT);
        }
        return artifact;
    }

    private Map<String, @Nullable Object> region(LocatedFinding found) {
        return JsonReport.ordered(
                "startLine",
                found.line(),
                "startColumn",
                found.column(),
                "endColumn",
                found.endColumn(),
                "snippet",
                text(redact.apply(found.statement().sql())));
    }

    /// Viewers make a link of `[text](address)`, and a table may be called so.
    private String message(LocatedFinding found) {
        return redact.apply(
                String.join("\n", RehearsalWords.explained(rehearsal, found)).replace("](", "] ("));
    }

    private List<Map<String, @Nullable Object>> notifications() {
        var notifications = new ArrayList<Map<String, @Nullable Object>>();
        rehearsal.warnings().forEach(warning -> notifications.add(notification("note", warning)));
        var failure = rehearsal.failure();
        if (failure != null) {
            notifications.add(notification(Level.ERROR.word(), whole(failure)));
        }
        return notifications;
    }

    private static String whole(Failure failure) {
        return String.join("\n", TextReport.failure(failure));
    }

    private Map<String, @Nullable Object> notification(String level, String text) {
        return JsonReport.ordered("level", level, "message", text(redact.apply(text)));
    }

    private static Map<String, @Nullable Object> text(String text) {
        return new LinkedHashMap<>(Map.of("text", text));
    }
}
