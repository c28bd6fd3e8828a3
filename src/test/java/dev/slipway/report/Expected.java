package dev.slipway.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What reports of a rehearsal are to say, word for word.
final class Expected {
    private Expected() {}

    static String text(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/rehearsal", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
