package dev.slipway.report;

import dev.slipway.canary.Blocked;
import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.TakenLock;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The picture of a rehearsal over time: migrations, their statements, and for each table that
/// others use the locks held on it and the canaries that waited.
///
/// Every lane is an SVG as wide as the page lets it be: places in it are shares of the time, and
/// nothing is stretched.
final class RehearsalTimeline {
    /// Steps between ticks, in milliseconds.
    private static final long[] STEPS = {
        1, 2, 5, 10,
        20, 50, 100, 200,
        500, 1_000, 2_000, 5_000,
        10_000, 15_000, 30_000, 60_000,
        120_000, 300_000, 600_000, 900_000,
        1_800_000, 3_600_000, 7_200_000, 21_600_000
    };

    private static final int MOST_TICKS = 10;

    /// Of a statement, so that hundreds are not drawn over each other.
    private static final int PIXELS = 8;

    /// Of a character in a bar.
    private static final int LETTER = 8;

    private final Rehearsal rehearsal;
    private final HtmlText html;
    private final double nanos;

    /// How wide it is at the least, in pixels.
    private final long least;

    private final StringBuilder page = new StringBuilder();

    private RehearsalTimeline(Rehearsal rehearsal, HtmlText html) {
        this.rehearsal = rehearsal;
        this.html = html;
        this.nanos = Math.max(1_000_000, end(rehearsal).toNanos());
        this.least =
                Math.clamp(
                        PIXELS
                                * rehearsal.migrations().stream()
                                        .mapToLong(migration -> migration.statements().size())
                                        .sum(),
                        560,
                        4_000);
    }

    static String of(Rehearsal rehearsal, HtmlText html) {
        return new RehearsalTimeline(rehearsal, html).picture();
    }

    /// `4 ms` below a second, otherwise as in every report.
    static String elapsed(Duration duration) {
        if (duration.compareTo(Duration.ofMillis(999)) > 0) {
            return Format.elapsed(duration);
        }
        var micros = duration.toNanos() / 1_000;
        return micros >= 10_000 || micros == 0
                ? micros / 1_000 + " ms"
                : String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
    }

    /// When the lock that a statement took was let go.
    private static Duration release(RehearsedMigration migration, RehearsedStatement statement) {
        return migration.transactional()
                ? migration.from().plus(migration.elapsed())
                : statement.from().plus(statement.elapsed());
    }

