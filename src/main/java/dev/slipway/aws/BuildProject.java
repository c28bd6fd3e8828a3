package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A project of CodeBuild, as far as it matters to a run.
///
/// @param image what its builds run in
/// @param imageUri what IMAGE_URI names among its variables, or null
/// @param architecture of the machine that builds: `amd64` or `arm64`
/// @param privileged whether its builds may run docker
/// @param vpc null when its builds run outside of one
/// @param concurrentLimit how many builds may run at a time, or null for any number
/// @param variables the names of its variables, without their values
public record BuildProject(
        String name,
        String image,
        @Nullable String imageUri,
        String architecture,
        boolean privileged,
        String serviceRole,
        @Nullable String vpc,
        List<String> subnets,
        List<String> securityGroups,
        @Nullable Integer concurrentLimit,
        List<String> variables) {
    public BuildProject {
        subnets = List.copyOf(subnets);
        securityGroups = List.copyOf(securityGroups);
        variables = List.copyOf(variables);
    }
}
