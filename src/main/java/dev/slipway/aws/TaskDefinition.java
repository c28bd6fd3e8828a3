package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

/// A task definition of ECS, as far as it matters to a run.
///
/// @param arn with its revision
/// @param container the one that runs Slipway
/// @param image of that container
/// @param architecture of the machine that it runs on: `amd64` or `arm64`
/// @param logGroup where that container's log goes, or null when not to CloudWatch Logs
/// @param logPrefix the first part of its streams' names, or null as above
public record TaskDefinition(
        String arn,
        String family,
        String container,
        String image,
        String architecture,
        @Nullable String logGroup,
        @Nullable String logPrefix) {
    /// Where a task of it logs; null when nowhere that can be read.
    ///
    /// @param task its ARN
    public @Nullable LogPlace log(String task) {
        return logGroup == null || logPrefix == null
                ? null
                : new LogPlace(
                        logGroup,
                        logPrefix
                                + "/"
                                + container
                                + "/"
                                + task.substring(task.lastIndexOf('/') + 1));
    }
}
