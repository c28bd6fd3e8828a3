package dev.slipway.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
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
    public Fingerprint digest(MessageDigest digest) throws IOException {
        try (var bytes =
                new RawInput(
                        new DigestInputStream(Files.newInputStream(path), digest), null, _ -> {})) {
            return bytes.fingerprint();
        }
    }
}
