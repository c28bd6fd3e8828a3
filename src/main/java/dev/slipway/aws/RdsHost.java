package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// The names of RDS's endpoints: `shop.abcdefghijkl.eu-central-1.rds.amazonaws.com`.
final class RdsHost {
    private static final Pattern NAME =
            Pattern.compile(
                    ".*\\.(?<region>[a-z]{2}(-[a-z]+)+-[0-9])\\.rds\\.amazonaws\\.com(\\.cn)?\\.?");

    private RdsHost() {}

    /// The region that the name tells, or null when it is no such name.
    static @Nullable String region(String host) {
        var matcher = NAME.matcher(host);
        return matcher.matches() ? matcher.group("region") : null;
    }
}
