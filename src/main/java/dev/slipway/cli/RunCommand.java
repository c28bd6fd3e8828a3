package dev.slipway.cli;

import dev.slipway.seed.SeedOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

@Command(
        name = "run",
        description = "Do what RUN_MIGRATIONS and RUN_SEED select: what the container runs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example:", "  RUN_MIGRATIONS=true RUN_SEED=true slipway run"})
final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private LimitOptions limits = new LimitOptions();

    @Mixin private SeedSettingOptions seeds = new SeedSettingOptions();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read =
                console.reader(console.settings(connection, folders, output, seeds, limits))
                        .readWithModes();
        var session = new Session(console, output, read);
        return session.finish(session.runner().run(SeedOptions.ALL));
    }
}
