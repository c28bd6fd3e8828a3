package dev.slipway.data;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Serial;

/// The bytes of a file are not what they should be, and none after them can be read.
final class MalformedFileException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final long line;

    /// @param line 1-based, or 0 when it cannot be told
    MalformedFileException(long line, String message, @Nullable Exception cause) {
        super(message, cause);
        this.line = line;
    }

    long line() {
        return line;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
