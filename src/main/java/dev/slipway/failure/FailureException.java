package dev.slipway.failure;

import org.jspecify.annotations.Nullable;

import java.io.Serial;

/// Carries a {@link Failure} to the command that reports it. Anything else that reaches a command
/// is a defect in Slipway.
public final class FailureException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Failure failure;

    FailureException(Failure failure, @Nullable Throwable cause) {
        super(failure.what(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
