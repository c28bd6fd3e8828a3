package dev.slipway.report;

import dev.slipway.aws.Snapshot;
import dev.slipway.buildspec.Fault;
import dev.slipway.buildspec.Verdict;
import dev.slipway.doctor.Diagnosis;
import dev.slipway.doctor.Finding;
import dev.slipway.drift.Drift;
import dev.slipway.export.ExportResult;
import dev.slipway.export.ExportedTable;
import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.launch.Outcome;
import dev.slipway.launch.Phase;
import dev.slipway.migrate.PendingMigration;
import dev.slipway.migrate.RepairResult;
import dev.slipway.rehearse.LastRehearsal;
import dev.slipway.roles.RolesCheck;
import dev.slipway.roles.RolesResult;
import dev.slipway.run.PlanResult;
import dev.slipway.run.RunResult;
import dev.slipway.run.StatusResult;
import dev.slipway.seed.RowChange;
import dev.slipway.seed.SeedResult;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Results and failures for programs: one JSON document a command, the same facts as the text.
/// docs/json.md describes the shape, which does not change on failure: `error` is null or the
/// failure, and the lists hold what was committed. `redact` takes the secrets out of a text.
public final class JsonReport {
    private JsonReport() {}

    /// What a run did.
    ///
    /// @param finding what a check of the doctor's adds to the failure, or null
    public static String run(
            RunResult result, @Nullable Finding finding, UnaryOperator<String> redact) {
        return write(run(result, finding), result.failure(), redact);
    }

    /// The same document in one line.
    public static String runInOneLine(
            RunResult result, @Nullable Finding finding, UnaryOperator<String> redact) {
        return JsonMapper.shared()
                .writeValueAsString(whole(run(result, finding), result.failure(), redact));
    }

