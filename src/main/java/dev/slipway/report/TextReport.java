package dev.slipway.report;

import dev.slipway.doctor.Finding;
import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.migrate.MigrationStatus;
import dev.slipway.migrate.PendingMigration;
import dev.slipway.migrate.RepairResult;
import dev.slipway.rehearse.LastRehearsal;
import dev.slipway.run.PlanResult;
import dev.slipway.run.RunResult;
import dev.slipway.run.StatusResult;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Results and failures for people.
public final class TextReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private TextReport() {}

    /// What a run did. Its failure is not in it; {@link #failure} tells that.
    public static List<String> run(RunResult result) {
        var lines = new ArrayList<String>();
        var roles = result.roles();
        if (roles != null) {
            lines.addAll(RolesText.applied(roles));
        }
        if (result.modes().contains(Mode.MIGRATIONS)) {
            migrations(result, lines);
        }
        if (result.modes().contains(Mode.SEED)) {
            lines.addAll(SeedText.run(result));
        }
        return lines;
    }

    /// What a repair found, or did.
    public static List<String> repair(RepairResult result) {
        var lines = new ArrayList<String>();
        for (var item : result.items()) {
            lines.add(item.script() + " " + item.state());
            item.left().forEach(left -> lines.add("  left behind: " + left));
            item.proposals()
                    .forEach(step -> lines.add((result.done() ? "  done: " : "  to do: ") + step));
        }
        if (result.items().stream().allMatch(item -> item.proposals().isEmpty())) {
            lines.add("Nothing to repair.");
        } else {
            lines.add(
                    result.done()
                            ? "Repaired; correct the file if it was at fault, then run again: slipway migrate"
                            : "Nothing was changed; to do this: slipway repair --yes");
        }
        return lines;
    }

    private static void migrations(RunResult result, List<String> lines) {
        var snapshot = result.snapshot();
        if (snapshot != null) {
            lines.add(
                    "Snapshot "
                            + snapshot.name()
                            + " of the "
                            + snapshot.kind().word()
                            + " "
                            + snapshot.source()
                            + " was taken in "
                            + Format.elapsed(snapshot.elapsed())
                            + "; docs/snapshots.md says how to go back to it:");
            lines.add("  " + snapshot.restoreCommand());
        }
        var applied = result.migrations();
        if (applied.isEmpty()) {
            if (result.failure() == null) {
                lines.add("Nothing to migrate: " + schemaIsAt(result.schemaVersion()) + ".");
            }
            return;
        }
        lines.add(
                "Applied "
                        + Count.of(applied.size(), "migration")
                        + (result.failure() == null
                                ? "; " + schemaIsAt(result.schemaVersion())
                                : "")
                        + ":");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("version", "description", " time"));
        applied.forEach(
                migration ->
                        rows.add(
                                List.of(
                                        version(migration.version()),
                                        migration.description(),
                                        Format.elapsed(migration.elapsed()))));
        lines.addAll(Format.table(rows));
    }

    /// What a run would do.
    ///
    /// @param rehearsal what the last one says of its migrations, or null without one
    /// @param now from which its age is told
    public static List<String> plan(
            PlanResult result, @Nullable LastRehearsal rehearsal, Instant now) {
        var lines = new ArrayList<String>();
        if (result.modes().contains(Mode.MIGRATIONS)) {
            lines.add(
                    result.migrations().isEmpty()
                            ? "Nothing to migrate: " + schemaIsAt(result.schemaVersion()) + "."
                            : Count.of(result.migrations().size(), "migration")
                                    + " pending; "
                                    + schemaIsAt(result.schemaVersion())
                                    + ".");
            for (PendingMigration migration : result.migrations()) {
                lines.add("");
                lines.add(
                        "-- "
                                + migration.script()
                                + (migration.transactional()
                                        ? ""
                                        : " (runs outside a transaction)"));
                if (rehearsal != null) {
                    RehearsedText.of(migration.script(), rehearsal, now)
                            .forEach(line -> lines.add("-- " + line));
                }
                lines.addAll(migration.sql().stripTrailing().lines().toList());
            }
            if (!result.migrations().isEmpty()) {
                lines.add("");
                if (result.snapshot()) {
                    lines.add("A snapshot would be taken first.");
                }
                lines.add("Nothing was changed. Apply with: slipway migrate");
            }
        }
        if (result.modes().contains(Mode.SEED)) {
            lines.addAll(SeedText.plan(result));
        }
        return lines;
    }

    /// Where a database stands.
    public static List<String> status(StatusResult result) {
        var lines = new ArrayList<String>();
        var migrations = result.migrations();
        lines.add(
                "Migrations: "
                        + schemaIsAt(migrations.schemaVersion())
                        + ", "
                        + migrations.pending().size()
                        + " pending.");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("version", "description", "state", "applied at", "by"));
        for (MigrationStatus.Entry entry : migrations.applied()) {
            rows.add(
                    List.of(
                            version(entry.version()),
                            entry.description(),
                            "applied",
                            TIME.format(entry.appliedAt()),
                            entry.appliedBy()));
        }
        for (PendingMigration pending : migrations.pending()) {
            rows.add(List.of(version(pending.version()), pending.description(), "pending", "", ""));
        }
        if (rows.size() > 1) {
            lines.addAll(Format.table(rows));
        }
        if (!result.seeds().isEmpty()) {
            var changed = result.seeds().stream().filter(seed -> !seed.current()).count();
            lines.add(
                    "Seeds: "
                            + (result.seeds().size() - changed)
                            + " current, "
                            + changed
                            + " to load.");
            var seeds = new ArrayList<List<String>>();
            seeds.add(List.of("seed", "source", "state", "loaded at"));
            result.seeds()
                    .forEach(
                            seed ->
                                    seeds.add(
                                            List.of(
                                                    seed.name(),
                                                    seed.source(),
                                                    seed.current()
                                                            ? "current"
                                                            : seed.loadedAt() == null
                                                                    ? "new"
                                                                    : "changed",
                                                    seed.loadedAt() == null
                                                            ? ""
                                                            : TIME.format(seed.loadedAt()))));
            lines.addAll(Format.table(seeds));
        }
        if (result.pending()) {
            lines.add("Work is pending. See it with: slipway migrate --plan, slipway seed --plan");
        }
        return lines;
    }

    /// What a check of the doctor's adds to a failure, for its last line.
    public static String explanation(Finding finding) {
        return "  see: slipway doctor, " + finding.check().text() + ": " + finding.what();
    }

    /// A failure: what, the place, why, and what to do.
    public static List<String> failure(Failure failure) {
        return failure("error[" + failure.kind().word() + "]: ", failure);
    }

    static List<String> failure(String severity, Failure failure) {
        var lines = new ArrayList<String>();
        lines.add(severity + failure.what());
        failure.excerpt().forEach(line -> lines.add("  " + line));
        if (failure.excerpt().isEmpty()) {
            failure.problems().forEach(problem -> lines.add("  - " + problem));
        }
        failure.why().forEach(why -> lines.add("  why: " + why));
        failure.fix().forEach(fix -> lines.add("  fix: " + fix));
        return lines;
    }

    private static String schemaIsAt(@Nullable String version) {
        return version == null ? "no version is applied" : "the schema is at version " + version;
    }

    private static String version(@Nullable String version) {
        return version == null ? "repeatable" : version;
    }

    /// How long a run took, for its last line.
    public static String done(RunResult result) {
        return "Done in " + Format.elapsed(result.elapsed()) + ".";
    }
}
