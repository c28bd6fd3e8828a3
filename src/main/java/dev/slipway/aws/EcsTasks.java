package dev.slipway.aws;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.CPUArchitecture;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Starts, looks at and stops tasks of ECS on Fargate. Close it.
public final class EcsTasks implements AutoCloseable {
    /// The container that runs Slipway, where a definition has several.
    private static final String CONTAINER = "slipway";

    private final EcsClient client;

    private EcsTasks(EcsClient client) {
        this.client = client;
    }

    public static EcsTasks of(AwsAccess access) {
        return call("ECS cannot be asked; nothing was started", "ecs:RunTask", "*")
                .ask(
                        () ->
                                new EcsTasks(
                                        AwsClients.configured(EcsClient.builder(), access)
                                                .build()));
    }

    /// A task definition.
    ///
    /// @param name a family, `FAMILY:REVISION` or an ARN
    /// @param container the one that runs Slipway, or null for the one called so, or the only one
    /// @throws FailureException when there is no such definition or container (exit 3), when ECS
    ///     cannot be reached (exit 4) or refuses (exit 5)
    public TaskDefinition definition(String name, @Nullable String container) {
        var what = "the task definition " + name + " cannot be used; nothing was started";
        try {
            var definition =
                    call(what, "ecs:DescribeTaskDefinition", "*")
                            .ask(
                                    () ->
                                            client.describeTaskDefinition(
                                                            request -> request.taskDefinition(name))
                                                    .taskDefinition());
            var chosen = container(what, definition.containerDefinitions(), container);
            var log = chosen.logConfiguration();
            var options =
                    log != null && log.logDriver() == LogDriver.AWSLOGS
                            ? log.options()
                            : Map.<String, String>of();
            var runtime = definition.runtimePlatform();
            return new TaskDefinition(
                    definition.taskDefinitionArn(),
                    definition.family(),
                    chosen.name(),
                    chosen.image(),
                    runtime != null && runtime.cpuArchitecture() == CPUArchitecture.ARM64
                            ? "arm64"
                            : "amd64",
                    options.get("awslogs-group"),
                    options.get("awslogs-stream-prefix"));
        } catch (FailureException e) {
            // ECS has no error of its own for it.
            if (e.failure().why().stream()
                    .anyMatch(why -> why.contains("Unable to describe task definition"))) {
                throw Failure.of(
                                Kind.SETTINGS,
                                "there is no task definition " + name + "; nothing was started",
                                "ECS knows none of that name in this region and account",
                                "correct START_TASK_DEFINITION, the region or the profile, or create it; infrastructure/terraform/modules/ecs-runner does")
                        .exception(e);
            }
            throw e;
        }
    }

    private static ContainerDefinition container(
            String what, List<ContainerDefinition> containers, @Nullable String wanted) {
        var name = wanted == null ? CONTAINER : wanted;
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .or(
                        () ->
                                wanted == null && containers.size() == 1
                                        ? Optional.of(containers.getFirst())
                                        : Optional.empty())
                .orElseThrow(
                        () ->
                                Failure.of(
                                                Kind.SETTINGS,
                                                what,
                                                "it has no container "
                                                        + name
                                                        + ", but "
                                                        + containers.stream()
                                                                .map(ContainerDefinition::name)
                                                                .collect(Collectors.joining(", ")),
                                                "name the one that runs Slipway in START_CONTAINER")
                                        .exception());
    }

    /// Where a task is started.
    ///
    /// @param startedBy shown by ECS beside the task: letters, digits, `-`, `_` and `/`
    /// @param token the same one starts the same task: a call whose answer was lost can be made
    ///     again
    public record Place(
            String cluster,
            List<String> subnets,
            List<String> securityGroups,
            boolean publicIp,
            String startedBy,
            String token) {
        public Place {
            subnets = List.copyOf(subnets);
            securityGroups = List.copyOf(securityGroups);
        }
    }

    /// Starts a task.
    ///
    /// @param overrides variables that beat the definition's, in the clear
    /// @throws FailureException when ECS cannot place it (exit 11), when there is no such cluster
    ///     (exit 3), when ECS cannot be reached (exit 4) or refuses (exit 5)
    public TaskState start(TaskDefinition definition, Place place, Map<String, String> overrides) {
        var what = "no task of " + definition.family() + " could be started";
        var request = request(definition, place, overrides);
        var answer =
                inCluster(
                        call(what, "ecs:RunTask, and iam:PassRole on its roles,", definition.arn()),
                        place.cluster(),
                        () -> client.runTask(request));
        if (answer.tasks().isEmpty()) {
            throw Failure.of(
                            Kind.REMOTE,
                            what,
                            "ECS could not place it: "
                                    + answer.failures().stream()
                                            .map(EcsTasks::words)
                                            .collect(Collectors.joining(", ")),
                            "start it again in a few minutes when capacity is short, else correct what it names")
                    .exception();
        }
        return state(answer.tasks().getFirst());
    }

