package dev.slipway.doctor;

import dev.slipway.aws.BuildProject;
import dev.slipway.aws.EcrImage;
import dev.slipway.aws.EcrPlatforms;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.util.List;
import java.util.Optional;

/// Whether the image is built for the machine that is to run it: before it is pulled, which would
/// say `no matching manifest`, and before it is started, which would say `exec format error`.
final class ImageCheck implements Check {
    /// What CodeBuild's ordinary machines are.
    private static final String USUAL = "amd64";

    @Override
    public CheckName name() {
        return CheckName.IMAGE;
    }

    @Override
    public Finding run(Facts facts) {
        var named =
                Optional.ofNullable(facts.subjects().image())
                        .or(() -> facts.project().map(BuildProject::imageUri));
        if (named.isEmpty()) {
            return Finding.notApplicable(name(), "none is named (--image)");
        }
        var image = EcrImage.of(named.get());
        if (image.isEmpty()) {
            return Finding.notApplicable(
                    name(),
                    named.get()
                            + " is not in ECR; ask docker buildx imagetools inspect "
                            + named.get());
        }
        var platforms = EcrPlatforms.of(image.get());
        var wanted = facts.project().map(BuildProject::architecture).orElse(USUAL);
        var text =
                image.get()
                        + " is for "
                        + String.join(", ", platforms.stream().map(Object::toString).toList());
        if (platforms.stream()
                .anyMatch(
                        platform ->
                                platform.os().equals("linux")
                                        && platform.architecture().equals(wanted))) {
            return Finding.passed(name(), text);
        }
        var failure =
                new Failure(
                        Kind.REFUSED,
                        text + ", not for linux/" + wanted + "; nothing was done",
                        List.of(),
                        List.of(),
                        List.of(
                                platforms.size() > 1
                                        ? "pulled by a machine of linux/"
                                                + wanted
                                                + " it says: no matching manifest for linux/"
                                                + wanted
                                        : "started by a machine of linux/"
                                                + wanted
                                                + " it says: exec format error, or no matching manifest for linux/"
                                                + wanted),
                        List.of(
                                "docker buildx build --platform linux/"
                                        + wanted
                                        + " -t "
                                        + named.get()
                                        + " --push ."),
                        null);
        // Without a project nobody says what machine it is for.
        return facts.project().isPresent()
                ? Finding.failed(name(), text, failure)
                : Finding.warning(name(), text, failure);
    }
}
