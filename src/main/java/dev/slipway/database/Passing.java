package dev.slipway.database;

import dev.slipway.failure.Failure;

import java.io.Serial;

/// An attempt to connect failed by something that can pass: what to say if it does not.
final class Passing extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Failure failure;

    Passing(Failure failure, Throwable cause) {
        super(failure.what(), cause);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
