package dev.slipway.report;

import dev.slipway.canary.Impact;
import dev.slipway.failure.Count;
import dev.slipway.hazard.Level;
import dev.slipway.observe.Change;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.TakenLock;
import dev.slipway.observe.Work;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What every report of a rehearsal says in the same words.
final class RehearsalWords {
    private RehearsalWords() {}

    /// `2 errors, 1 warning, 1 allowed`; `no findings`.
    static String counts(Rehearsal rehearsal) {
        var parts = new ArrayList<String>();
        for (var level : Level.values()) {
            var open = rehearsal.open(level);
            if (open > 0) {
                parts.addFirst(Count.of(open, level.word()));
            }
        }
        var allowed = rehearsal.findings().filter(finding -> !finding.isOpen()).count();
        if (allowed > 0) {
            parts.add(Count.of(allowed) + " allowed");
        }
        return parts.isEmpty() ? "no findings" : String.join(", ", parts);
    }

    /// What was rehearsed, without a full stop.
    static String scope(Rehearsal rehearsal) {
        return Count.of(rehearsal.migrations().size(), "migration")
                + " after "
                + rehearsal.start()
                + " on PostgreSQL "
                + rehearsal.serverVersion();
    }

    /// `V9__a.sql failed; 2 errors, 1 allowed in 3 migrations`.
    static String verdict(Rehearsal rehearsal) {
        var failure = rehearsal.failure();
        var failed =
                failure == null
                        ? ""
                        : (failure.subject() == null ? "a migration" : failure.subject())
                                + " failed; ";
        return failed
                + counts(rehearsal)
                + " in "
                + Count.of(rehearsal.migrations().size(), "migration");
    }

    /// What is to be said of durations, without a full stop; null where tables had rows.
    static @Nullable String withoutRows(Rehearsal rehearsal) {
        return hasRows(rehearsal)
                ? null
                : "the tables were without rows: durations say nothing of production";
    }

    private static boolean hasRows(Rehearsal rehearsal) {
        return rehearsal.tables().stream().anyMatch(table -> table.rows() > 0);
    }

    /// `blocks reads and writes`.
    static String blocks(TakenLock lock) {
        if (lock.isNew()) {
            return "new, nobody waits";
        }
        if (lock.blocksReads()) {
            return "blocks reads and writes";
        }
        return lock.blocksWrites() ? "blocks writes" : "blocks neither";
    }

    /// `ACCESS EXCLUSIVE on shop.orders, blocks reads and writes`.
    static String lock(TakenLock lock) {
        return lock.mode().sql() + " on " + lock.relation() + ", " + blocks(lock);
    }

    /// Locks that are worth a line for people: those that others, or other migrations, wait for.
    /// That of an index goes without saying where its table's is as strong.
    static Stream<TakenLock> notable(List<TakenLock> locks) {
        return locks.stream()
                .filter(lock -> !lock.isNew())
                .filter(lock -> lock.mode().compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0)
                .filter(
                        lock ->
                                !isIndex(lock)
                                        || tables(locks)
                                                .map(TakenLock::mode)
                                                .noneMatch(
                                                        mode -> mode.compareTo(lock.mode()) >= 0));
    }

    private static Stream<TakenLock> tables(List<TakenLock> locks) {
        return locks.stream().filter(lock -> !lock.isNew() && !isIndex(lock));
    }

    private static boolean isIndex(TakenLock lock) {
        return lock.kind().equals("index");
    }

    /// The lock of an earlier statement, with its line where that is known.
    static String held(RehearsedMigration migration, RehearsedStatement statement, TakenLock lock) {
        var line = 0;
        for (var earlier : migration.statements()) {
            if (earlier.equals(statement)) {
                break;
            }
            if (earlier.taken().contains(lock)) {
                line = earlier.line();
            }
        }
        return lock(lock) + (line == 0 ? "" : ", since line " + line);
    }

    /// `rewrites shop.orders (200,000 rows)`.
    static String work(Work work) {
        var object = work.object();
        var of = object == null ? "" : " for " + object;
        return switch (work.kind()) {
            case REWRITE -> "rewrites " + work.relation() + rows(work);
            case SCAN -> "checks every row of " + work.relation() + of + rows(work);
            case VALIDATION -> "looks up every row of " + work.relation() + of + rows(work);
            case INDEX_BUILD ->
                    "builds "
                            + (object == null ? "an index" : object)
                            + " on "
                            + work.relation()
                            + rows(work);
            case PROOF ->
                    "spares a check of " + work.relation() + of + ": its constraints prove it";
            case READ -> "reads " + work.relation() + rows(work);
            case INSERT -> "inserts into " + work.relation() + rows(work);
            case UPDATE -> "updates " + work.relation() + rows(work);
            case DELETE -> "deletes from " + work.relation() + rows(work);
        };
    }

