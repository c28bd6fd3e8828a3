package dev.slipway.report;

import dev.slipway.canary.Impact;
import dev.slipway.failure.Count;
import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A rehearsal as one page that needs nothing else: it asks for no other file and may run no script
/// but its own, which its policy names by its digest.
public final class RehearsalHtml {
    private final Rehearsal rehearsal;
    private final @Nullable Level failOn;
    private final HtmlText html;
    private final List<LocatedFinding> findings;
    private final StringBuilder page = new StringBuilder();

    private RehearsalHtml(
            Rehearsal rehearsal, @Nullable Level failOn, UnaryOperator<String> redact) {
        this.rehearsal = rehearsal;
        this.failOn = failOn;
        this.html = new HtmlText(redact);
        this.findings = LocatedFinding.of(rehearsal);
    }

    /// The whole page, in UTF-8.
    ///
    /// @param failOn the least level at which the rehearsal fails, or null for never
    /// @param redact takes the secrets out of a text
    public static String of(
            Rehearsal rehearsal, @Nullable Level failOn, UnaryOperator<String> redact) {
        return new RehearsalHtml(rehearsal, failOn, redact).whole();
    }

    private String whole() {
        var script = resource("rehearsal.js");
        page.append(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
                style-src 'unsafe-inline'; script-src '%s'; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Rehearsal: %s</title>
                <style>
                %s</style>
                </head>
                <body>
                """
                        .formatted(digest(script), text(verdict()), resource("rehearsal.css")));
        header();
        page.append("<main>\n");
        failure();
        impacts();
        timeline();
        findings();
        allowed();
        tables();
        statements();
        page.append("</main>\n<script>").append(script).append("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private String verdict() {
        return rehearsal.migrations().isEmpty() && rehearsal.failure() == null
                ? "nothing is pending"
                : RehearsalWords.verdict(rehearsal);
    }

    private void header() {
        var failed = rehearsal.failure() != null || (failOn != null && rehearsal.fails(failOn));
        page.append("<header>\n<h1>Rehearsal</h1>\n<p class=\"verdict ")
                .append(failed ? "failed" : "passed")
                .append("\"><span aria-hidden=\"true\">")
                .append(failed ? "✗" : "✓")
                .append("</span> ")
                .append(text(RehearsalWords.sentence(verdict())))
                .append("</p>\n<ul class=\"counts\">\n");
        for (var level : List.of(Level.ERROR, Level.WARNING, Level.NOTE)) {
            count(level.word(), rehearsal.open(level), level.word());
        }
        count("allowed", findings.stream().filter(found -> !found.finding().isOpen()).count(), "");
        page.append("</ul>\n<p class=\"scope\">")
                .append(text(RehearsalWords.scope(rehearsal)))
                .append(", in ")
                .append(Format.elapsed(rehearsal.elapsed()))
                .append(".</p>\n");
        var withoutRows = RehearsalWords.withoutRows(rehearsal);
        if (withoutRows != null && !rehearsal.migrations().isEmpty()) {
            page.append("<p class=\"note\">")
                    .append(text(RehearsalWords.sentence(withoutRows)))
                    .append("</p>\n");
        }
        for (var warning : rehearsal.warnings()) {
            page.append("<p class=\"note\">").append(text(warning)).append("</p>\n");
        }
        page.append("</header>\n");
    }

    private void count(String word, long number, String kind) {
        page.append("<li class=\"")
                .append(number == 0 ? "none" : kind)
                .append("\"><strong>")
                .append(Count.of(number))
                .append("</strong> ")
                .append(kind.isEmpty() || number == 1 ? word : word + "s")
                .append("</li>\n");
    }

    private void failure() {
        var failure = rehearsal.failure();
        if (failure != null) {
            section("failure", "What failed");
            page.append("<div class=\"scroll\" tabindex=\"0\"><pre>")
                    .append(text(String.join("\n", TextReport.failure(failure))))
                    .append("</pre></div>\n</section>\n");
        }
    }

    private void impacts() {
        if (rehearsal.impacts().isEmpty()) {
            return;
        }
        section("impacts", "Who was kept waiting");
        page.append("<p>The longest time without a break in which reads and writes waited.</p>\n");
        table(
                List.of(
                        "migration",
                        "table",
                        " rows here",
                        " reads",
                        " writes",
                        " rows in production",
                        " reads, estimated",
                        " writes, estimated"),
                rehearsal.impacts().stream().map(this::impact).toList());
        var methods = RehearsalWords.methods(rehearsal);
        if (!methods.isEmpty()) {
            page.append("<details>\n<summary>How the estimates were made</summary>\n")
                    .append(items(methods))
                    .append("\n</details>\n");
        }
        page.append("</section>\n");
    }

    private List<String> impact(Impact impact) {
        return List.of(
                code(impact.script()),
                code(impact.table()),
                Count.of(impact.rows()),
                elapsed(impact.reads()),
                elapsed(impact.writes()),
                count(impact.productionRows()),
                elapsed(impact.productionReads()),
                elapsed(impact.productionWrites()));
    }

    private static String count(@Nullable Long number) {
        return number == null ? "–" : Count.of(number);
    }

    private static String elapsed(@Nullable Duration duration) {
        return duration == null || duration.isZero() ? "–" : RehearsalTimeline.elapsed(duration);
    }

    private void timeline() {
        if (rehearsal.migrations().isEmpty()) {
            return;
        }
        section("timeline", "Over time");
        page.append(
                        """
                        <ul class="legend">
                        <li><span class="key both"></span>lock that blocks reads and writes</li>
                        <li><span class="key writes"></span>lock that blocks writes</li>
                        <li><span class="key neither"></span>lock that blocks neither</li>
                        <li><span class="key quiet"></span>statement without findings</li>
                        """)
                .append(
                        rehearsal.blocked().isEmpty()
                                ? ""
                                : """
                                <li><span class="key waiting read"></span>reads that waited</li>
                                <li><span class="key waiting write"></span>writes that waited</li>
                                """)
                .append("</ul>\n<div class=\"timeline\" tabindex=\"0\" role=\"group\"")
                .append(" aria-labelledby=\"timeline-heading\">\n")
                .append(RehearsalTimeline.of(rehearsal, html))
                .append("</div>\n</section>\n");
    }

    private void findings() {
        var open = findings.stream().filter(found -> found.finding().isOpen()).toList();
        if (open.isEmpty()) {
            return;
        }
        section("findings", "Findings");
        open.forEach(this::finding);
        page.append("</section>\n");
    }

    private void finding(LocatedFinding found) {
        var finding = found.finding();
        var statement = found.statement();
        page.append("<article class=\"finding ")
                .append(finding.level().word())
                .append("\">\n<h3><span class=\"level\">")
                .append(finding.level().word())
                .append("</span> ")
                .append(text(RehearsalWords.sentence(finding.message())))
                .append("</h3>\n<p class=\"place\">")
                .append(code(finding.rule().word()))
                .append(" in ")
                .append(code(found.place()))
                .append("</p>\n");
        source(found);
        page.append("<dl>\n");
        facts(
                "Locks",
                RehearsalWords.notable(statement.taken()).map(RehearsalWords::lock).toList());
        facts(
                "Still held",
                RehearsalWords.notable(statement.held())
                        .map(lock -> RehearsalWords.held(found.migration(), statement, lock))
                        .toList());
        facts("Measured", RehearsalWords.measured(rehearsal, found));
        facts("Do", Stream.ofNullable(finding.advice()).map(RehearsalWords::sentence).toList());
        page.append("</dl>\n");
        if (!finding.safeForm().isEmpty()) {
            page.append(
                            """
                            <div class="safe">
                            <h4>Safe form</h4>
                            <button type="button" class="copy" hidden>Copy</button>
                            <div class="scroll" tabindex="0"><pre>\
                            """)
                    .append(text(String.join("\n", finding.safeForm())))
                    .append("</pre></div>\n</div>\n");
        }
        page.append("</article>\n");
    }

    private void source(LocatedFinding found) {
        var lines = SourceLine.of(found);
        if (lines.isEmpty()) {
            return;
        }
        page.append("<div class=\"scroll\" tabindex=\"0\"><pre class=\"source\">");
        for (var line : lines) {
            page.append("<span class=\"number\">")
                    .append(line.isGap() ? "…" : line.number())
                    .append("</span>")
                    .append(
                            text(
                                    line.text()
                                            .substring(
                                                    0,
                                                    Math.min(line.from(), line.text().length()))));
            if (line.isMarked()) {
                // Behind the last character there is nothing to mark but a blank.
                var marked =
                        line.from() < line.text().length()
                                ? line.text().substring(line.from(), line.to())
                                : " ";
                page.append("<mark>")
                        .append(text(marked))
                        .append("</mark>")
                        .append(
                                text(
                                        line.text()
                                                .substring(
                                                        Math.min(
                                                                line.to(), line.text().length()))));
            } else {
                page.append(text(line.text()));
            }
            page.append('\n');
        }
        page.append("</pre></div>\n");
    }

    private void facts(String name, List<String> facts) {
        if (facts.isEmpty()) {
            return;
        }
        page.append("<dt>").append(name).append("</dt>\n");
        facts.forEach(fact -> page.append("<dd>").append(text(fact)).append("</dd>\n"));
    }

    private void allowed() {
        var allowed = findings.stream().filter(found -> !found.finding().isOpen()).toList();
        if (allowed.isEmpty()) {
            return;
        }
        section("allowed", "Allowed");
        table(
                List.of("rule", "object", "place", "reason"),
                allowed.stream()
                        .map(
                                found ->
                                        List.of(
                                                code(found.finding().rule().word()),
                                                code(found.finding().subject()),
                                                code(found.path() + ":" + found.line()),
                                                text(
                                                        Objects.requireNonNullElse(
                                                                found.finding().allowed(), ""))))
                        .toList());
        page.append("</section>\n");
    }

    private void tables() {
        if (rehearsal.tables().isEmpty()) {
            return;
        }
        section("tables", "Tables filled with made-up rows");
        table(
                List.of(
                        "table",
                        " rows",
                        " size",
                        " rows in production",
                        " size in production",
                        "note"),
                rehearsal.tables().stream()
                        .map(
                                table -> {
                                    var bytes = table.productionBytes();
                                    return List.of(
                                            code(table.table()),
                                            Count.of(table.rows()),
                                            Format.bytes(table.bytes()),
                                            count(table.productionRows()),
                                            bytes == null ? "–" : Format.bytes(bytes),
                                            text(Objects.requireNonNullElse(table.note(), "")));
                                })
                        .toList());
        page.append("</section>\n");
    }

    private void statements() {
        if (rehearsal.migrations().isEmpty()) {
            return;
        }
        section("statements", "All statements");
        rehearsal.migrations().forEach(this::migration);
        page.append("</section>\n");
    }

    private void migration(RehearsedMigration migration) {
        var findings = new ArrayList<String>();
        for (var level : List.of(Level.ERROR, Level.WARNING, Level.NOTE)) {
            var open =
                    migration.statements().stream()
                            .flatMap(statement -> statement.findings().stream())
                            .filter(Finding::isOpen)
                            .filter(finding -> finding.level() == level)
                            .count();
            if (open > 0) {
                findings.add(Count.of(open, level.word()));
            }
        }
        page.append("<details>\n<summary>")
                .append(code(migration.script()))
                .append(" <span>")
                .append(Count.of(migration.statements().size(), "statement"))
                .append(migration.transactional() ? "" : " outside a transaction")
                .append(", ")
                .append(elapsed(migration.elapsed()))
                .append(findings.isEmpty() ? "" : ", " + String.join(", ", findings))
                .append("</span></summary>\n");
        table(
                List.of(" line", " time", "statement", "locks", "work and changes"),
                migration.statements().stream()
                        .map(statement -> statement(migration, statement))
                        .toList());
        page.append("</details>\n");
    }

    private List<String> statement(RehearsedMigration migration, RehearsedStatement statement) {
        return List.of(
                Integer.toString(statement.line()),
                elapsed(statement.elapsed()),
                "<pre>" + text(statement.sql()) + "</pre>",
                items(
                        Stream.concat(
                                        statement.taken().stream().map(RehearsalWords::lock),
                                        statement.held().stream()
                                                .map(
                                                        lock ->
                                                                "held: "
                                                                        + RehearsalWords.held(
                                                                                migration,
                                                                                statement, lock)))
                                .toList()),
                items(
                        Stream.concat(
                                        statement.work().stream().map(RehearsalWords::work),
                                        statement.changes().stream().map(RehearsalWords::change))
                                .toList()));
    }

    private String items(List<String> items) {
        return items.isEmpty()
                ? ""
                : items.stream()
                        .map(item -> "<li>" + text(item) + "</li>")
                        .collect(Collectors.joining("", "<ul>", "</ul>"));
    }

    private void section(String id, String heading) {
        page.append("<section aria-labelledby=\"")
                .append(id)
                .append("-heading\">\n<h2 id=\"")
                .append(id)
                .append("-heading\">")
                .append(heading)
                .append("</h2>\n");
    }

    /// A table of cells that are markup already; a column whose heading begins with a blank holds
    /// numbers.
    private void table(List<String> headings, List<List<String>> rows) {
        page.append("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        headings.forEach(
                heading ->
                        page.append(cell("th scope=\"col\"", heading))
                                .append(heading.strip())
                                .append("</th>"));
        page.append("</tr></thead>\n<tbody>\n");
        for (var row : rows) {
            page.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                page.append(cell("td", headings.get(i))).append(row.get(i)).append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody>\n</table></div>\n");
    }

    private static String cell(String element, String heading) {
        return "<" + element + (heading.startsWith(" ") ? " class=\"figure\">" : ">");
    }

    private String text(String text) {
        return html.of(text);
    }

    private String code(String text) {
        return "<code>" + text(text) + "</code>";
    }

    private static String resource(String name) {
        try (var resource = Objects.requireNonNull(RehearsalHtml.class.getResourceAsStream(name))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String script) {
        try {
            return "sha256-"
                    + Base64.getEncoder()
                            .encodeToString(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
