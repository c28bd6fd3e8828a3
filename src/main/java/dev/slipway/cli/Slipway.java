package dev.slipway.cli;

import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.report.JsonReport;
import dev.slipway.report.TextReport;
import dev.slipway.settings.NearestName;
import dev.slipway.settings.SettingsReader;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The front door: parses a command line, runs its command, and turns whatever goes wrong into the
/// one failure shape.
public final class Slipway {
    private final Console console;
    private final PrintStream out;
    private final PrintStream err;

    /// Runs commands in this environment.
    ///
    /// @param environment read instead of the process's own
    /// @param terminal whether a person watches `err`; asked only when it matters, since finding
    ///     out takes time
    public Slipway(
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            BooleanSupplier terminal) {
        this.out = out;
        this.err = err;
        this.console =
                new Console(environment, out, err, terminal, SettingsReader.secretsIn(environment));
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
        var line =
                commandLine(console)
                        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                        .setParameterExceptionHandler(this::misused)
                        .setExecutionExceptionHandler(
                                (thrown, command, parsed) -> failed(thrown, parsed));
        return line.execute(args);
    }

    static CommandLine commandLine(Console console) {
        return new CommandLine(new SlipwayCommand())
                .addSubcommand(new RunCommand(console))
                .addSubcommand(new MigrateCommand(console))
                .addSubcommand(new SeedCommand(console))
                .addSubcommand(new StatusCommand(console))
                .addSubcommand(new LocalCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(30);
    }

    private int misused(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var near =
                e instanceof UnmatchedArgumentException unmatched
                                && !unmatched.getUnmatched().isEmpty()
                        ? NearestName.of(unmatched.getUnmatched().getFirst(), names(command))
                        : Optional.<String>empty();
        var failure =
                new Failure(
                        Kind.USAGE,
                        lowerFirst(
                                e.getMessage()
                                        .lines()
                                        .findFirst()
                                        .orElse("the command line is wrong")),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                                near.map(name -> "did you mean " + name + "? ").orElse("")
                                        + "see "
                                        + command.getCommandSpec().qualifiedName()
                                        + " --help"),
                        null);
        return report(
                failure,
                Arrays.stream(args)
                        .anyMatch(
                                arg ->
                                        arg.equalsIgnoreCase("json")
                                                || arg.equalsIgnoreCase("--output=json")));
    }

    private static List<String> names(CommandLine command) {
        return Stream.concat(
                        command.getSubcommands().keySet().stream(),
                        command.getCommandSpec().optionsMap().keySet().stream())
                .toList();
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private int failed(Exception thrown, ParseResult parsed) {
        var failure = thrown instanceof FailureException known ? known.failure() : defect(thrown);
        return report(failure, asJson(parsed));
    }

    private int report(Failure failure, boolean json) {
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

    private static boolean asJson(ParseResult parsed) {
        var command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        var output = command.matchedOptionValue("--output", OutputOptions.Style.TEXT);
        return output == OutputOptions.Style.JSON;
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
