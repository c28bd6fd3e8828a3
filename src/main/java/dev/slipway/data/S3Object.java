package dev.slipway.data;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.LongConsumer;

/// An object in S3, of one version for as long as this lives: what is asked first fixes it, and a
/// later pass over another version fails.
public final class S3Object implements Location {
    private static final String SCHEME = "s3://";

    private final String bucket;
    private final String key;
    private @Nullable S3Version version;

    private S3Object(String bucket, String key) {
        this.bucket = bucket;
        this.key = key;
    }

    static S3Object of(String uri) {
        var slash = uri.indexOf('/', SCHEME.length());
        if (!uri.startsWith(SCHEME)
                || slash <= SCHEME.length()
                || slash == uri.length() - 1
                || uri.endsWith("/")) {
            throw new IllegalArgumentException(uri + " is not s3://bucket/key");
        }
        return new S3Object(uri.substring(SCHEME.length(), slash), uri.substring(slash + 1));
    }

    String bucket() {
        return bucket;
    }

    String key() {
        return key;
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }

    @Override
    public long size() throws IOException {
        return version().length();
    }

    @Override
    public RawInput open(LongConsumer onRead) throws IOException {
        var opened = version();
        return new RawInput(opened.open(), opened.tag(), onRead);
    }

    @Override
    public Fingerprint fingerprint() throws IOException {
        return new Fingerprint(version().tag(), version().length());
    }

    /// Asked for once: the classes of AWS's library load here, and the network is used.
    private S3Version version() throws IOException {
        if (version == null) {
            version = S3Version.newest(this);
        }
        return version;
    }
}
