package dev.slipway.doctor;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.BuildProject;
import dev.slipway.image.ImagePlatforms;

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
        var found = ImagePlatforms.of(named.get(), AwsAccess.DEFAULT);
        if (found.isEmpty()) {
            return Finding.notApplicable(
                    name(),
                    named.get()
                            + " is not in ECR, and docker could not look; ask docker buildx imagetools inspect "
                            + named.get());
        }
        var image = found.get();
        var wanted = facts.project().map(BuildProject::architecture).orElse(USUAL);
        if (image.runsOn(wanted)) {
            return Finding.passed(name(), image.toString());
        }
        // Without a project nobody says what machine it is for.
        return facts.project().isPresent()
                ? Finding.failed(name(), image.toString(), image.refusal(wanted))
                : Finding.warning(name(), image.toString(), image.refusal(wanted));
    }
}
