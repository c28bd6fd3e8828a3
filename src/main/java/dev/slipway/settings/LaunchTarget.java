package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Where a run is started.
public sealed interface LaunchTarget {
    /// A project of CodeBuild.
    record CodeBuild(String project) implements LaunchTarget {}

    /// A task of ECS on Fargate.
    ///
    /// @param taskDefinition a family, `FAMILY:REVISION` or an ARN
    /// @param container the one that runs Slipway; null for the one called `slipway`, or the only
    ///     one
    /// @param publicIp whether the task gets a public address, as it needs in a public subnet
    record Ecs(
            String cluster,
            String taskDefinition,
            @Nullable String container,
            List<String> subnets,
            List<String> securityGroups,
            boolean publicIp)
            implements LaunchTarget {
        public Ecs {
            subnets = List.copyOf(subnets);
            securityGroups = List.copyOf(securityGroups);
        }
    }
}
