package dev.slipway.launch;

import dev.slipway.aws.EcsTasks;
import dev.slipway.aws.TaskState;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.LaunchTarget;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Starts tasks of ECS.
record EcsStart(Preparation preparation) {
    /// What older clusters of ECS take for the name of who started a task.
    private static final int LONGEST_STARTER = 36;

    /// @param image null, since a task runs the image of its definition
    /// @throws FailureException as {@link Launcher#start}
    RemoteRun start(LaunchTarget.Ecs target, Requested requested, @Nullable String image) {
        if (image != null) {
            throw Failure.of(
                            Kind.USAGE,
                            "a task of ECS runs the image of its definition; nothing was started",
                            "ECS lets nobody replace it at the start, so that --image is for CodeBuild only",
                            "register a new revision of "
                                    + target.taskDefinition()
                                    + " with that image, or leave --image away")
                    .exception();
        }
        var tasks = EcsTasks.of(preparation.access());
        try {
            var definition = tasks.definition(target.taskDefinition(), target.container());
            preparation.checkImage(definition.image(), definition.architecture());
            var running = tasks.running(target.cluster(), definition.family());
            if (!running.isEmpty()) {
                throw Preparation.busy(
                        definition.family(),
                        running.stream().map(EcsStart::words).collect(Collectors.joining("; ")));
            }
            var place =
                    new EcsTasks.Place(
                            target.cluster(),
                            target.subnets(),
                            target.securityGroups(),
                            target.publicIp(),
                            starter(),
                            UUID.randomUUID().toString());
            var started =
                    preparation.insist(
                            () -> tasks.start(definition, place, requested.variables(Map.of())));
            return new EcsRun(
                    tasks, preparation.access(), target.cluster(), started.arn(), definition);
        } catch (FailureException e) {
            tasks.close();
            throw e;
        }
    }

    /// `slipway-start/anna`, in the letters that ECS takes.
    private static String starter() {
        var user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_-]", "-");
        var starter = "slipway-start/" + user;
        return starter.substring(0, Math.min(starter.length(), LONGEST_STARTER));
    }

    private static String words(TaskState task) {
        return "task "
                + task.arn()
                + (task.startedBy().isEmpty() ? "" : " by " + task.startedBy())
                + Preparation.words(Requested.modes(task.variables()), task.createdAt())
                + ", "
                + task.status();
    }
}
