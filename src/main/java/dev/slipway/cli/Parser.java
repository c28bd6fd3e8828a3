package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// Command lines with options: parsing, help, and what is said of a wrong one.
final class Parser {
    private final Console console;

    Parser(Console console) {
        this.console = console;
    }

    int run(String... args) {
        IExecutionStrategy strategy =
                parsed -> {
                    var help = CommandLine.executeHelpRequest(parsed);
                    return help == null ? call(parsed) : help;
                };
        return commands(console)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(this::misused)
                .setExecutionStrategy(strategy)
                .execute(args);
    }

    /// Every command, ready to parse.
    static CommandLine commands(Console console) {
        return new CommandLine(new SlipwayCommand())
                .addSubcommand(new RunCommand(console))
                .addSubcommand(new MigrateCommand(console))
                .addSubcommand(
                        new CommandLine(new SeedCommand(console))
                                .addSubcommand(new SeedExportCommand(console))
                                .addSubcommand(new SeedSchemaCommand(console)))
                .addSubcommand(
                        new CommandLine(new RolesCommand())
                                .addSubcommand(new RolesApplyCommand(console))
                                .addSubcommand(new RolesCheckCommand(console)))
                .addSubcommand(
                        new CommandLine(new ShapeCommand())
                                .addSubcommand(new ShapeExportCommand(console)))
                .addSubcommand(new StatusCommand(console))
                .addSubcommand(new RehearseCommand(console))
                .addSubcommand(new RepairCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new LocalCommand(console))
                .addSubcommand(new StartCommand(console))
                .addSubcommand(new FollowCommand(console))
                .addSubcommand(
                        new CommandLine(new BuildspecCommand(console))
                                .addSubcommand(new BuildspecCheckCommand(console)))
                .addSubcommand(new CompletionCommand(console))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(30);
    }

    private int call(ParseResult parsed) {
        var last = parsed;
        while (last.hasSubcommand()) {
            if (!last.matchedOptions().isEmpty()) {
                throw new ParameterException(
                        last.subcommand().commandSpec().commandLine(),
                        last.matchedOptions().getFirst().longestName()
                                + " stands before "
                                + last.subcommand().commandSpec().name()
                                + "; options go behind it");
            }
            last = last.subcommand();
        }
        if (!(last.commandSpec().userObject() instanceof Callable<?> command)) {
            throw new ParameterException(last.commandSpec().commandLine(), "no command is given");
        }
        Object style = last.matchedOptionValue("--output", "");
        return Slipway.call(
                console, () -> (Integer) command.call(), style.toString().equalsIgnoreCase("json"));
    }

    private int misused(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var near =
                e instanceof UnmatchedArgumentException unmatched
                                && !unmatched.getUnmatched().isEmpty()
                        ? NearestName.of(unmatched.getUnmatched().getFirst(), names(command))
                        : Optional.<String>empty();
        var message = e.getMessage().lines().findFirst().orElse("the command line is wrong");
        var failure =
                Failure.of(
                        Kind.USAGE,
                        Character.toLowerCase(message.charAt(0)) + message.substring(1),
                        List.of(),
                        near.map(name -> "did you mean " + name + "? ").orElse("")
                                + "see "
                                + command.getCommandSpec().qualifiedName()
                                + " --help");
        return Slipway.report(console, failure, Arrays.stream(args).anyMatch(Parser::asksForJson));
    }

    /// The line could not be parsed, so its words are all there is.
    private static boolean asksForJson(String arg) {
        return arg.equalsIgnoreCase("json") || arg.equalsIgnoreCase("--output=json");
    }

    private static List<String> names(CommandLine command) {
        return Stream.concat(
                        command.getSubcommands().keySet().stream(),
                        command.getCommandSpec().optionsMap().keySet().stream())
                .toList();
    }
}
