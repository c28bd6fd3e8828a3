package dev.slipway.launch;

import dev.slipway.aws.AwsAccess;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.image.ImagePlatforms;
import dev.slipway.progress.Progress;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What a start has to see to, whatever it starts on.
record Preparation(AwsAccess access, Progress progress, Interruptions interruptions) {
    /// An answer can get lost; the token makes asking again safe for as long as AWS remembers it.
    private static final int TRIES = 4;

    /// Whether the image is there, and runs on such a machine.
    ///
    /// @param architecture `amd64` or `arm64`
    /// @throws FailureException when it is not there (exit 3) or is for another one (exit 5)
    void checkImage(String image, String architecture) {
        var found = ImagePlatforms.of(image, access);
        if (found.isEmpty()) {
            progress.warn(
                    "whether "
                            + image
                            + " is for linux/"
                            + architecture
                            + " could not be looked up: it is not in ECR, and docker is missing or not logged in to its registry");
            return;
        }
        if (!found.get().runsOn(architecture)) {
            throw found.get().refusal(architecture).exception();
        }
    }

    /// Another run is under way.
    ///
    /// @param why who runs, and what
    static FailureException busy(String name, String why) {
        return Failure.of(
                        Kind.LOCKED,
                        name + " is busy; nothing was started",
                        why,
                        "watch it with slipway follow and its id, and start again when it has ended")
                .exception();
    }

    /// What is asked of a run, and since when it is under way.
    static String words(Set<Mode> modes, @Nullable Instant start) {
        var asked =
                modes.isEmpty()
                        ? ""
                        : " with "
                                + modes.stream()
                                        .sorted()
                                        .map(Mode::flag)
                                        .collect(Collectors.joining(", "));
        return start == null
                ? asked
                : asked
                        + ", for "
                        + Math.max(0, Duration.between(start, Instant.now()).toSeconds())
                        + " s by now";
    }

    /// Starts with the same token until there is an answer: neither a lost answer nor a busy AWS
    /// starts anything twice.
    <T> T insist(Supplier<T> start) {
        var backoff = new Backoff();
        for (var tries = 1; ; tries++) {
            try {
                return start.get();
            } catch (FailureException e) {
                if (e.failure().kind() != Kind.UNREACHABLE) {
                    throw e;
                }
                backoff.trouble();
                if (tries == TRIES || interruptions.await(backoff.pause())) {
                    throw e.failure()
                            .withWhat(
                                    e.failure().what()
                                            + ", as far as is known: no answer came to "
                                            + tries
                                            + (tries == 1 ? " try" : " tries"))
                            .withWhy(
                                    "one of them may have arrived all the same; look at the console before you start again")
                            .exception(e);
                }
                progress.note(
                        "no answer to the start: "
                                + e.failure().why().getFirst()
                                + "; asking again, which starts nothing twice");
            }
        }
    }
}
