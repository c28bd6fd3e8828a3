package dev.slipway.doctor;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.migrate.Migrator;
import dev.slipway.progress.Progress;
import dev.slipway.settings.Mode;

import java.nio.file.Path;
import java.util.List;

/// Whether the migrations can be read, told apart and run, as far as files tell.
final class MigrationFilesCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.MIGRATION_FILES;
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
        migrator.checkFiles();
        if (facts.isConnected()) {
            checkPending(migrator);
        } else {
            migrator.checkScripts();
        }
        var what =
                Count.of(migrator.count(), "migration")
                        + " in "
                        + folders(settings.migrations().locations());
        return migrator.warnings().isEmpty()
                ? Finding.passed(name(), what)
                : Finding.warning(
                        name(),
                        what
                                + ", and "
                                + Count.of(migrator.warnings().size(), "file")
                                + " passed over",
                        Failure.of(
                                Kind.SETTINGS,
                                "files look like migrations and are passed over",
                                migrator.warnings().stream().map(Problem::of).toList(),
                                "rename them, or move them out of the folder; MIGRATIONS_STRICT=true makes this an error"));
    }

    private static String folders(List<Path> locations) {
        return String.join(", ", locations.stream().map(Path::toString).toList());
    }

    /// A script that could not be run now may have been applied by other means. That the history
    /// does not fit is the next check's to say.
    private static void checkPending(Migrator migrator) {
        try {
            migrator.plan();
        } catch (FailureException e) {
            if (e.failure().kind() == Kind.MIGRATION) {
                throw e;
            }
        }
    }
}
