package dev.slipway.cli;

import dev.slipway.migrate.PendingMigration;
import dev.slipway.progress.Progress;
import dev.slipway.rehearse.LastRehearsal;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsalRecord;
import dev.slipway.report.RehearsalFile;
import dev.slipway.settings.MigrationSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The last rehearsal, in its file. That this cannot be written or read is a warning, and changes
/// no result.
final class RehearsalMemory {
    private RehearsalMemory() {}

    static void keep(
            Path file, Rehearsal rehearsal, UnaryOperator<String> redact, Progress progress) {
        try {
            RehearsalFile.write(file, RehearsalRecord.of(rehearsal, Instant.now()), redact);
        } catch (IOException e) {
            progress.warn(
                    "migrate --plan will not know of this rehearsal: "
                            + file
                            + " could not be written: "
                            + why(e, file));
        }
    }

    /// What it says of pending migrations; empty without such a file.
    static Optional<LastRehearsal> recall(
            Path file,
            List<PendingMigration> pending,
            MigrationSettings migrations,
            Progress progress) {
        try {
            return RehearsalFile.read(file)
                    .map(
                            record ->
                                    new LastRehearsal(
                                            record,
                                            record.verdicts(
                                                    pending, script -> text(migrations, script))));
        } catch (IOException e) {
            progress.warn(
                    "the last rehearsal could not be read from " + file + ": " + why(e, file));
            return Optional.empty();
        }
    }

    private static Optional<String> text(MigrationSettings migrations, String script) {
        for (var location : migrations.locations()) {
            try {
                return Optional.of(
                        Files.readString(location.resolve(script), migrations.encoding()));
            } catch (IOException | InvalidPathException notThere) {
                // Perhaps below the next one.
            }
        }
        return Optional.empty();
    }

    /// The reason in a few words; Java's own for a folder or a file without rights is its bare
    /// name.
    private static String why(IOException e, Path file) {
        return file.toString().equals(e.getMessage())
                ? "the system does not allow it"
                : String.valueOf(e.getMessage());
    }
}
