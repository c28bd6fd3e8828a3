package dev.slipway.cli;

import dev.slipway.buildspec.BuildspecCheck;
import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.report.BuildspecText;
import dev.slipway.report.JsonReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "check",
        description =
                "Find what CodeBuild would reject in a buildspec, or silently read otherwise than it is meant. Exit 3 for an error, 0 for warnings.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway buildspec check buildspec.yml",
            "  slipway buildspec --direct | slipway buildspec check -"
        })
final class BuildspecCheckCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The buildspec; - for stdin.")
    private String file = STDIN;

    @Option(names = "--strict", description = "Exit 3 for a warning, too.")
    private boolean strict;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "For people, or one JSON document for programs. Default: text.")
    private OutputOptions.Style style = OutputOptions.Style.TEXT;

    BuildspecCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var verdict = BuildspecCheck.of(bytes(), file.equals(STDIN) ? "stdin" : file);
        var failure = verdict.failure(strict);
        if (style == OutputOptions.Style.JSON) {
            console.printJson(JsonReport.buildspec(verdict, failure.orElse(null), console::redact));
        } else {
            BuildspecText.verdict(verdict).forEach(console::print);
        }
        failure.ifPresent(found -> Slipway.say(console, found));
        return failure.map(found -> found.kind().exitCode()).orElse(ExitCode.DONE).number();
    }

    private byte[] bytes() {
        try {
            return file.equals(STDIN)
                    ? System.in.readAllBytes()
                    : Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw unreadable("there is no file " + file, e);
        } catch (IOException e) {
            throw unreadable(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static RuntimeException unreadable(String what, Exception cause) {
        return Failure.of(
                        Kind.USAGE,
                        what,
                        List.of(),
                        "name the buildspec, or give it on stdin: slipway buildspec check -")
                .exception(cause);
    }
}
