package dev.slipway.cli;

import dev.slipway.settings.Mode;
import dev.slipway.settings.SettingsReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "seed",
        description = "Load the seeds that changed, each in its own transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway seed --plan           exact counts of what would change; changes nothing",
            "  slipway seed --only cities    one seed",
            "  slipway seed export cities    the table's rows as a seed"
        })
final class SeedCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--plan",
            description = "Show what would be inserted and updated, and change nothing.")
    private boolean plan;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these seeds; may be given several times.")
    private Set<String> only = new LinkedHashSet<>();

    SeedCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read =
                new SettingsReader(console.settings(connection, folders, output))
                        .read(Set.of(Mode.SEED));
        var session = new Session(console, output, read);
        if (plan) {
            return session.show(session.runner().plan(only));
        }
        return session.finish(session.runner().run(only));
    }
}
