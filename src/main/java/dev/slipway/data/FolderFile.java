package dev.slipway.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// A file on the disk.
public record FolderFile(Path path) implements Location {
    @Override
    public long size() throws IOException {
        return Files.size(path);
    }

    @Override
    public RawInput open(LongConsumer onRead) throws IOException {
        return new RawInput(Files.newInputStream(path), null, onRead);
    }

    @Override
    public Fingerprint fingerprint() throws IOException {
        try (var bytes = open(_ -> {})) {
            return bytes.fingerprint();
        }
    }
}
