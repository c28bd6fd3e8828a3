package dev.slipway.cli;

import dev.slipway.seed.SeedOptions;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "migrate",
        description = "Apply pending migrations, each in its own transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway migrate --plan      the pending SQL; changes nothing",
            "  slipway migrate --target 7  no further than version 7",
            "  slipway migrate --snapshot  take a snapshot of the RDS instance first"
        })
final class MigrateCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private LimitOptions limits = new LimitOptions();

    @Mixin private SnapshotOptions snapshot = new SnapshotOptions();

    @Option(
            names = "--plan",
            description = "Show what would run, with its SQL, and change nothing.")
    private boolean plan;

    @Option(
            names = "--target",
            paramLabel = "VERSION",
            description = "Apply nothing above this version.")
    private @Nullable String target;

    MigrateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var settings = console.settings(connection, folders, output, limits, snapshot);
        if (target != null) {
            settings.put("FLYWAY_TARGET", target);
        }
        var reader = console.reader(settings);
        var rehearsal = plan ? reader.rehearsalFile() : Optional.<Path>empty();
        var read = reader.read(Set.of(Mode.MIGRATIONS));
        var session = new Session(console, output, read);
        if (plan) {
            var planned = session.runner().plan(SeedOptions.ALL);
            return session.show(
                    planned,
                    rehearsal
                            .flatMap(
                                    file ->
                                            RehearsalMemory.recall(
                                                    file,
                                                    planned.migrations(),
                                                    read.migrations(),
                                                    session.progress()))
                            .orElse(null));
        }
        return session.finish(session.runner().run(SeedOptions.ALL));
    }
}
