package dev.slipway.cli;

import dev.slipway.seed.SeedOptions;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "seed",
        description = "Load the seeds that changed, all in one transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway seed --plan             what would change, with samples; changes nothing",
            "  slipway seed --only cities      one seed",
            "  slipway seed --env staging      with the overlay of an environment",
            "  slipway seed --verify           compare loaded seeds with the tables as they are",
            "  slipway seed export cities      the table's rows as a seed"
        })
final class SeedCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private SeedSettingOptions seeds = new SeedSettingOptions();

    @Option(
            names = "--plan",
            description = "Show what would be inserted, updated and deleted, and change nothing.")
    private boolean plan;

    @Option(
            names = "--verify",
            description =
                    "Compare also the seeds that are loaded with the tables as they are; change nothing; exit 10 if a table has drifted.")
    private boolean verify;

    @Option(names = "--force", description = "Load also the seeds that are unchanged.")
    private boolean force;

    @Option(
            names = "--keep-going",
            description = "Load the good rows of a file with bad ones; exit 9 all the same.")
    private boolean keepGoing;

    @Option(
            names = "--switch-env",
            description = "Go on although the database was seeded for another environment.")
    private boolean switchEnvironment;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How many changed rows of each kind a plan shows; 3 by default.")
    private @Nullable Integer samples;

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
                console.reader(console.settings(connection, folders, output, seeds))
                        .read(Set.of(Mode.SEED));
        var session = new Session(console, output, read);
        var looks = plan || verify;
        var options =
                new SeedOptions(
                        only,
                        force,
                        keepGoing,
                        verify,
                        switchEnvironment,
                        samples == null ? (looks ? 3 : 0) : Math.max(0, samples));
        return looks
                ? session.show(session.runner().plan(options), null)
                : session.finish(session.runner().run(options));
    }
}
