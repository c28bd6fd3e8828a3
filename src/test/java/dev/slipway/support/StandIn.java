package dev.slipway.support;

import java.net.URI;

/// The stand-in for AWS, for clients of the tests themselves: other tests, that run beside them,
/// lead this process's own clients elsewhere ({@link AwsAnswer}).
public final class StandIn {
    public static final URI ENDPOINT = URI.create(System.getenv("AWS_ENDPOINT_URL"));

    private StandIn() {}
}
