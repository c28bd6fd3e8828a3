package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A task of ECS as it is at one moment.
///
/// @param arn with the cluster's name in it
/// @param definition the ARN of its task definition
/// @param startedBy what whoever started it wrote there; may be empty
/// @param status `PROVISIONING`, `PENDING`, `RUNNING`, `STOPPED` and those between
/// @param stopCode `EssentialContainerExited`, `TaskFailedToStart`, `UserInitiated` and so on; null
///     before it stops
/// @param stoppedReason in ECS's words; null before it stops
/// @param containers all of the task's
/// @param variables that it was started with, over those of its definition
public record TaskState(
        String arn,
        String definition,
        String startedBy,
        String status,
        @Nullable String stopCode,
        @Nullable String stoppedReason,
        @Nullable Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant stoppedAt,
        List<Container> containers,
        Map<String, String> variables) {
    /// One container.
    ///
    /// @param exitCode null while it runs, and when it never ran
    /// @param reason why it did not run, in ECS's words, or null
    public record Container(String name, @Nullable Integer exitCode, @Nullable String reason) {}

    public TaskState {
        containers = List.copyOf(containers);
        variables = Map.copyOf(variables);
    }
}
