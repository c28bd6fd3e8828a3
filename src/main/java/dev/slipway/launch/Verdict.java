package dev.slipway.launch;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the ending of a remote run means to whoever started it.
public final class Verdict {
    /// A hint on what a platform's words mean, for the person on call.
    ///
    /// @param sign what stands in the platform's reasons or in the run's last failure
    private record Hint(Pattern sign, String fix) {
        static Hint of(String sign, String fix) {
            return new Hint(Pattern.compile(sign, Pattern.CASE_INSENSITIVE), fix);
        }
    }

    private static final List<Hint> HINTS =
            List.of(
                    Hint.of(
                            "exec format error|no matching manifest|does not match the platform",
                            "the image is for another architecture: docker buildx build --platform linux/amd64 -t IMAGE_URI --push ."),
                    Hint.of(
                            "CannotPullContainer|pull access denied|not found: manifest unknown",
                            "check that the tag was pushed, that the execution role may read the repository, and that the subnets have a way to ECR and S3"),
                    Hint.of(
                            "ResourceInitializationError",
                            "check that the execution role may read the secret (and decrypt its key), and that the subnets have a way to Secrets Manager"),
                    Hint.of(
                            "OutOfMemory|exit status 137",
                            "it was killed, most likely for its memory: give the task or the project more"),
                    Hint.of(
                            "not authorized|AccessDenied",
                            "give the project's or the task's role the right that is named"));

    /// An exit status that Slipway gives for its own reasons. A 1 may be anybody's, and 130 is said
    /// of a run that somebody stopped.
    private static final Set<Kind> OWN =
            EnumSet.complementOf(EnumSet.of(Kind.DEFECT, Kind.INTERRUPTED, Kind.REMOTE));

    private Verdict() {}

    /// The failure with which following a run ends: the run's own wherever it had one; the
    /// platform's, exit 11, where the run could not do its work.
    ///
    /// @param own the failure that the run told, or null when it told none
    public static Optional<Failure> of(Outcome outcome, @Nullable Failure own) {
        return switch (outcome.ending()) {
            case SUCCEEDED -> Optional.ofNullable(own);
            case STOPPED, TIMED_OUT -> Optional.of(ended(outcome, own));
            case FAILED -> Optional.of(own != null ? own : failed(outcome));
        };
    }

    private static Failure ended(Outcome outcome, @Nullable Failure own) {
        var failure =
                Failure.of(
                        Kind.REMOTE,
                        outcome.name() + " " + outcome.ending().words(),
                        why(outcome),
                        "slipway status says where the database stands; start again, what is done is not done twice");
        return own == null ? failure : failure.withWhy("the run itself says: " + own.what());
    }

    private static Failure failed(Outcome outcome) {
        var logged = LastError.failure(outcome.lastError());
        var status = outcome.exitStatus();
        // An error that was passed over on the way says nothing of the end.
        if (logged.isPresent()
                && (status == null || logged.get().kind().exitCode().number() == status)) {
            return logged.get();
        }
        var kind = kind(status);
        var failure =
                Failure.of(
                        kind,
                        outcome.name()
                                + " failed"
                                + (status == null ? "" : " with exit status " + status),
                        why(outcome),
                        hint(outcome)
                                .orElse(
                                        "see its log above, or on the platform; slipway doctor looks for what can stop a run"));
        return status == null && kind == Kind.REMOTE
                ? failure.withWhy("there is no exit status, so it did not run to its end")
                : failure;
    }

    private static Kind kind(@Nullable Integer status) {
        return Arrays.stream(Kind.values())
                .filter(OWN::contains)
                .filter(kind -> status != null && kind.exitCode().number() == status)
                .findFirst()
                .orElse(Kind.REMOTE);
    }

    private static String why(Outcome outcome) {
        return outcome.reasons().isEmpty()
                ? outcome.platform() + " says " + outcome.status() + ", and no more"
                : outcome.platform()
                        + " says: "
                        // Some are quotations of several lines.
                        + String.join("; ", outcome.reasons()).replaceAll("\\s+", " ");
    }

    private static Optional<String> hint(Outcome outcome) {
        var text =
                String.join("\n", outcome.reasons())
                        + "\n"
                        + String.join("\n", outcome.lastError())
                        + "\nexit status "
                        + outcome.exitStatus();
        return HINTS.stream()
                .filter(hint -> hint.sign().matcher(text).find())
                .map(Hint::fix)
                .findFirst();
    }
}
