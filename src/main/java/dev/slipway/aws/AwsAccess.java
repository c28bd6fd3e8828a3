package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

/// Where in AWS something is asked, and as whom.
///
/// @param region null for that of the environment or the profile
/// @param profile one of AWS's configuration file, or null for whatever credentials the environment
///     has
public record AwsAccess(@Nullable String region, @Nullable String profile) {
    /// As the environment has it.
    public static final AwsAccess DEFAULT = new AwsAccess(null, null);

    /// The same account in another region.
    public AwsAccess in(@Nullable String otherRegion) {
        return new AwsAccess(otherRegion, profile);
    }
}
