package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.rds.RdsUtilities;

/// Tokens that log a user into a database of RDS in place of a password.
public final class IamTokens {
    private IamTokens() {}

    /// A token for one connection. It is good for 15 minutes, and is made without asking AWS, so
    /// that only the server can say whether it is accepted.
    ///
    /// @param host the endpoint of the instance or cluster, as AWS knows it; its name tells the
    ///     region, or else the environment does
    /// @throws FailureException when there are no credentials (exit 5) or no region (exit 3)
    public static String token(String host, int port, String user) {
        var call =
                new AwsCall(
                        "no token for user " + user + " could be made; nothing was done",
                        "IAM",
                        "sts",
                        "rds-db:connect",
                        "arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/" + user);
        return call.ask(
                () -> {
                    var region = RdsHost.region(host);
                    try (var credentials = DefaultCredentialsProvider.builder().build()) {
                        return RdsUtilities.builder()
                                .region(
                                        region == null
                                                ? new DefaultAwsRegionProviderChain().getRegion()
                                                : Region.of(region))
                                .credentialsProvider(credentials)
                                .build()
                                .generateAuthenticationToken(
                                        request ->
                                                request.hostname(host).port(port).username(user));
                    }
                });
    }
}
