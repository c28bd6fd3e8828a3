package dev.slipway.cli;

import dev.slipway.report.JsonReport;
import dev.slipway.report.TextReport;
import dev.slipway.settings.Mode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "status",
        description =
                "Say where the database stands beside the files; exit 0 when it is current, 10 when work is pending.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example:", "  slipway status --output json"})
final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private SeedSettingOptions seeds = new SeedSettingOptions();

    StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read =
                console.reader(console.settings(connection, folders, output, seeds))
                        .read(Set.of(Mode.MIGRATIONS));
        var session = new Session(console, output, read);
        var result = session.runner().status();
        if (output.json()) {
            console.printJson(JsonReport.status(result, console::redact));
        } else {
            TextReport.status(result).forEach(console::print);
        }
        return Slipway.exitCode(result.pending());
    }
}
