package dev.slipway.aws;

import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

import java.time.Duration;

/// Clients of AWS's library, all alike: the JDK's own HTTP, and an end to waiting.
final class AwsClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /// With all that is tried again. A network without a way to AWS drops packets silently.
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(25);

    private AwsClients() {}

    /// The builder with what every client has.
    static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
            B builder, AwsAccess access) {
        if (access.region() != null) {
            builder.region(Region.of(access.region()));
        }
        if (access.profile() != null) {
            builder.credentialsProvider(
                    // As the command line has it, a profile that is named beats the environment's
                    // keys.
                    ProfileCredentialsProvider.create(access.profile()));
        }
        return builder.httpClientBuilder(http())
                .overrideConfiguration(
                        options -> {
                            options.apiCallTimeout(CALL_TIMEOUT);
                            if (access.profile() != null) {
                                // The profile's region, where none is given.
                                options.defaultProfileName(access.profile());
                            }
                        });
    }

    static SdkHttpClient.Builder<?> http() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(READ_TIMEOUT);
    }
}