    private static Duration end(Rehearsal rehearsal) {
        var end = Duration.ZERO;
        for (var migration : rehearsal.migrations()) {
            end = later(end, migration.from().plus(migration.elapsed()));
            for (var statement : migration.statements()) {
                end = later(end, statement.from().plus(statement.elapsed()));
            }
        }
        for (var blocked : rehearsal.blocked()) {
            end = later(end, blocked.from().plus(blocked.elapsed()));
        }
        return end;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /// A lock from its statement to its release.
    private record Span(
            TakenLock lock, RehearsedMigration migration, RehearsedStatement statement) {
        private Duration from() {
            return statement.from();
        }

        private Duration to() {
            return release(migration, statement);
        }
    }

    private String picture() {
        var step = step();
        page.append("<div class=\"chart\" style=\"--step:")
                .append(HtmlText.percent(step * 1_000_000.0 / nanos))
                .append(";--least:")
                .append(least)
                .append("px\">\n");
        axis(step);
        migrations();
        statements();
        tables();
        page.append("</div>\n");
        return page.toString();
    }

    private long step() {
        var millis = nanos / 1_000_000;
        return Arrays.stream(STEPS)
                .filter(step -> millis / step <= MOST_TICKS)
                .findFirst()
                .orElse(STEPS[STEPS.length - 1]);
    }

    private void axis(long step) {
        page.append(
                "<div class=\"label head\">time</div><svg class=\"lane axis\""
                        + " aria-hidden=\"true\">");
        for (long at = 0; at * 1_000_000.0 <= nanos; at += step) {
            var share = at * 1_000_000.0 / nanos;
            // The last one has no room on its right.
            var before = share > 0.93;
            page.append("<text x=\"")
                    .append(HtmlText.percent(share))
                    .append("\" y=\"17\" dx=\"")
                    .append(before ? -4 : 4)
                    .append(before ? "\" text-anchor=\"end\">" : "\">")
                    .append(tick(at, step))
                    .append("</text>");
        }
        page.append("</svg>\n");
    }

    private static String tick(long millis, long step) {
        if (millis == 0) {
            return "0";
        }
        if (step < 1_000) {
            return millis < 1_000
                    ? millis + " ms"
                    : String.format(
                            Locale.ROOT, step < 100 ? "%.2f s" : "%.1f s", millis / 1_000.0);
        }
        var seconds = millis / 1_000;
        if (seconds < 60) {
            return seconds + " s";
        }
        var minutes = seconds / 60;
        var rest = seconds % 60;
        return minutes < 60
                ? minutes + (rest == 0 ? " min" : String.format(Locale.ROOT, ":%02d min", rest))
                : minutes / 60 + String.format(Locale.ROOT, ":%02d h", minutes % 60);
    }

    private void lane(String label, String description, String content) {
        page.append("<div class=\"label\" title=\"")
                .append(html.of(label))
                .append("\">")
                .append(html.of(label).replace(".", ".<wbr>"))
                .append("</div><svg class=\"lane\" role=\"img\" aria-label=\"")
                .append(html.of(description))
                .append("\">")
                .append(content)
                .append("</svg>\n");
    }

    private void migrations() {
        var bars = new StringBuilder();
        for (var migration : rehearsal.migrations()) {
            bars.append("<svg x=\"")
                    .append(at(migration.from()))
                    .append("\" width=\"")
                    .append(share(migration.elapsed()))
                    .append(
                            "\" height=\"30\"><rect class=\"migration\" y=\"4\" width=\"100%\""
                                    + " height=\"22\" rx=\"2\">")
                    .append(
                            title(
                                    migration.script()
                                            + ", "
                                            + elapsed(migration.elapsed())
                                            + (migration.transactional()
                                                    ? ""
                                                    : ", outside a transaction")))
                    .append("</rect>")
                    .append(name(migration))
                    .append("</svg>");
        }
        lane(
                "migrations",
                "When each of " + rehearsal.migrations().size() + " migrations ran",
                bars.toString());
    }

    /// In its bar, where there is room; a picture in the picture cuts off what is still too long.
    private String name(RehearsedMigration migration) {
        var version = migration.version();
        var name = version == null ? migration.script() : "V" + version;
        var shown = version == null ? 3 : name.length();
        return migration.elapsed().toNanos() / nanos * least < LETTER * (shown + 1)
                ? ""
                : "<text x=\"5\" y=\"19\">" + html.of(name) + "</text>";
    }

    private void statements() {
        var bars = new StringBuilder();
        for (var migration : rehearsal.migrations()) {
            for (var statement : migration.statements()) {
                bars.append(
                        bar(
                                "statement " + worst(statement),
                                statement.from(),
                                statement.elapsed(),
                                5,
                                20,
                                migration.script()
                                        + ":"
                                        + statement.line()
                                        + ", "
                                        + elapsed(statement.elapsed())
                                        + "\n"
                                        + PlainLine.beginning(statement.sql(), 120)));
            }
        }
        lane(
                "statements",
                "When each statement ran; all statements are listed below",
                bars.toString());
    }

    private static String worst(RehearsedStatement statement) {
        return statement.findings().stream()
                .filter(Finding::isOpen)
                .map(Finding::level)
                .max(Comparator.naturalOrder())
                .map(Level::word)
                .orElse("quiet");
    }

    /// The strongest first: what others suffer from is seen without scrolling.
    private void tables() {
        var spans = new TreeMap<String, List<Span>>();
        for (var migration : rehearsal.migrations()) {
            for (var statement : migration.statements()) {
                for (var lock : statement.taken()) {
                    if (isDrawn(lock)) {
                        spans.computeIfAbsent(lock.relation(), _ -> new ArrayList<>())
                                .add(new Span(lock, migration, statement));
                    }
                }
            }
        }
        for (var blocked : rehearsal.blocked()) {
            spans.computeIfAbsent(blocked.table(), _ -> new ArrayList<>());
        }
        spans.entrySet().stream()
                .sorted(
                        Comparator.comparing(
                                        (Map.Entry<String, List<Span>> lane) ->
                                                strongest(lane.getValue()))
                                .reversed())
                .forEach(lane -> table(lane.getKey(), lane.getValue()));
    }

    /// Nobody waits for a new table, and who waits for an index waits for its table as well.
    private static boolean isDrawn(TakenLock lock) {
        return !lock.isNew() && !lock.kind().equals("index") && !lock.kind().equals("sequence");
    }

    private static int strongest(List<Span> spans) {
        return spans.stream().mapToInt(span -> rank(span.lock())).max().orElse(0);
    }

    private static int rank(TakenLock lock) {
        return lock.blocksReads() ? 3 : lock.blocksWrites() ? 2 : 1;
    }

    private void table(String table, List<Span> spans) {
        var bars = new StringBuilder();
        var description = new StringBuilder(table);
        // The weaker ones lie behind.
        spans.stream()
                .sorted(Comparator.comparing(span -> span.lock().mode()))
                .forEach(
                        span -> {
                            bars.append(lock(span));
                            if (span.lock().mode().compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE)
                                    >= 0) {
                                description
                                        .append(", ")
                                        .append(span.lock().mode().sql())
                                        .append(" for ")
                                        .append(elapsed(span.to().minus(span.from())));
                            }
                        });
        for (var blocked : rehearsal.blocked()) {
            if (blocked.table().equals(table)) {
                bars.append(wait(blocked));
                description
                        .append(blocked.writing() ? ", writes" : ", reads")
                        .append(" blocked for ")
                        .append(elapsed(blocked.elapsed()));
            }
        }
        lane(table, description.toString(), bars.toString());
    }

