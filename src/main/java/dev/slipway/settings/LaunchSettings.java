package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Where a run is started, as whom, and for how long it is waited for.
///
/// @param target null for a command that is told which run it is about
/// @param region null for that of the environment or the profile
/// @param profile of AWS's configuration file, or null for the credentials of the environment
/// @param timeout after which the run is stopped; null for never
public record LaunchSettings(
        @Nullable LaunchTarget target,
        @Nullable String region,
        @Nullable String profile,
        @Nullable Duration timeout) {}
