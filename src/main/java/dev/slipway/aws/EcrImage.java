package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of an image in ECR: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/slipway:TAG`.
///
/// @param tag null when the digest is named
/// @param digest null when the tag is named
public record EcrImage(
        String account,
        String region,
        String repository,
        @Nullable String tag,
        @Nullable String digest) {
    private static final Pattern NAME =
            Pattern.compile(
                    "(?<account>[0-9]{12})\\.dkr[.-]ecr(-fips)?\\.(?<region>[a-z0-9-]+)\\.[a-z0-9.]+/(?<repository>[a-z0-9._/-]+)(:(?<tag>[\\w.-]+))?(@(?<digest>sha256:[0-9a-f]{64}))?");

    /// The name in its parts; empty when the image is not in ECR.
    public static Optional<EcrImage> of(String uri) {
        var matcher = NAME.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var digest = matcher.group("digest");
        var tag = matcher.group("tag");
        return Optional.of(
                new EcrImage(
                        matcher.group("account"),
                        matcher.group("region"),
                        matcher.group("repository"),
                        digest != null ? null : tag == null ? "latest" : tag,
                        digest));
    }

    /// The repository, as policies name it.
    String arn() {
        return "arn:aws:ecr:" + region + ":" + account + ":repository/" + repository;
    }

    /// `slipway:TAG`.
    @Override
    public String toString() {
        return repository + (digest == null ? ":" + tag : "@" + digest);
    }
}
