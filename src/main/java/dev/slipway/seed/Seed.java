package dev.slipway.seed;

import dev.slipway.data.DataFile;
import dev.slipway.data.Fingerprint;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedDefinition.Part;
import dev.slipway.manifest.SeedDefinition.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/// A seed of either kind: a file or a loader.
sealed interface Seed {
    /// Counts up when the engine would load the same bytes differently; every seed is then loaded
    /// again.
    int ENGINE = 2;

    String name();

    /// The file's name, or `java`.
    String source();

    /// The table as the manifest names it, or null where a seed fills none or several.
    @Nullable String table();

    /// Whether its mode may delete rows.
    default boolean deletes() {
        return false;
    }

    /// What must be the same for the seed to count as loaded: the engine, all that is said of the
    /// seed, and its bytes.
    Checksum checksum() throws IOException;

    /// The same when the files were read already.
    ///
    /// @param read what each file's bytes were; empty for a seed without files
    Checksum checksum(List<Fingerprint> read) throws IOException;

    /// A seed's checksum.
    ///
    /// @param text what the history keeps
    /// @param files what each file's bytes were when it was reckoned
    record Checksum(String text, List<Fingerprint> files) {
        public Checksum {
            files = List.copyOf(files);
        }
    }

    /// A seed that is a file.
    record OfFile(SeedDefinition definition) implements Seed {
        private List<DataFile> files() {
            return switch (definition.source()) {
                case Source.Files(var parts, _) -> parts.stream().map(Part::file).toList();
                case Source.Sql(var scripts, _) -> scripts;
                case Source.Generated _ -> List.of();
            };
        }

        private static String format(DataFile file) {
            return file.format().toString();
        }

        @Override
        public String name() {
            return definition.name();
        }

        @Override
        public String source() {
            return definition.sourceName();
        }

        @Override
        public @Nullable String table() {
            return definition.source() instanceof Source.Sql ? null : definition.table().toString();
        }

        @Override
        public boolean deletes() {
            return definition.mode().deletes();
        }

        @Override
        public Checksum checksum() throws IOException {
            var fingerprints = new ArrayList<Fingerprint>();
            for (var file : files()) {
                fingerprints.add(file.fingerprint());
            }
            return checksum(fingerprints);
        }

        @Override
        public Checksum checksum(List<Fingerprint> read) {
            var digest = sha256();
            // The name and the guards decide nothing about the rows.
            var said =
                    Arrays.asList(
                            ENGINE,
                            definition.table(),
                            definition.mode(),
                            definition.key(),
                            definition.columns(),
                            definition.references(),
                            definition.ignored(),
                            switch (definition.source()) {
                                case Source.Files(var parts, var placeholders) ->
                                        Arrays.asList(
                                                parts.stream()
                                                        .map(
                                                                part ->
                                                                        part.layer()
                                                                                + format(
                                                                                        part
                                                                                                .file()))
                                                        .toList(),
                                                placeholders == null
                                                        ? null
                                                        : new TreeMap<>(placeholders));
                                case Source.Sql(_, var placeholders) -> new TreeMap<>(placeholders);
                                case Source.Generated generated ->
                                        List.of(
                                                generated.rows(),
                                                generated.seed(),
                                                generated.locale(),
                                                generated.columns());
                            });
            digest.update(said.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(read.toString().getBytes(StandardCharsets.UTF_8));
            return new Checksum(HexFormat.of().formatHex(digest.digest()), read);
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
        public @Nullable String table() {
            return null;
        }

        @Override
        public Checksum checksum(List<Fingerprint> read) throws IOException {
            return checksum();
        }

        @Override
        public Checksum checksum() throws IOException {
            var digest = sha256();
            digest.update(
                    (ENGINE + loader.getClass().getName() + loader.version())
                            .getBytes(StandardCharsets.UTF_8));
            for (var seed : before) {
                digest.update(seed.checksum().text().getBytes(StandardCharsets.UTF_8));
            }
            return new Checksum(HexFormat.of().formatHex(digest.digest()), List.of());
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
