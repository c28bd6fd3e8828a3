package dev.slipway.image;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.EcrImage;
import dev.slipway.aws.EcrPlatforms;
import dev.slipway.aws.Platform;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import java.util.List;
import java.util.Optional;

/// The platforms that an image is built for, read from its manifest before anything is pulled or
/// started.
///
/// @param image as it is named
/// @param platforms in the manifest's order
public record ImagePlatforms(String image, List<Platform> platforms) {
    public ImagePlatforms {
        platforms = List.copyOf(platforms);
    }

    /// Looks the image up: in ECR itself, elsewhere with docker, which has the logins.
    ///
    /// @return empty when nobody here can tell: the image is not in ECR, and docker is missing or
    ///     may not look
    /// @throws FailureException when there is no such image (exit 3), when ECR cannot be reached
    ///     (exit 4) or refuses (exit 5)
    public static Optional<ImagePlatforms> of(String image, AwsAccess access) {
        return EcrImage.of(image)
                .map(inEcr -> EcrPlatforms.of(inEcr, access))
                .or(() -> DockerManifest.platforms(image))
                .map(platforms -> new ImagePlatforms(image, platforms));
    }

    /// Whether it runs on Linux on this architecture.
    public boolean runsOn(String architecture) {
        return platforms.stream()
                .anyMatch(
                        platform ->
                                platform.os().equals("linux")
                                        && platform.architecture().equals(architecture));
    }

    /// Why a machine of this architecture cannot run it, and the line that mends it.
    public Failure refusal(String architecture) {
        var machine = "linux/" + architecture;
        return Failure.of(
                Kind.REFUSED,
                this + ", not for " + machine + "; nothing was done",
                platforms.size() > 1
                        ? "pulled by a machine of "
                                + machine
                                + " it says: no matching manifest for "
                                + machine
                        : "started by a machine of "
                                + machine
                                + " it says: exec format error, or no matching manifest for "
                                + machine,
                "docker buildx build --platform " + machine + " -t " + image + " --push .");
    }

    /// `slipway:TAG is for linux/arm64`.
    @Override
    public String toString() {
        return EcrImage.of(image).map(EcrImage::toString).orElse(image)
                + " is for "
                + String.join(", ", platforms.stream().map(Platform::toString).toList());
    }
}
