package dev.slipway.cli;

import dev.slipway.report.JsonReport;
import dev.slipway.report.TextReport;
import dev.slipway.settings.Mode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "repair",
        description =
                "Show what a migration outside a transaction left behind when it failed, and with --yes clean it up;"
                        + " exit 10 when there is something to decide.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway repair              what is left behind, and what is proposed; changes nothing",
            "  slipway repair --yes        do what is proposed; the next run goes on from there",
            "  slipway repair --yes --done the statement that was under way counts as done"
        })
final class RepairCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(names = "--yes", description = "Do what is proposed.")
    private boolean yes;

    @Option(
            names = "--done",
            description =
                    "Where nobody can tell whether a statement was done, count it as done instead of running it again.")
    private boolean done;

    RepairCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read =
                console.reader(console.settings(connection, folders, output))
                        .read(Set.of(Mode.MIGRATIONS));
        var result = new Session(console, output, read).runner().repair(yes, done);
        if (output.json()) {
            console.printJson(JsonReport.repair(result, console::redact));
        } else {
            TextReport.repair(result).forEach(console::print);
        }
        return Slipway.exitCode(result.pending());
    }
}
