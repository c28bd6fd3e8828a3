package dev.slipway.launch;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.EcsTasks;
import dev.slipway.aws.LogPlace;
import dev.slipway.aws.TaskDefinition;
import dev.slipway.aws.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A task of ECS.
final class EcsRun implements RemoteRun {
    private final EcsTasks tasks;
    private final RunLog log;
    private final String cluster;
    private final String arn;
    private @Nullable TaskDefinition definition;

    /// @param tasks closed with this
    /// @param definition null when it is to be looked up
    EcsRun(
            EcsTasks tasks,
            AwsAccess access,
            String cluster,
            String arn,
            @Nullable TaskDefinition definition) {
        this.tasks = tasks;
        this.log = new RunLog(access);
        this.cluster = cluster;
        this.arn = arn;
        this.definition = definition;
    }

    @Override
    public String id() {
        return arn;
    }

    @Override
    public String platform() {
        return "ECS";
    }

    @Override
    public String name() {
        return "task " + cluster + "/" + arn.substring(arn.lastIndexOf('/') + 1);
    }

    @Override
    public Optional<RemoteState> look() {
        return tasks.look(cluster, arn).map(this::state);
    }

    private RemoteState state(TaskState task) {
        if (definition == null) {
            definition = tasks.definition(task.definition(), null);
        }
        var complete = task.status().equals("STOPPED");
        var slipway =
                task.containers().stream()
                        .filter(container -> container.name().equals(definition.container()))
                        .findFirst();
        var exitStatus = slipway.map(TaskState.Container::exitCode).orElse(null);
        var reasons = new ArrayList<String>();
        if (complete && task.stoppedReason() != null) {
            reasons.add(task.stoppedReason());
        }
        slipway.map(TaskState.Container::reason).ifPresent(reasons::add);
        return new RemoteState(
                complete,
                complete ? ending(task, exitStatus) : null,
                task.status(),
                Requested.modes(task.variables()),
                phases(task),
                complete ? exitStatus : null,
                reasons,
                new LinkedHashMap<>(),
                List.of());
    }

    private static Ending ending(TaskState task, @Nullable Integer exitStatus) {
        return switch (String.valueOf(task.stopCode())) {
            case "UserInitiated",
                    "SpotInterruption",
                    "TerminationNotice",
                    "ServiceSchedulerInitiated" ->
                    Ending.STOPPED;
            default -> exitStatus != null && exitStatus == 0 ? Ending.SUCCEEDED : Ending.FAILED;
        };
    }

    /// ECS keeps no list of them; what came before the start was fetching the image and the
    /// network.
    private static List<Phase> phases(TaskState task) {
        var phases = new ArrayList<Phase>();
        var started = task.startedAt();
        var waited = between(task.createdAt(), started == null ? task.stoppedAt() : started);
        phases.add(new Phase("PROVISIONING", waited == null ? null : "done", waited));
        if (started != null) {
            var ran = between(started, task.stoppedAt());
            phases.add(new Phase("RUNNING", ran == null ? null : "done", ran));
        }
        return phases;
    }

    private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Duration.between(from, to);
    }

    private @Nullable LogPlace place() {
        return definition == null ? null : definition.log(arn);
    }

    @Override
    public boolean hasLog() {
        return place() != null;
    }

    @Override
    public List<String> newEvents() {
        return log.next(place());
    }

    @Override
    public void stop(String reason) {
        tasks.stop(cluster, arn, reason);
    }

    @Override
    public void close() {
        log.close();
        tasks.close();
    }
}