    /// What blocks more is higher as well, for those who see no colours.
    private String lock(Span span) {
        var lock = span.lock();
        var height = 5 * rank(lock);
        return bar(
                lock.blocksReads() ? "both" : lock.blocksWrites() ? "writes" : "neither",
                span.from(),
                span.to().minus(span.from()),
                18 - height,
                height,
                RehearsalWords.lock(lock)
                        + "\n"
                        + span.migration().script()
                        + ":"
                        + span.statement().line()
                        + ", held for "
                        + elapsed(span.to().minus(span.from())));
    }

    private String wait(Blocked blocked) {
        return bar(
                blocked.writing() ? "waiting write" : "waiting read",
                blocked.from(),
                blocked.elapsed(),
                blocked.writing() ? 26 : 21,
                4,
                (blocked.writing() ? "writes" : "reads")
                        + " of "
                        + blocked.table()
                        + " blocked for "
                        + elapsed(blocked.elapsed())
                        + "\n"
                        + blocked.script()
                        + ":"
                        + blocked.line());
    }

    private String bar(
            String kind, Duration from, Duration elapsed, int y, int height, String title) {
        return "<rect class=\""
                + kind
                + "\" x=\""
                + at(from)
                + "\" width=\""
                + share(elapsed)
                + "\" y=\""
                + y
                + "\" height=\""
                + height
                + "\">"
                + title(title)
                + "</rect>";
    }

    private String title(String text) {
        return "<title>" + html.of(text) + "</title>";
    }

    private String at(Duration from) {
        return HtmlText.percent(from.toNanos() / nanos);
    }

    private String share(Duration elapsed) {
        return HtmlText.percent(elapsed.toNanos() / nanos);
    }
}
