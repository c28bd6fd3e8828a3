package dev.slipway.seed;

import dev.slipway.manifest.SeedDefinition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A seed of either kind: a file or a loader.
sealed interface Seed {
    /// Counts up when the engine would load the same bytes differently; every seed is then loaded
    /// again.
    int ENGINE = 1;

    String name();

    /// The file's name, or `java`.
    String source();

    /// What must be the same for the seed to count as loaded: the engine, all that is said of the
    /// seed, and its bytes.
    String checksum() throws IOException;

    /// A seed that is a file.
    record OfFile(SeedDefinition definition) implements Seed {
        @Override
        public String name() {
            return definition.name();
        }

        @Override
        public String source() {
            return definition.sourceName();
        }

        @Override
        public String checksum() throws IOException {
            var digest = sha256();
            var said =
                    List.of(ENGINE, definition.table(), definition.key(), definition.references());
            digest.update(said.toString().getBytes(StandardCharsets.UTF_8));
            for (var part : ((SeedDefinition.Source.Files) definition.source()).parts()) {
                digest.update(part.file().format().toString().getBytes(StandardCharsets.UTF_8));
                part.file().digest(digest);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /// A seed written in Java.
    ///
    /// @param before the seeds that it comes after, whose changes may change its own rows
    record OfLoader(SeedLoader loader, List<Seed> before) implements Seed {
        @Override
        public String name() {
            return loader.name();
        }

        @Override
        public String source() {
            return "java";
        }

        @Override
        public String checksum() throws IOException {
            var digest = sha256();
            digest.update(
                    (ENGINE + loader.getClass().getName() + loader.version())
                            .getBytes(StandardCharsets.UTF_8));
            for (var seed : before) {
                digest.update(seed.checksum().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