    private static RunTaskRequest request(
            TaskDefinition definition, Place place, Map<String, String> overrides) {
        var network =
                AwsVpcConfiguration.builder()
                        .subnets(place.subnets())
                        .securityGroups(place.securityGroups())
                        .assignPublicIp(
                                place.publicIp() ? AssignPublicIp.ENABLED : AssignPublicIp.DISABLED)
                        .build();
        var container =
                ContainerOverride.builder()
                        .name(definition.container())
                        .environment(
                                overrides.entrySet().stream()
                                        .map(
                                                override ->
                                                        KeyValuePair.builder()
                                                                .name(override.getKey())
                                                                .value(override.getValue())
                                                                .build())
                                        .toList())
                        .build();
        return RunTaskRequest.builder()
                .cluster(place.cluster())
                .taskDefinition(definition.arn())
                .launchType(LaunchType.FARGATE)
                .count(1)
                .startedBy(place.startedBy())
                .clientToken(place.token())
                .networkConfiguration(
                        NetworkConfiguration.builder().awsvpcConfiguration(network).build())
                .overrides(TaskOverride.builder().containerOverrides(container).build())
                .build();
    }

    private static String words(software.amazon.awssdk.services.ecs.model.Failure failure) {
        return failure.reason() + (failure.detail() == null ? "" : " (" + failure.detail() + ")");
    }

    /// How a task is; empty when ECS knows none of it, as an hour after it stopped.
    ///
    /// @param arn the task's, in its cluster
    /// @throws FailureException when there is no such cluster (exit 3), when ECS cannot be reached
    ///     (exit 4) or refuses (exit 5)
    public Optional<TaskState> look(String cluster, String arn) {
        return look(cluster, List.of(arn)).stream().findFirst();
    }

    /// The tasks of a family that are running or about to.
    ///
    /// @throws FailureException as {@link #look}
    public List<TaskState> running(String cluster, String family) {
        var arns =
                inCluster(
                        call(
                                "the tasks in the cluster " + cluster + " cannot be listed",
                                "ecs:ListTasks",
                                "arn:aws:ecs:REGION:ACCOUNT:container-instance/" + cluster + "/*"),
                        cluster,
                        () ->
                                client.listTasks(
                                                request ->
                                                        request.cluster(cluster)
                                                                .family(family)
                                                                .desiredStatus(
                                                                        DesiredStatus.RUNNING))
                                        .taskArns());
        return arns.isEmpty() ? List.of() : look(cluster, arns);
    }

    private List<TaskState> look(String cluster, List<String> arns) {
        return inCluster(
                call(
                        "the tasks in the cluster " + cluster + " cannot be looked at",
                        "ecs:DescribeTasks",
                        "arn:aws:ecs:REGION:ACCOUNT:task/" + cluster + "/*"),
                cluster,
                () ->
                        client
                                .describeTasks(request -> request.cluster(cluster).tasks(arns))
                                .tasks()
                                .stream()
                                .map(EcsTasks::state)
                                .toList());
    }

    /// Stops a task: its containers get SIGTERM, and half a minute later SIGKILL.
    ///
    /// @param reason shown by ECS beside the task
    /// @throws FailureException as {@link #look}
    public void stop(String cluster, String arn, String reason) {
        inCluster(
                call("the task " + arn + " could not be stopped; it goes on", "ecs:StopTask", arn),
                cluster,
                () ->
                        client.stopTask(
                                request -> request.cluster(cluster).task(arn).reason(reason)));
    }

    private static <T> T inCluster(AwsCall call, String cluster, Supplier<T> question) {
        try {
            return call.ask(question);
        } catch (FailureException e) {
            if (e.getCause() instanceof ClusterNotFoundException) {
                throw Failure.of(
                                Kind.SETTINGS,
                                call.what(),
                                "there is no cluster " + cluster + " in this region and account",
                                "correct START_CLUSTER, the region or the profile")
                        .exception(e);
            }
            throw e;
        }
    }

    private static TaskState state(Task task) {
        return new TaskState(
                task.taskArn(),
                task.taskDefinitionArn(),
                task.startedBy() == null ? "" : task.startedBy(),
                task.lastStatus() == null ? "PROVISIONING" : task.lastStatus(),
                task.stopCodeAsString(),
                task.stoppedReason(),
                task.createdAt(),
                task.startedAt(),
                task.stoppedAt(),
                task.containers().stream()
                        .map(
                                container ->
                                        new TaskState.Container(
                                                container.name(),
                                                container.exitCode(),
                                                container.reason()))
                        .toList(),
                task.overrides() == null
                        ? Map.of()
                        : task.overrides().containerOverrides().stream()
                                .flatMap(container -> container.environment().stream())
                                .collect(
                                        Collectors.toMap(
                                                KeyValuePair::name,
                                                KeyValuePair::value,
                                                (_, last) -> last)));
    }

    private static AwsCall call(String what, String action, String resource) {
        return new AwsCall(what, "ECS", "ecs", action, resource);
    }

    @Override
    public void close() {
        client.close();
    }
}
