package dev.slipway.report;

import dev.slipway.failure.Count;
import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A rehearsal for people: the findings with their safe form, then what each statement did, who
/// was kept waiting, and what it comes to.
public final class RehearsalText {
    private static final int STATEMENT = 70;
    private static final String MARGIN = "  ";
    private static final String DETAIL = " ".repeat(20);
    private static final String RESET = "\u001B[0m";

    private final Rehearsal rehearsal;
    private final boolean color;
    private final List<String> lines = new ArrayList<>();

    private RehearsalText(Rehearsal rehearsal, boolean color) {
        this.rehearsal = rehearsal;
        this.color = color;
    }

    /// The whole of it, in lines. The failure of a migration that failed is not in it;
    /// {@link TextReport#failure} tells that.
    ///
    /// @param failOn the least level at which the rehearsal fails, or null for never
    /// @param color whether levels and carets are coloured, with the sequences of a terminal
    public static List<String> of(Rehearsal rehearsal, @Nullable Level failOn, boolean color) {
        return new RehearsalText(rehearsal, color).whole(failOn);
    }

    private List<String> whole(@Nullable Level failOn) {
        rehearsal.warnings().forEach(warning -> lines.add("note: " + PlainLine.of(warning)));
        if (rehearsal.migrations().isEmpty() && rehearsal.failure() == null) {
            lines.add("Nothing to rehearse: nothing is pending after " + start() + ".");
            return lines;
        }
        var findings = LocatedFinding.of(rehearsal);
        for (var found : findings) {
            if (found.finding().isOpen()) {
                finding(found);
                lines.add("");
            }
        }
        lines.add(
                "Rehearsed "
                        + PlainLine.of(RehearsalWords.scope(rehearsal))
                        + " in "
                        + Format.elapsed(rehearsal.elapsed())
                        + ".");
        rehearsal.migrations().forEach(this::migration);
        impacts();
        tables();
        allowed(findings);
        var withoutRows = RehearsalWords.withoutRows(rehearsal);
        if (withoutRows != null) {
            lines.add("note: " + withoutRows);
        }
        lines.add(summary(failOn));
        return lines;
    }

    private String start() {
        return PlainLine.of(rehearsal.start());
    }

    private void finding(LocatedFinding found) {
        var finding = found.finding();
        lines.add(
                painted(finding.level(), finding.level().word() + "[" + finding.rule().word() + "]")
                        + ": "
                        + PlainLine.of(finding.message()));
        lines.add(" --> " + PlainLine.of(found.place()));
        frame(found);
        var statement = found.statement();
        var locks = RehearsalWords.notable(statement.taken()).map(RehearsalWords::lock).toList();
        if (!locks.isEmpty()) {
            add("locks: ", locks);
        }
        var held =
                RehearsalWords.notable(statement.held())
                        .map(lock -> RehearsalWords.held(found.migration(), statement, lock))
                        .toList();
        if (!held.isEmpty()) {
            add("still held: ", held);
        }
        RehearsalWords.measured(rehearsal, found)
                .forEach(line -> lines.add(MARGIN + "measured: " + PlainLine.of(line)));
        var advice = finding.advice();
        if (advice != null) {
            lines.add(MARGIN + "fix: " + PlainLine.of(advice));
        }
        if (!finding.safeForm().isEmpty()) {
            lines.add(MARGIN + "safe form:");
            finding.safeForm().forEach(line -> lines.add("    " + PlainLine.of(line)));
        }
    }

    private void add(String word, List<String> locks) {
        lines.add(MARGIN + word + PlainLine.of(String.join("; ", locks)));
    }

    private void frame(LocatedFinding found) {
        var source = SourceLine.of(found);
        if (source.isEmpty()) {
            return;
        }
        var digits =
                source.stream()
                        .mapToInt(line -> Integer.toString(line.number()).length())
                        .max()
                        .orElseThrow();
        lines.add(MARGIN + " ".repeat(digits) + " |");
        for (var line : source) {
            if (line.isGap()) {
                lines.add(MARGIN + " ".repeat(digits) + " …");
                continue;
            }
            var number = Integer.toString(line.number());
            lines.add(
                    (MARGIN + " ".repeat(digits - number.length()) + number + " | " + line.text())
                            .stripTrailing());
            if (line.isMarked()) {
                lines.add(
                        MARGIN
                                + " ".repeat(digits)
                                + " | "
                                + " ".repeat(line.from())
                                + painted(
                                        found.finding().level(),
                                        "^".repeat(line.to() - line.from())));
            }
        }
    }

    private String painted(Level level, String text) {
        if (!color) {
            return text;
        }
        return switch (level) {
                    case ERROR -> "\u001B[1;31m";
                    case WARNING -> "\u001B[1;33m";
                    case NOTE -> "\u001B[1;36m";
                }
                + text
                + RESET;
    }

