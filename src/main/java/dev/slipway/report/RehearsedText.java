package dev.slipway.report;

import dev.slipway.failure.Count;
import dev.slipway.rehearse.LastRehearsal;
import dev.slipway.rehearse.RehearsalRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the last rehearsal says of a migration, for people.
final class RehearsedText {
    private RehearsedText() {}

    /// `rehearsed 2 hours ago on PostgreSQL 17: 1 error, 2 warnings`, with the worst of them in a
    /// line of its own.
    static List<String> of(String script, LastRehearsal last, Instant now) {
        var verdict = last.verdicts().get(script);
        if (verdict == null) {
            return List.of("not rehearsed");
        }
        var lines = new ArrayList<String>();
        lines.add(
                "rehearsed "
                        + ago(Duration.between(last.record().at(), now))
                        + " on PostgreSQL "
                        + last.record().serverVersion().replaceFirst("\\D.*", "")
                        + ": "
                        + verdict(verdict));
        if (verdict.worst() != null && (verdict.failed() || isDangerous(verdict))) {
            lines.add("  " + verdict.worst());
        }
        return lines;
    }

    private static boolean isDangerous(RehearsalRecord.Script verdict) {
        return verdict.errors() + verdict.warnings() > 0;
    }

    private static String verdict(RehearsalRecord.Script verdict) {
        var parts = new ArrayList<String>();
        if (verdict.failed()) {
            parts.add("it failed");
        }
        if (verdict.errors() > 0) {
            parts.add(Count.of(verdict.errors(), "error"));
        }
        if (verdict.warnings() > 0) {
            parts.add(Count.of(verdict.warnings(), "warning"));
        }
        if (parts.isEmpty()) {
            parts.add("nothing dangerous");
        }
        if (verdict.allowed() > 0) {
            parts.add(Count.of(verdict.allowed()) + " allowed");
        }
        return String.join(", ", parts);
    }

    private static String ago(Duration duration) {
        if (duration.toMinutes() < 1) {
            return "just now";
        }
        if (duration.toHours() < 1) {
            return Count.of(duration.toMinutes(), "minute") + " ago";
        }
        return duration.toDays() < 2
                ? Count.of(duration.toHours(), "hour") + " ago"
                : Count.of(duration.toDays(), "day") + " ago";
    }
}
