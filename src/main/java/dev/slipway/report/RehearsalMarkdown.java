package dev.slipway.report;

import dev.slipway.canary.Impact;
import dev.slipway.failure.Count;
import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A rehearsal as a comment on a pull request.
public final class RehearsalMarkdown {
    /// GitHub takes 65,536 characters; the rest is for the note that something was cut.
    private static final int LIMIT = 65_000;

    /// The findings' table gets no more than this, so that some are told in full.
    private static final int TABLE = 25_000;

    private static final int IMPACTS = 50;

    private static final Pattern MARKUP = Pattern.compile("[\\\\`*\\[\\]|~#<>&\"]");
    /// Underscores that are not within a word.
    private static final Pattern EMPHASIS =
            Pattern.compile("(?<![\\p{L}\\p{N}_])_++|_++(?![\\p{L}\\p{N}])");

    private final Rehearsal rehearsal;
    private final UnaryOperator<String> redact;
    private final StringBuilder text = new StringBuilder();

    private RehearsalMarkdown(Rehearsal rehearsal, UnaryOperator<String> redact) {
        this.rehearsal = rehearsal;
        this.redact = redact;
    }

    /// Its verdict, a table of the findings, and each with its statement and its safe form; no
    /// longer than GitHub takes, which is said where something is left out.
    ///
    /// @param failOn the least level at which the rehearsal fails, or null for never
    /// @param redact takes the secrets out of a text
    public static String of(
            Rehearsal rehearsal, @Nullable Level failOn, UnaryOperator<String> redact) {
        return new RehearsalMarkdown(rehearsal, redact).comment(failOn);
    }

    private String comment(@Nullable Level failOn) {
        var failed = rehearsal.failure() != null || (failOn != null && rehearsal.fails(failOn));
        line("### " + (failed ? "✗" : "✓") + " Rehearsal: " + words(verdict()));
        line("");
        line(
                words(
                        RehearsalWords.scope(rehearsal)
                                + ", in "
                                + Format.elapsed(rehearsal.elapsed())
                                + "."));
        var withoutRows = RehearsalWords.withoutRows(rehearsal);
        if (withoutRows != null && !rehearsal.migrations().isEmpty()) {
            line("");
            line("> " + RehearsalWords.sentence(withoutRows));
        }
        failure();
        impacts();
        var open =
                LocatedFinding.of(rehearsal).stream()
                        .filter(found -> found.finding().isOpen())
                        .toList();
        table(open);
        details(open);
        return text.toString();
    }

    private String verdict() {
        return rehearsal.migrations().isEmpty() && rehearsal.failure() == null
                ? "nothing is pending"
                : RehearsalWords.verdict(rehearsal);
    }

    private void failure() {
        var failure = rehearsal.failure();
        if (failure != null) {
            line("");
            line(fenced("", TextReport.failure(failure)));
        }
    }

    private void impacts() {
        if (rehearsal.impacts().isEmpty()) {
            return;
        }
        line("");
        line("| migration | table | blocked here | estimated for production |");
        line("| --- | --- | --- | --- |");
        rehearsal.impacts().stream().limit(IMPACTS).forEach(this::impact);
        var methods = RehearsalWords.methods(rehearsal);
        if (!methods.isEmpty()) {
            line("");
            line("<details>");
            line("<summary>How the estimates were made</summary>");
            line("");
            methods.stream().limit(IMPACTS).forEach(method -> line("- " + words(method)));
            line("");
            line("</details>");
        }
    }

    private void impact(Impact impact) {
        var rows = impact.productionRows();
        line(
                "| "
                        + code(impact.script())
                        + " | "
                        + code(impact.table())
                        + " | "
                        + blocked(impact.reads(), impact.writes())
                        + " at "
                        + Count.of(impact.rows(), "row")
                        + " | "
                        + (impact.productionReads() == null && impact.productionWrites() == null
                                ? "not known"
                                : blocked(impact.productionReads(), impact.productionWrites())
                                        + (rows == null ? "" : " at " + Count.of(rows, "row")))
                        + " |");
    }

