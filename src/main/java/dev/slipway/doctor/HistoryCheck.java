package dev.slipway.doctor;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.migrate.MigrationStatus;
import dev.slipway.migrate.Migrator;
import dev.slipway.progress.Progress;
import dev.slipway.settings.Mode;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;

/// Whether the history in the database and the files agree.
final class HistoryCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.HISTORY;
    }

    @Override
    public Finding run(Facts facts) {
        var settings = facts.settings();
        if (!settings.modes().contains(Mode.MIGRATIONS)) {
            return Finding.notApplicable(name(), "no mode asks for migrations");
        }
        var migrator =
                new Migrator(
                        facts.database(),
                        settings.migrations(),
                        settings.limits(),
                        Progress.SILENT);
        try {
            return agreed(migrator.status(), migrator);
        } catch (FailureException e) {
            if (e.failure().kind() != Kind.HISTORY) {
                throw e;
            }
            return Finding.failed(name(), disagreed(e.failure(), migrator), e.failure());
        }
    }

    private Finding agreed(MigrationStatus status, Migrator migrator) {
        var what =
                (status.schemaVersion() == null
                                ? "no version is applied"
                                : "version " + status.schemaVersion())
                        + ", "
                        + Count.of(status.pending().size())
                        + " pending";
        // The files' own warnings are told with the files.
        var warnings = new ArrayList<>(status.warnings());
        warnings.removeAll(migrator.warnings());
        return warnings.isEmpty()
                ? Finding.passed(name(), what)
                : Finding.warning(
                        name(),
                        what + ", and the files are older than the database",
                        Failure.of(
                                Kind.HISTORY,
                                "these files are older than the database",
                                warnings.stream().map(Problem::of).toList(),
                                "run the image of the newest release"));
    }

    /// What the failure, which names each file, does not say: who changed the history last.
    private static String disagreed(Failure failure, Migrator migrator) {
        var faults =
                failure.problems().isEmpty()
                        ? failure.what()
                        : Count.of(failure.problems().size(), "disagreement") + " with the files";
        return migrator.lastEntry()
                .map(
                        last ->
                                faults
                                        + "; the history's last row is "
                                        + last.script()
                                        + ", by "
                                        + last.appliedBy()
                                        + " at "
                                        + last.appliedAt().truncatedTo(ChronoUnit.SECONDS))
                .orElse(faults);
    }
}
