package dev.slipway.cli;

import dev.slipway.launch.Launcher;
import dev.slipway.settings.LaunchReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

@Command(
        name = "follow",
        description =
                "Follow a run that was started before, from the beginning of its log to the end, and exit with the run's own code.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway follow slipway:8a2f…-…                  a build of CodeBuild",
            "  slipway follow arn:aws:ecs:…:task/slipway/1f…   a task of ECS",
            "",
            "Also of a run that has ended: its log, its result and its exit code."
        })
final class FollowCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "As slipway start printed it: PROJECT:UUID, CLUSTER/ID or an ARN.")
    private String id = "";

    @Mixin private LaunchOptions launch = new LaunchOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    FollowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var settings =
                new LaunchReader(launch.settings(console, launch.environment(), output))
                        .readWithoutTarget();
        var session = new LaunchSession(console, output, launch, false);
        return session.follow(
                new Launcher(settings, session.progress(), console::awaitInterrupt).find(id));
    }
}