    private static String blocked(@Nullable Duration reads, @Nullable Duration writes) {
        var parts = new ArrayList<String>();
        if (reads != null && reads.isPositive()) {
            parts.add("reads " + Format.elapsed(reads));
        }
        if (writes != null && writes.isPositive()) {
            parts.add("writes " + Format.elapsed(writes));
        }
        return parts.isEmpty() ? "nobody" : String.join(", ", parts);
    }

    private void table(List<LocatedFinding> open) {
        if (open.isEmpty()) {
            return;
        }
        line("");
        line("| level | rule | where | what |");
        line("| --- | --- | --- | --- |");
        for (var found : open) {
            var finding = found.finding();
            var row =
                    "| "
                            + finding.level().word()
                            + " | "
                            + code(finding.rule().word())
                            + " | "
                            + code(found.path() + ":" + found.line())
                            + " | "
                            + words(finding.message())
                            + " |";
            if (text.length() + row.length() > TABLE) {
                break;
            }
            line(row);
        }
    }

    private void details(List<LocatedFinding> open) {
        for (int i = 0; i < open.size(); i++) {
            var block = details(open.get(i));
            if (text.length() + block.length() > LIMIT) {
                line("");
                line(
                        Count.of(open.size() - i, "finding")
                                + " more: this comment would be too long with them. The other"
                                + " reports have all.");
                return;
            }
            text.append(block);
        }
    }

    private String details(LocatedFinding found) {
        var finding = found.finding();
        var block = new StringBuilder();
        block.append("\n<details>\n<summary>")
                .append(finding.level().word())
                .append(' ')
                .append(code(finding.rule().word()))
                .append(": ")
                .append(code(finding.subject()))
                .append(", ")
                .append(code(found.path() + ":" + found.line()))
                .append("</summary>\n\n")
                .append(words(RehearsalWords.sentence(finding.message())))
                .append("\n\n")
                .append(fenced("sql", statement(found)))
                .append('\n');
        var statement = found.statement();
        block.append('\n');
        RehearsalWords.notable(statement.taken())
                .forEach(lock -> item(block, "Locks: " + RehearsalWords.lock(lock)));
        RehearsalWords.notable(statement.held())
                .map(lock -> RehearsalWords.held(found.migration(), statement, lock))
                .forEach(lock -> item(block, "Still held: " + lock));
        RehearsalWords.measured(rehearsal, found)
                .forEach(measured -> item(block, "Measured: " + measured));
        var advice = finding.advice();
        if (advice != null) {
            item(block, RehearsalWords.sentence(advice));
        }
        if (!finding.safeForm().isEmpty()) {
            block.append("\nSafe form:\n\n").append(fenced("sql", finding.safeForm())).append('\n');
        }
        return block.append("\n</details>\n").toString();
    }

    private static List<String> statement(LocatedFinding found) {
        var lines = SourceLine.of(found);
        return lines.isEmpty()
                ? List.of(PlainLine.beginning(found.statement().sql(), 200))
                : lines.stream().map(line -> line.isGap() ? "-- …" : line.text()).toList();
    }

    private void item(StringBuilder block, String item) {
        block.append("- ").append(words(item)).append('\n');
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /// A block of code whose fence is longer than any in it.
    private String fenced(String language, List<String> lines) {
        var content =
                redact.apply(lines.stream().map(PlainLine::of).collect(Collectors.joining("\n")));
        var fence = "```";
        while (content.contains(fence)) {
            fence += "`";
        }
        return fence + language + "\n" + content + "\n" + fence;
    }

    /// In a line, with every character as itself. GitHub calls nobody out of a piece of code.
    private String code(String content) {
        return "<code>" + entities(content) + "</code>";
    }

    /// Prose without markup, and without a mention that would call somebody.
    private String words(String content) {
        return entities(content).replace("@", "@<!-- -->");
    }

    private String entities(String content) {
        var line = redact.apply(PlainLine.of(content));
        var encoded =
                MARKUP.matcher(line)
                        .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";");
        return EMPHASIS.matcher(encoded)
                .replaceAll(found -> "&#95;".repeat(found.group().length()));
    }
}
