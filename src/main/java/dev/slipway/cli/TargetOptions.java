package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;

/// What a run is started on.
final class TargetOptions implements Overlay {
    @Option(
            names = "--on",
            paramLabel = "codebuild|ecs",
            description =
                    "The platform (START_ON); otherwise the one whose project or cluster is named, else CodeBuild.")
    private @Nullable String on;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "The CodeBuild project (START_PROJECT). Default: slipway.")
    private @Nullable String project;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "The ECS cluster (START_CLUSTER).")
    private @Nullable String cluster;

    @Option(
            names = "--task-definition",
            paramLabel = "NAME",
            description = "The ECS task definition: family, family:revision or ARN.")
    private @Nullable String taskDefinition;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The container that runs Slipway. Default: slipway, or the only one.")
    private @Nullable String container;

    @Option(
            names = "--subnets",
            paramLabel = "IDS",
            description = "Subnets of the ECS task, with commas between.")
    private @Nullable String subnets;

    @Option(
            names = "--security-groups",
            paramLabel = "IDS",
            description = "Security groups of the ECS task, with commas between.")
    private @Nullable String securityGroups;

    @Option(
            names = "--public-ip",
            description = "Give the ECS task a public address, as it needs in a public subnet.")
    private boolean publicIp;

    @Override
    public void over(Map<String, String> settings) {
        LaunchOptions.put(settings, "START_ON", on);
        LaunchOptions.put(settings, "START_PROJECT", project);
        LaunchOptions.put(settings, "START_CLUSTER", cluster);
        LaunchOptions.put(settings, "START_TASK_DEFINITION", taskDefinition);
        LaunchOptions.put(settings, "START_CONTAINER", container);
        LaunchOptions.put(settings, "START_SUBNETS", subnets);
        LaunchOptions.put(settings, "START_SECURITY_GROUPS", securityGroups);
        LaunchOptions.put(settings, "START_PUBLIC_IP", publicIp ? "true" : null);
    }
}