    private static Map<String, @Nullable Object> run(RunResult result, @Nullable Finding finding) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        var roles = result.roles();
        document.put("roles", roles == null ? null : RolesJson.result(roles));
        document.put("schemaVersion", result.schemaVersion());
        var snapshot = result.snapshot();
        document.put("snapshot", snapshot == null ? null : snapshot(snapshot));
        document.put(
                "migrations",
                result.migrations().stream()
                        .map(
                                migration ->
                                        ordered(
                                                "version", migration.version(),
                                                "description", migration.description(),
                                                "script", migration.script(),
                                                "elapsedMillis", migration.elapsed().toMillis()))
                        .toList());
        document.put("seeds", seeds(result.seeds()));
        document.put("elapsedMillis", result.elapsed().toMillis());
        document.put("doctor", finding == null ? null : finding(finding));
        return document;
    }

    /// How a remote run ended, or that it was started and nobody waits for it.
    ///
    /// @param id what `slipway follow` takes; null when none was started
    /// @param outcome null while the run goes on
    /// @param failure null when all went well, or goes on
    public static String launch(
            @Nullable String id,
            @Nullable Outcome outcome,
            @Nullable Failure failure,
            UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("id", id);
        document.put(
                "platform", outcome == null ? null : outcome.platform().toLowerCase(Locale.ROOT));
        document.put("status", outcome == null ? null : outcome.status());
        document.put(
                "phases",
                outcome == null
                        ? List.of()
                        : outcome.phases().stream().map(JsonReport::phase).toList());
        document.put("reports", outcome == null ? List.of() : outcome.reports());
        document.put("exported", outcome == null ? Map.of() : outcome.exported());
        document.put("elapsedMillis", outcome == null ? null : outcome.elapsed().toMillis());
        var told = outcome == null ? null : outcome.told();
        document.put("run", told == null ? null : RunDocument.tree(told.document()));
        return failure == null && outcome == null
                ? write(document, "started", ExitCode.DONE, null, redact)
                : write(document, failure, redact);
    }

    private static Map<String, @Nullable Object> phase(Phase phase) {
        var elapsed = phase.elapsed();
        return ordered(
                "name", phase.name(),
                "status", phase.status(),
                "elapsedMillis", elapsed == null ? null : elapsed.toMillis());
    }

    private static Map<String, @Nullable Object> snapshot(Snapshot snapshot) {
        return ordered(
                "name", snapshot.name(),
                "kind", snapshot.kind().word(),
                "of", snapshot.source(),
                "engine", snapshot.engine(),
                "elapsedMillis", snapshot.elapsed().toMillis(),
                "restore", snapshot.restoreCommand());
    }

    /// What a run would do.
    ///
    /// @param rehearsal what the last one says of its migrations, or null without one
    public static String plan(
            PlanResult result, @Nullable LastRehearsal rehearsal, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("schemaVersion", result.schemaVersion());
        document.put("snapshotFirst", result.snapshot());
        var pending = pending(result.migrations());
        pending.forEach(
                migration ->
                        migration.put(
                                "rehearsal",
                                rehearsal == null
                                        ? null
                                        : rehearsal(
                                                rehearsal,
                                                String.valueOf(migration.get("script")))));
        document.put("pending", pending);
        document.put("seeds", seeds(result.seeds()));
        return result.isDrifted()
                ? write(document, "drifted", ExitCode.PENDING, null, redact)
                : write(document, null, redact);
    }

    public static String rolesPlan(RolesResult result, UnaryOperator<String> redact) {
        return write(RolesJson.result(result), null, redact);
    }

    public static String rolesCheck(RolesCheck check, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<>(RolesJson.inventory(check.inventory()));
        document.put("expectations", RolesJson.expectations(check.expectations()));
        return check.findings().isEmpty()
                ? write(document, null, redact)
                : write(document, "drifted", ExitCode.PENDING, null, redact);
    }

    /// Where a database stands.
    ///
    /// @param drift null when it was not asked for
    public static String status(
            StatusResult result, @Nullable Drift drift, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("schemaVersion", result.migrations().schemaVersion());
        document.put(
                "applied",
                result.migrations().applied().stream()
                        .map(
                                entry ->
                                        ordered(
                                                "version", entry.version(),
                                                "description", entry.description(),
                                                "script", entry.script(),
                                                "appliedAt", entry.appliedAt().toString(),
                                                "appliedBy", entry.appliedBy()))
                        .toList());
        document.put("pending", pending(result.migrations().pending()));
        document.put(
                "seeds",
                result.seeds().stream()
                        .map(
                                seed ->
                                        ordered(
                                                "name", seed.name(),
                                                "source", seed.source(),
                                                "current", seed.current(),
                                                "loadedAt",
                                                        seed.loadedAt() == null
                                                                ? null
                                                                : seed.loadedAt().toString()))
                        .toList());
        document.put("drift", drift == null ? null : drift(drift));
        document.put("warnings", result.migrations().warnings());
        if (result.pending()) {
            return write(document, "pending", ExitCode.PENDING, null, redact);
        }
        return drift == null || drift.differences().isEmpty()
                ? write(document, null, redact)
                : write(document, "drifted", ExitCode.PENDING, null, redact);
    }

    private static List<Map<String, @Nullable Object>> drift(Drift drift) {
        return drift.differences().stream()
                .map(
                        difference ->
                                ordered(
                                        "object", difference.object(),
                                        "kind", difference.kind(),
                                        "state", difference.state().name().toLowerCase(Locale.ROOT),
                                        "expected", difference.expected(),
                                        "actual", difference.actual()))
                .toList();
    }

    public static String repair(RepairResult result, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put(
                "repairs",
                result.items().stream()
                        .map(
                                item ->
                                        ordered(
                                                "script", item.script(),
                                                "state", item.state(),
                                                "left", item.left(),
                                                "proposals", item.proposals()))
                        .toList());
        document.put("repaired", result.done());
        return result.pending()
                ? write(document, "pending", ExitCode.PENDING, null, redact)
                : write(document, null, redact);
    }

    public static String export(ExportResult result, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("tables", result.tables().stream().map(JsonReport::table).toList());
        document.put("manifest", result.manifest());
        document.put("manifestWritten", result.manifestWritten());
        return write(document, null, redact);
    }

    public static String doctor(Diagnosis diagnosis, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("checks", diagnosis.findings().stream().map(JsonReport::finding).toList());
        return write(document, diagnosis.failure().orElse(null), redact);
    }

    /// What is wrong with a buildspec.
    ///
    /// @param failure why it does not pass, or null
    public static String buildspec(
            Verdict verdict, @Nullable Failure failure, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("file", verdict.file());
        document.put("faults", verdict.faults().stream().map(JsonReport::fault).toList());
        return write(document, failure, redact);
    }

    private static Map<String, @Nullable Object> fault(Fault fault) {
        var problem = fault.problem();
        return ordered(
                "level", fault.rule().level().word(),
                "rule", fault.rule().id(),
                "line", problem.line() == 0 ? null : problem.line(),
                "column", problem.column() == 0 ? null : problem.column(),
                "message", problem.message(),
                "excerpt", fault.excerpt(),
                "why", fault.rule().why(),
                "fix", fault.fix());
    }

    private static Map<String, @Nullable Object> finding(Finding finding) {
        var failure = finding.failure();
        return ordered(
                "check", finding.check().text(),
                "state", finding.state().text(),
                "what", finding.what(),
                "failure", failure == null ? null : error(failure));
    }

    private static Map<String, @Nullable Object> table(ExportedTable table) {
        return ordered(
                "table", table.table(),
                "file", table.file(),
                "rows", table.rows(),
                "bytes", table.bytes(),
                "key", table.key(),
                "references",
                        table.references().stream()
                                .map(
                                        reference ->
                                                ordered(
                                                        "column", reference.column(),
                                                        "from", reference.from(),
                                                        "to", reference.to()))
                                .toList(),
                "notes", table.notes());
    }

    /// A command that failed before it had a result: the keys of every command's document, empty.
    public static String failure(Failure failure, UnaryOperator<String> redact) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("roles", null);
        document.put("schemaVersion", null);
        document.put("snapshot", null);
        for (var list : List.of("migrations", "applied", "pending", "seeds", "tables", "repairs")) {
            document.put(list, List.of());
        }
        for (var none : List.of("drift", "id", "run")) {
            document.put(none, null);
        }
        return write(document, failure, redact);
    }

    private static @Nullable Map<String, @Nullable Object> rehearsal(
            LastRehearsal last, String script) {
        var verdict = last.verdicts().get(script);
        return verdict == null
                ? null
                : ordered(
                        "at", last.record().at().toString(),
                        "serverVersion", last.record().serverVersion(),
                        "start", last.record().start(),
                        "failed", verdict.failed(),
                        "errors", verdict.errors(),
                        "warnings", verdict.warnings(),
                        "notes", verdict.notes(),
                        "allowed", verdict.allowed(),
                        "worst", verdict.worst());
    }

    private static List<Map<String, @Nullable Object>> pending(List<PendingMigration> migrations) {
        return migrations.stream()
                .map(
                        migration ->
                                ordered(
                                        "version", migration.version(),
                                        "description", migration.description(),
                                        "script", migration.script(),
                                        "transactional", migration.transactional(),
                                        "sql", migration.sql()))
                .toList();
    }

    private static List<Map<String, @Nullable Object>> seeds(List<SeedResult> seeds) {
        return seeds.stream()
                .map(
                        seed -> {
                            var changes = seed.changes();
                            return ordered(
                                    "name", seed.name(),
                                    "source", seed.source(),
                                    "table", seed.table(),
                                    "status", seed.status().name().toLowerCase(Locale.ROOT),
                                    "inserted", changes == null ? null : changes.inserted(),
                                    "updated", changes == null ? null : changes.updated(),
                                    "deleted", changes == null ? null : changes.deleted(),
                                    "unchanged", changes == null ? null : changes.unchanged(),
                                    "rejected", seed.rejected(),
                                    "samples",
                                            seed.samples().stream()
                                                    .map(JsonReport::sample)
                                                    .toList(),
                                    "note", seed.note(),
                                    "elapsedMillis", seed.elapsed().toMillis());
                        })
                .toList();
    }

    /// A changed row: its values by column, `before` null for a new row, `after` for one that goes.
    private static Map<String, @Nullable Object> sample(RowChange row) {
        return ordered(
                "change", row.kind().name().toLowerCase(Locale.ROOT),
                "before",
                        row.kind() == RowChange.Kind.INSERT
                                ? null
                                : values(row, RowChange.Value::before),
                "after",
                        row.kind() == RowChange.Kind.DELETE
                                ? null
                                : values(row, RowChange.Value::after));
    }

    private static Map<String, @Nullable Object> values(
            RowChange row, Function<RowChange.Value, @Nullable String> side) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        row.values().forEach(value -> values.put(value.column(), side.apply(value)));
        return values;
    }

    static String write(
            Map<String, @Nullable Object> document,
            @Nullable Failure failure,
            UnaryOperator<String> redact) {
        return indented(whole(document, failure, redact));
    }

    static String write(
            Map<String, @Nullable Object> document,
            String result,
            ExitCode exitCode,
            @Nullable Failure failure,
            UnaryOperator<String> redact) {
        return indented(whole(document, result, exitCode, failure, redact));
    }

    static String indented(@Nullable Object whole) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(whole);
    }

    private static @Nullable Object whole(
            Map<String, @Nullable Object> document,
            @Nullable Failure failure,
            UnaryOperator<String> redact) {
        return failure == null
                ? whole(document, "done", ExitCode.DONE, null, redact)
                : whole(
                        document,
                        failure.kind().word(),
                        failure.kind().exitCode(),
                        failure,
                        redact);
    }

    private static @Nullable Object whole(
            Map<String, @Nullable Object> document,
            String result,
            ExitCode exitCode,
            @Nullable Failure failure,
            UnaryOperator<String> redact) {
        var whole = new LinkedHashMap<String, @Nullable Object>();
        whole.put("result", result);
        whole.put("exitCode", exitCode.number());
        whole.putAll(document);
        whole.put("error", failure == null ? null : error(failure));
        return redacted(whole, redact);
    }

    /// The same with no secret in any text. Names stay: a password can be a word that is in one.
    private static @Nullable Object redacted(@Nullable Object value, UnaryOperator<String> redact) {
        return switch (value) {
            case String text -> redact.apply(text);
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, @Nullable Object>();
                map.forEach((name, held) -> copy.put(name, redacted(held, redact)));
                yield copy;
            }
            case List<?> list -> list.stream().map(held -> redacted(held, redact)).toList();
            case null, default -> value;
        };
    }

    private static Map<String, @Nullable Object> error(Failure failure) {
        return ordered(
                "kind", failure.kind().word(),
                "what", failure.what(),
                "subject", failure.subject(),
                "problems",
                        failure.problems().stream()
                                .map(
                                        problem ->
                                                ordered(
                                                        "file",
                                                        problem.file(),
                                                        "line",
                                                        problem.line() == 0 ? null : problem.line(),
                                                        "column",
                                                        problem.column() == 0
                                                                ? null
                                                                : problem.column(),
                                                        "message",
                                                        problem.message()))
                                .toList(),
                "excerpt", failure.excerpt(),
                "why", failure.why(),
                "fix", failure.fix());
    }

    /// A map that keeps the order in which its pairs are given and, unlike `Map.of`, takes null.
    static Map<String, @Nullable Object> ordered(@Nullable Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
