package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.launch.EnvironmentFile;
import dev.slipway.launch.Launcher;
import dev.slipway.launch.Requested;
import dev.slipway.settings.LaunchReader;
import dev.slipway.settings.LaunchSettings;
import dev.slipway.settings.LaunchTarget;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "start",
        description =
                "Start a run in AWS, on CodeBuild or ECS, follow its log to the end, and exit with the run's own code; 11 when the platform failed it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway start migrate                        on the CodeBuild project slipway",
            "  slipway start run --env production           as slipway.yaml says",
            "  slipway start seed --set SEED_ENV=staging    with a setting of the run",
            "  slipway start migrate --detach               and leave it; slipway follow ID picks it up again",
            "",
            "Ctrl-C asks whether the run is to be stopped, too, and stops it."
        })
final class StartCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// What is started.
    enum Work {
        MIGRATE,
        SEED,
        RUN;

        Set<Mode> modes() {
            return switch (this) {
                case MIGRATE -> EnumSet.of(Mode.MIGRATIONS);
                case SEED -> EnumSet.of(Mode.SEED);
                case RUN -> EnumSet.of(Mode.MIGRATIONS, Mode.SEED);
            };
        }
    }

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "migrate|seed|run",
            description = "Migrations, seeds, or both.")
    private Work work = Work.RUN;

    @Mixin private LaunchOptions launch = new LaunchOptions();

    @Mixin private TargetOptions target = new TargetOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(names = "--roles", description = "Set up the roles first (RUN_ROLES).")
    private boolean roles;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the run, such as SEED_ENV=staging. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--image",
            paramLabel = "URI",
            description = "Run this image in place of the CodeBuild project's (IMAGE_URI).")
    private @Nullable String image;

    @Option(names = "--detach", description = "Print the run's id and leave it to itself.")
    private boolean detach;

    @Option(names = "--yes", description = "Start without asking for the environment's name.")
    private boolean yes;

    StartCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var environment = launch.environment();
        var settings =
                new LaunchReader(launch.settings(console, environment, target, output)).read();
        var requested = requested(environment);
        if (environment != null && environment.confirmed() && !yes) {
            confirm(environment.name(), settings);
        }
        console.partWith(
                new Console.Parting(
                        Duration.ofSeconds(9),
                        "ended while AWS was asked; its console shows whether a run was started"));
        var session = new LaunchSession(console, output, launch, true);
        var follower =
                new Launcher(settings, session.progress(), console::awaitInterrupt)
                        .start(requested, image);
        return detach ? session.leave(follower) : session.follow(follower);
    }

    private Requested requested(EnvironmentFile.@Nullable Environment environment) {
        var problems = set.keySet().stream().flatMap(name -> Requested.problem(name).stream());
        var wrong = problems.map(problem -> Problem.of("--set: " + problem)).toList();
        if (!wrong.isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "what is set for the run is wrong; nothing was started",
                            wrong,
                            "the README's table lists the settings of a run")
                    .exception();
        }
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        if (environment != null) {
            settings.putAll(environment.set());
        }
        settings.putAll(set);
        var modes = work.modes();
        if (roles) {
            modes.add(Mode.ROLES);
        }
        return new Requested(modes, settings);
    }

    private void confirm(String name, LaunchSettings settings) {
        var place =
                switch (settings.target()) {
                    case LaunchTarget.CodeBuild(var project) -> "the CodeBuild project " + project;
                    case LaunchTarget.Ecs ecs -> "the ECS cluster " + ecs.cluster();
                    case null -> "AWS";
                };
        var region = settings.region() == null ? "" : " in " + settings.region();
        var what = "start " + work.name().toLowerCase(Locale.ROOT) + " on " + place + region;
        if (!console.isTerminal()) {
            throw Failure.of(
                            Kind.USAGE,
                            name
                                    + " wants its name typed, and nobody is there to type it; nothing was started",
                            "this would " + what,
                            "give --yes where no person is asked, as in CI")
                    .exception();
        }
        console.say("This will " + what + ".");
        var answer = console.ask("Type " + name + " to go on: ", PATIENCE);
        if (console.isInterrupted()) {
            throw Failure.of(
                            Kind.INTERRUPTED,
                            "interrupted; nothing was started",
                            "it was told to stop before the name was typed",
                            "start again when you mean it")
                    .exception();
        }
        if (answer.filter(name::equals).isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "the name was not typed; nothing was started",
                            answer.map(typed -> "'" + typed + "' is not " + name)
                                    .orElse("there was no answer"),
                            "type " + name + ", or give --yes")
                    .exception();
        }
    }
}
