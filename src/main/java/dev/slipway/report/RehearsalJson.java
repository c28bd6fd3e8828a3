package dev.slipway.report;

import dev.slipway.canary.Blocked;
import dev.slipway.canary.Impact;
import dev.slipway.failure.ExitCode;
import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.observe.TakenLock;
import dev.slipway.observe.Work;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A rehearsal for programs: everything that it saw. docs/json.md describes the shape.
public final class RehearsalJson {
    private RehearsalJson() {}

    /// One document. Its `result` is that of the failure, or `findings` (exit code 10) when the
    /// rehearsal fails, or `done`.
    ///
    /// @param failOn the least level at which the rehearsal fails, or null for never
    /// @param redact takes the secrets out of a text
    public static String of(
            Rehearsal rehearsal, @Nullable Level failOn, UnaryOperator<String> redact) {
        var document = document(rehearsal, failOn);
        var failure = rehearsal.failure();
        if (failure != null) {
            return JsonReport.write(document, failure, redact);
        }
        return failOn != null && rehearsal.fails(failOn)
                ? JsonReport.write(document, "findings", ExitCode.PENDING, null, redact)
                : JsonReport.write(document, null, redact);
    }

    private static Map<String, @Nullable Object> document(
            Rehearsal rehearsal, @Nullable Level failOn) {
        var counts = new LinkedHashMap<String, @Nullable Object>();
        for (var level : List.of(Level.ERROR, Level.WARNING, Level.NOTE)) {
            counts.put(level.word(), rehearsal.open(level));
        }
        counts.put("allowed", rehearsal.findings().filter(finding -> !finding.isOpen()).count());
        return JsonReport.ordered(
                "serverVersion", rehearsal.serverVersion(),
                "start", rehearsal.start(),
                "applied", rehearsal.applied(),
                "failOn", failOn == null ? "never" : failOn.word(),
                "counts", counts,
                "migrations",
                        rehearsal.migrations().stream().map(RehearsalJson::migration).toList(),
                "tables", rehearsal.tables().stream().map(RehearsalJson::table).toList(),
                "blocked", rehearsal.blocked().stream().map(RehearsalJson::blocked).toList(),
                "impacts", rehearsal.impacts().stream().map(RehearsalJson::impact).toList(),
                "warnings", rehearsal.warnings(),
                "elapsedMillis", rehearsal.elapsed().toMillis());
    }

    private static Map<String, @Nullable Object> migration(RehearsedMigration migration) {
        return JsonReport.ordered(
                "version", migration.version(),
                "description", migration.description(),
                "script", migration.script(),
                "file", ScriptPath.of(migration.file()),
                "transactional", migration.transactional(),
                "fromMillis", migration.from().toMillis(),
                "elapsedMillis", migration.elapsed().toMillis(),
                "statements",
                        migration.statements().stream().map(RehearsalJson::statement).toList());
    }

    private static Map<String, @Nullable Object> statement(RehearsedStatement statement) {
        return JsonReport.ordered(
                "line", statement.line(),
                "sql", statement.sql(),
                "fromMillis", statement.from().toMillis(),
                "elapsedMillis", statement.elapsed().toMillis(),
                "locks", statement.taken().stream().map(RehearsalJson::lock).toList(),
                "held", statement.held().stream().map(RehearsalJson::lock).toList(),
                "work", statement.work().stream().map(RehearsalJson::work).toList(),
                "changes",
                        statement.changes().stream()
                                .map(
                                        change ->
                                                JsonReport.ordered(
                                                        "kind", change.kind(),
                                                        "object", change.object(),
                                                        "what", change.what()))
                                .toList(),
                "findings", statement.findings().stream().map(RehearsalJson::finding).toList());
    }

    private static Map<String, @Nullable Object> lock(TakenLock lock) {
        return JsonReport.ordered(
                "mode", lock.mode().sql(),
                "relation", lock.relation(),
                "kind", lock.kind(),
                "new", lock.isNew(),
                "blocksReads", lock.blocksReads(),
                "blocksWrites", lock.blocksWrites());
    }

    private static Map<String, @Nullable Object> work(Work work) {
        return JsonReport.ordered(
                "kind", work.kind().word(),
                "relation", work.relation(),
                "object", work.object(),
                "rows", work.rows() < 0 ? null : work.rows(),
                "new", work.isNew());
    }

    private static Map<String, @Nullable Object> finding(Finding finding) {
        return JsonReport.ordered(
                "rule", finding.rule().word(),
                "level", finding.level().word(),
                "subject", finding.subject(),
                "message", finding.message(),
                "line", finding.line(),
                "column", finding.column(),
                "length", finding.length(),
                "safeForm", finding.safeForm(),
                "advice", finding.advice(),
                "allowed", finding.allowed());
    }

    private static Map<String, @Nullable Object> table(Rehearsal.TableRows table) {
        return JsonReport.ordered(
                "table", table.table(),
                "rows", table.rows(),
                "bytes", table.bytes(),
                "productionRows", table.productionRows(),
                "productionBytes", table.productionBytes(),
                "note", table.note());
    }

    private static Map<String, @Nullable Object> blocked(Blocked blocked) {
        return JsonReport.ordered(
                "script", blocked.script(),
                "line", blocked.line(),
                "table", blocked.table(),
                "access", blocked.writing() ? "write" : "read",
                "fromMillis", blocked.from().toMillis(),
                "elapsedMillis", blocked.elapsed().toMillis());
    }

    private static Map<String, @Nullable Object> impact(Impact impact) {
        return JsonReport.ordered(
                "script", impact.script(),
                "table", impact.table(),
                "rows", impact.rows(),
                "readsMillis", impact.reads().toMillis(),
                "writesMillis", impact.writes().toMillis(),
                "productionRows", impact.productionRows(),
                "productionReadsMillis", millis(impact.productionReads()),
                "productionWritesMillis", millis(impact.productionWrites()),
                "method", impact.method());
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
