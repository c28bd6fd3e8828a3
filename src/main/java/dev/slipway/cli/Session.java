package dev.slipway.cli;

import dev.slipway.database.Database;
import dev.slipway.doctor.Explanation;
import dev.slipway.doctor.Finding;
import dev.slipway.failure.Failure;
import dev.slipway.progress.Progress;
import dev.slipway.rehearse.LastRehearsal;
import dev.slipway.report.JsonReport;
import dev.slipway.report.ReportFiles;
import dev.slipway.report.TextReport;
import dev.slipway.run.PlanResult;
import dev.slipway.run.ResultLines;
import dev.slipway.run.RunResult;
import dev.slipway.run.Runner;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.Settings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// What the commands that work on a database share: a runner on it, and how its result is told.
final class Session {
    private final Console console;
    private final OutputOptions output;
    private final Settings settings;
    private final Progress progress;
    private @Nullable Database database;

    Session(Console console, OutputOptions output, Settings settings) {
        this.console = console;
        this.output = output;
        this.settings = settings;
        this.progress = output.quiet() ? new QuietProgress(console) : new ConsoleProgress(console);
        settings.warnings().forEach(progress::warn);
    }

    /// The database of this command, which an interruption reaches.
    Database database() {
        database = database(settings.connection());
        return database;
    }

    /// Another database that the command works on, which an interruption reaches from now on.
    Database database(ConnectionSettings connection) {
        return open(console, connection, progress);
    }

    /// A database under a run's own name.
    static Database open(Console console, ConnectionSettings connection, Progress progress) {
        var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return console.watch(
                new Database(connection, "slipway " + Build.read().version() + " " + id, progress));
    }

    Progress progress() {
        return progress;
    }

    Runner runner() {
        return new Runner(database(), settings, progress);
    }

    /// Prints what a run would do and returns the exit code for that.
    ///
    /// @param rehearsal what the last one says of it, or null without one
    int show(PlanResult result, @Nullable LastRehearsal rehearsal) {
        if (output.json()) {
            console.printJson(JsonReport.plan(result, rehearsal, console::redact));
        } else {
            TextReport.plan(result, rehearsal, Instant.now()).forEach(console::print);
        }
        return Slipway.exitCode(result.isDrifted());
    }

    /// Prints a run's result, writes its report files and returns its exit code.
    int finish(RunResult result) {
        var failure = result.failure();
        var finding = failure == null ? null : explain(failure);
        if (output.json()) {
            console.printJson(JsonReport.run(result, finding, console::redact));
        } else {
            TextReport.run(result).forEach(console::print);
            if (result.failure() == null) {
                console.print(TextReport.done(result));
            }
        }
        if (failure != null) {
            Slipway.say(console, failure);
        }
        if (finding != null) {
            console.say(TextReport.explanation(finding));
        }
        var directory = settings.reportDirectory();
        if (directory != null) {
            writeReport(console, result, directory.toString());
        }
        if (settings.reportLine()) {
            tellInLines(console, result, finding);
        }
        return failure == null ? 0 : failure.kind().exitCode().number();
    }

    /// What one of the doctor's checks adds to a failure, if it does.
    private @Nullable Finding explain(Failure failure) {
        var connected = database != null && database.wasConnected();
        return new Explanation(settings, connection -> open(console, connection, Progress.SILENT))
                .of(failure, connected)
                .orElse(null);
    }

    /// Tells the result once more, to whoever follows the log from afar: last, so that nothing of
    /// the run comes after it.
    static void tellInLines(Console console, RunResult result, @Nullable Finding finding) {
        var failure = result.failure();
        ResultLines.of(
                        failure == null ? 0 : failure.kind().exitCode().number(),
                        JsonReport.runInOneLine(result, finding, console::redact))
                .forEach(console::sayDocument);
    }

    /// Writes a run's report files. That they cannot be written is told, and changes no result.
    static void writeReport(Console console, RunResult result, String directory) {
        try {
            ReportFiles.write(result, Path.of(directory), console::redact);
        } catch (IOException | InvalidPathException e) {
            console.say(
                    "warning: the report could not be written to "
                            + directory
                            + ": "
                            + e.getMessage());
        }
    }
}
