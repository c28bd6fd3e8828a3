package dev.slipway.data;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// An object as it was when it was first asked for. This and {@link S3Failures} alone know AWS's
/// library, so that its classes load only where an object is read.
final class S3Version {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /// Longer than a bulk load pauses between two reads.
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

    private final S3Client client;
    private final S3Object object;
    private final String tag;
    private final long length;

    private S3Version(S3Client client, S3Object object, String tag, long length) {
        this.client = client;
        this.object = object;
        this.tag = tag;
        this.length = length;
    }

    static S3Version newest(S3Object object) throws IOException {
        try {
            var client = client();
            // Asked for as if to be read, and broken off: a refusal then says why, which the one of
            // a HEAD request has no room for.
            var response =
                    client.getObject(request -> request.bucket(object.bucket()).key(object.key()));
            response.abort();
            return new S3Version(
                    client,
                    object,
                    response.response().eTag(),
                    response.response().contentLength());
        } catch (SdkException e) {
            throw S3Failures.of(object, e);
        }
    }

    private static S3Client client() {
        var builder =
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(READ_TIMEOUT))
                        // A bucket may lie in another region than the task.
                        .crossRegionAccessEnabled(true)
                        // TLS guards the bytes; to sum them up again takes time.
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (System.getenv("AWS_ENDPOINT_URL") != null
                || System.getenv("AWS_ENDPOINT_URL_S3") != null) {
            // Stores that are not AWS's rarely have a host name for each bucket.
            builder.forcePathStyle(true);
        }
        return builder.build();
    }

    /// What S3 knows the bytes by; other bytes have another.
    String tag() {
        return tag;
    }

    long length() {
        return length;
    }

    /// The bytes of this version, and of no other.
    InputStream open() throws IOException {
        try {
            return new Body(
                    client.getObject(
                            request ->
                                    request.bucket(object.bucket())
                                            .key(object.key())
                                            .ifMatch(tag)));
        } catch (SdkException e) {
            throw S3Failures.of(object, e);
        }
    }

    private final class Body extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> response;
        private boolean ended;

        Body(ResponseInputStream<GetObjectResponse> response) {
            super(response);
            this.response = response;
        }

        @Override
        public int read(byte[] buffer, int from, int count) throws IOException {
            try {
                var read = super.read(buffer, from, count);
                ended = read < 0;
                return read;
            } catch (IOException e) {
                throw new IOException(
                        "the connection to S3 broke off while "
                                + object
                                + " was read: "
                                + e.getMessage(),
                        e);
            } catch (SdkException e) {
                throw S3Failures.of(object, e);
            }
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                // To close it would read the rest of it first.
                response.abort();
            }
            super.close();
        }
    }
}
