package dev.slipway.cli;

import dev.slipway.buildspec.Buildspec;
import dev.slipway.buildspec.BuildspecChoice;
import dev.slipway.settings.Mode;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "buildspec",
        description = "Print the buildspec by which CodeBuild runs Slipway.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway buildspec > buildspec.yml      docker runs Slipway's image",
            "  slipway buildspec --direct             Slipway's image is the project's",
            "  slipway buildspec --mode migrations --secret DATABASE_URL=slipway/database:url",
            "  slipway buildspec check buildspec.yml  what CodeBuild would reject or misread"
        })
final class BuildspecCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--direct",
            description =
                    "For a project whose image is Slipway's own: without docker, login and pull.")
    private boolean direct;

    @Option(
            names = "--mode",
            paramLabel = "roles|migrations|seed",
            split = ",",
            description = "What a build does that is started without an override; may be repeated.")
    private Set<Mode> modes = EnumSet.noneOf(Mode.class);

    @Option(
            names = "--variable",
            paramLabel = "NAME=VALUE",
            description =
                    "A variable's default, in the clear, and no secret; may be repeated. What Slipway does not know goes into the container, too.")
    private List<String> variables = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "NAME=ID[:KEY[:STAGE[:VERSION]]]",
            description =
                    "A variable that CodeBuild fetches from Secrets Manager and masks in the log; may be repeated.")
    private List<String> secrets = new ArrayList<>();

    @ArgGroup private Report report = new Report();

    /// Where the JUnit report goes, if there is to be one.
    static final class Report {
        @Option(
                names = "--report-group",
                paramLabel = "NAME|ARN",
                defaultValue = "slipway",
                description =
                        "The report group; slipway by default, which becomes PROJECT-slipway.")
        private String group = "slipway";

        @Option(names = "--no-report", description = "No report, for a role without the right.")
        private boolean none;
    }

    BuildspecCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.print(
                Buildspec.text(
                                new BuildspecChoice(
                                        direct,
                                        modes,
                                        variables,
                                        secrets,
                                        report.none ? null : report.group))
                        .stripTrailing());
        return 0;
    }
}