    private static String rows(Work work) {
        return work.rows() < 0 ? "" : " (" + Count.of(work.rows(), "row") + ")";
    }

    /// `column shop.orders.id: type bigint, was integer`.
    static String change(Change change) {
        return change.kind() + " " + change.object() + ": " + change.what();
    }

    /// What a finding's statement did and how long users waited for it; empty where neither was
    /// seen.
    static List<String> measured(Rehearsal rehearsal, LocatedFinding found) {
        var statement = found.statement();
        var lines = new ArrayList<String>();
        var work = statement.work().stream().filter(done -> !done.isNew()).toList();
        if (!work.isEmpty()) {
            lines.add(
                    String.join("; ", work.stream().map(RehearsalWords::work).toList())
                            + " in "
                            + Format.elapsed(statement.elapsed())
                            + (hasRows(rehearsal)
                                    ? ""
                                    : ", without rows: says nothing of production"));
        }
        impacts(rehearsal, found).forEach(impact -> lines.add(impact(impact)));
        return lines;
    }

    /// A finding without its source, for tools that show that themselves: the reason, what was
    /// measured, what to do, and the safe form.
    static List<String> explained(Rehearsal rehearsal, LocatedFinding found) {
        var finding = found.finding();
        var lines = new ArrayList<String>();
        lines.add(sentence(finding.message()));
        measured(rehearsal, found).forEach(line -> lines.add(sentence(line)));
        var advice = finding.advice();
        if (advice != null) {
            lines.add(sentence(advice));
        }
        if (!finding.safeForm().isEmpty()) {
            lines.add("Safe form:");
            lines.addAll(finding.safeForm());
        }
        return lines.stream().map(PlainLine::of).toList();
    }

    /// With a capital and a full stop.
    static String sentence(String text) {
        var end = text.endsWith(".") ? "" : ".";
        // An object's name is as it is.
        var first = text.indexOf(' ') > 0 && text.substring(0, text.indexOf(' ')).matches("[a-z]+");
        return (first ? Character.toUpperCase(text.charAt(0)) + text.substring(1) : text) + end;
    }

    /// Of the table that the finding is about, as canaries saw it.
    private static List<Impact> impacts(Rehearsal rehearsal, LocatedFinding found) {
        var subject = found.finding().subject();
        return rehearsal.impacts().stream()
                .filter(impact -> impact.script().equals(found.migration().script()))
                .filter(
                        impact ->
                                subject.equals(impact.table())
                                        || subject.startsWith(impact.table() + "."))
                .filter(RehearsalWords::isBlocked)
                .toList();
    }

    private static boolean isBlocked(Impact impact) {
        return longest(impact).isPositive();
    }

    /// `writes to shop.orders blocked for 41 s at 80,000,000 rows (estimated: …)`; where production
    /// is not known, what was measured.
    static String impact(Impact impact) {
        var table = impact.table();
        var here = " at " + Count.of(impact.rows(), "row");
        var estimate = blocked(table, impact.productionReads(), impact.productionWrites());
        if (estimate.isEmpty()) {
            return blocked(table, impact.reads(), impact.writes()) + here;
        }
        var rows = impact.productionRows();
        var method = impact.method();
        return estimate
                + " at "
                + (rows == null ? "production's size" : Count.of(rows, "row"))
                + " (estimated"
                + (method == null ? "" : ": " + method)
                + "; measured: "
                + Format.elapsed(longest(impact))
                + here
                + ")";
    }

    /// How each estimate was made: `V14__order_ids.sql, shop.orders: in proportion to the rows`.
    static List<String> methods(Rehearsal rehearsal) {
        return rehearsal.impacts().stream()
                .filter(impact -> impact.method() != null)
                .map(impact -> impact.script() + ", " + impact.table() + ": " + impact.method())
                .toList();
    }

    /// Of what was measured.
    static Duration longest(Impact impact) {
        return impact.reads().compareTo(impact.writes()) > 0 ? impact.reads() : impact.writes();
    }

    private static String blocked(
            String table, @Nullable Duration reads, @Nullable Duration writes) {
        var read = reads == null || !reads.isPositive() ? null : Format.elapsed(reads);
        var written = writes == null || !writes.isPositive() ? null : Format.elapsed(writes);
        if (read == null) {
            return written == null ? "" : "writes to " + table + " blocked for " + written;
        }
        if (read.equals(written)) {
            return "reads of and writes to " + table + " blocked for " + read;
        }
        return "reads of "
                + table
                + " blocked for "
                + read
                + (written == null ? "" : ", writes for " + written);
    }
}
