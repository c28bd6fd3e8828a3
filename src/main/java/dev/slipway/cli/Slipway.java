package dev.slipway.cli;

import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.report.JsonReport;
import dev.slipway.report.TextReport;
import dev.slipway.run.RunResult;
import dev.slipway.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/// The front door: runs the command that a command line names, and turns whatever goes wrong into
/// the one failure shape.
public final class Slipway {
    private final Console console;

    /// Runs commands in this environment.
    ///
    /// @param environment read instead of the process's own
    /// @param in where a person answers; read only when one is asked
    /// @param terminal whether a person watches `err`; asked only when it matters, since finding
    ///     out takes time
    public Slipway(
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            BooleanSupplier terminal) {
        this.console =
                new Console(
                        environment, in, out, err, terminal, SettingsReader.secretsIn(environment));
    }

    /// How the running command parts when it is told to stop.
    Console.Parting parting() {
        return console.parting();
    }

    /// Tells a running command to stop: what it is doing is cancelled and rolled back. Safe from
    /// any thread.
    public void interrupt() {
        console.interrupt();
    }

    /// Runs one command.
    ///
    /// @return its exit code; nothing is thrown
    public int run(String... args) {
        var command = args.length == 1 ? bare(args[0]) : null;
        return command == null ? new Parser(console).run(args) : call(console, command, false);
    }

    /// A command without an option needs no parsing. It is what containers start, and it spares
    /// them the tenth of a second that loading a parser takes.
    private @Nullable Callable<Integer> bare(String name) {
        return switch (name) {
            case "run" -> new RunCommand(console);
            case "migrate" -> new MigrateCommand(console);
            case "seed" -> new SeedCommand(console);
            case "status" -> new StatusCommand(console);
            default -> null;
        };
    }

    /// Calls a command and reports what it throws.
    static int call(Console console, Callable<Integer> command, boolean json) {
        try {
            return command.call();
        } catch (FailureException e) {
            return reportWithFiles(console, e.failure(), json);
        } catch (Exception e) {
            return reportWithFiles(console, defect(e), json);
        }
    }

    /// A build server's step after this one, and whoever follows the log, find the result also when
    /// the run never began.
    private static int reportWithFiles(Console console, Failure failure, boolean json) {
        var nothing =
                new RunResult(
                        Set.of(), null, null, null, List.of(), List.of(), Duration.ZERO, failure);
        var settings = console.settings();
        var directory = settings.getOrDefault("REPORT_DIR", "");
        if (!directory.isBlank()) {
            Session.writeReport(console, nothing, directory);
        }
        var exitCode = report(console, failure, json);
        if (Set.of("true", "1")
                .contains(settings.getOrDefault("REPORT_LINE", "").toLowerCase(Locale.ROOT))) {
            Session.tellInLines(console, nothing, null);
        }
        return exitCode;
    }

    static int report(Console console, Failure failure, boolean json) {
        if (json) {
            console.printJson(JsonReport.failure(failure, console::redact));
        }
        say(console, failure);
        return failure.kind().exitCode().number();
    }

    /// A failure in its one shape, on stderr; its first line in red where there is colour.
    static void say(Console console, Failure failure) {
        var lines = TextReport.failure(failure);
        console.say(
                console.hasColor()
                        ? "\u001B[1;31m" + lines.getFirst() + "\u001B[0m"
                        : lines.getFirst());
        lines.subList(1, lines.size()).forEach(console::say);
    }

    /// Not the user's fault and not the database's. The stack's top says where, for the report.
    private static Failure defect(Exception thrown) {
        var why = new ArrayList<String>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            var top = cause.getStackTrace().length == 0 ? "" : " at " + cause.getStackTrace()[0];
            why.add(cause.getClass().getName() + ": " + cause.getMessage() + top);
        }
        return new Failure(
                Kind.DEFECT,
                "Slipway met something that it does not know; what was under way was rolled back",
                List.of(),
                List.of(),
                why,
                List.of("report this as a defect in Slipway, with these lines"),
                null);
    }

    static int exitCode(boolean pending) {
        return (pending ? ExitCode.PENDING : ExitCode.DONE).number();
    }
}