    private void migration(RehearsedMigration migration) {
        var script = PlainLine.of(migration.script());
        var many =
                Count.of(migration.statements().size(), "statement")
                        + (migration.transactional() ? "" : " outside a transaction")
                        + ", "
                        + Format.elapsed(migration.elapsed());
        if (isSilent(migration)) {
            lines.add(MARGIN + script + ": " + many + "; " + strongest(migration));
            return;
        }
        lines.add(MARGIN + script + ": " + many);
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(" line", " time", "statement"));
        for (var statement : migration.statements()) {
            rows.add(
                    List.of(
                            Integer.toString(statement.line()),
                            Format.elapsed(statement.elapsed()),
                            PlainLine.beginning(statement.sql(), STATEMENT)));
        }
        var table = Format.table(rows);
        lines.add(MARGIN + table.getFirst());
        for (int i = 0; i < migration.statements().size(); i++) {
            lines.add(MARGIN + table.get(i + 1));
            details(migration, migration.statements().get(i));
        }
    }

    private void details(RehearsedMigration migration, RehearsedStatement statement) {
        RehearsalWords.notable(statement.taken())
                .forEach(lock -> detail("locks", RehearsalWords.lock(lock)));
        RehearsalWords.notable(statement.held())
                .forEach(lock -> detail("held", RehearsalWords.held(migration, statement, lock)));
        statement.work().stream()
                .filter(work -> !work.isNew())
                .forEach(work -> detail("work", RehearsalWords.work(work)));
        statement.changes().forEach(change -> detail("changes", RehearsalWords.change(change)));
    }

    private void detail(String word, String text) {
        lines.add(DETAIL + word + " ".repeat(9 - word.length()) + PlainLine.of(text));
    }

    private static boolean isSilent(RehearsedMigration migration) {
        return migration.statements().stream()
                .allMatch(statement -> statement.findings().isEmpty());
    }

    /// What a migration without findings locks, at the most.
    private static String strongest(RehearsedMigration migration) {
        return migration.statements().stream()
                .flatMap(statement -> RehearsalWords.notable(statement.taken()))
                .max((left, right) -> left.mode().compareTo(right.mode()))
                .map(lock -> PlainLine.of("at most " + RehearsalWords.lock(lock)))
                .orElse("nobody waits for it");
    }

    private void impacts() {
        if (rehearsal.impacts().isEmpty()) {
            return;
        }
        lines.add("Blocked while it ran, at the longest without a break:");
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "migration",
                        "table",
                        " rows",
                        " reads",
                        " writes",
                        " rows in production",
                        " reads, estimated",
                        " writes, estimated"));
        for (var impact : rehearsal.impacts()) {
            rows.add(
                    List.of(
                            PlainLine.of(impact.script()),
                            PlainLine.of(impact.table()),
                            Count.of(impact.rows()),
                            elapsed(impact.reads()),
                            elapsed(impact.writes()),
                            count(impact.productionRows()),
                            elapsed(impact.productionReads()),
                            elapsed(impact.productionWrites())));
        }
        lines.addAll(Format.table(rows));
        RehearsalWords.methods(rehearsal)
                .forEach(method -> lines.add(MARGIN + "estimated: " + PlainLine.of(method)));
    }

    private void tables() {
        if (rehearsal.tables().isEmpty()) {
            return;
        }
        lines.add("Tables, filled with made-up rows:");
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "table",
                        " rows",
                        " size",
                        " rows in production",
                        " size in production",
                        "note"));
        for (var table : rehearsal.tables()) {
            var bytes = table.productionBytes();
            var note = table.note();
            rows.add(
                    List.of(
                            PlainLine.of(table.table()),
                            Count.of(table.rows()),
                            Format.bytes(table.bytes()),
                            count(table.productionRows()),
                            bytes == null ? "-" : Format.bytes(bytes),
                            note == null ? "" : PlainLine.of(note)));
        }
        lines.addAll(Format.table(rows));
    }

    private static String count(@Nullable Long number) {
        return number == null ? "-" : Count.of(number);
    }

    private static String elapsed(@Nullable Duration duration) {
        return duration == null || duration.isZero() ? "-" : Format.elapsed(duration);
    }

    private void allowed(List<LocatedFinding> findings) {
        var allowed = findings.stream().filter(found -> !found.finding().isOpen()).toList();
        if (allowed.isEmpty()) {
            return;
        }
        lines.add("Allowed:");
        for (var found : allowed) {
            var finding = found.finding();
            lines.add(
                    MARGIN
                            + PlainLine.of(
                                    found.path()
                                            + ":"
                                            + found.line()
                                            + ": "
                                            + finding.rule().word()
                                            + " of "
                                            + finding.subject()
                                            + ": "
                                            + finding.allowed()));
        }
    }

    private String summary(@Nullable Level failOn) {
        var verdict = PlainLine.of(RehearsalWords.verdict(rehearsal));
        if (rehearsal.failure() != null) {
            return verdict + "; correct it, then rehearse again.";
        }
        if (failOn != null && rehearsal.fails(failOn)) {
            return verdict
                    + "; use the safe forms, or allow one in a comment above its statement:"
                    + " -- slipway: allow RULE: REASON";
        }
        return Character.toUpperCase(verdict.charAt(0))
                + verdict.substring(1)
                + "; apply with: slipway migrate";
    }
}
