package dev.slipway.migrate;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// A script in a migrations folder.
///
/// @param path where it is
/// @param script its path below its location, with forward slashes: what the history calls it
/// @param version as the name writes it, or null for a repeatable one
/// @param description the name's words, blanks between them
record MigrationFile(Path path, String script, @Nullable String version, String description)
        implements Comparable<MigrationFile> {
    /// Versioned ones by version, then repeatable ones by description: the order of applying.
    @Override
    public int compareTo(MigrationFile other) {
        if (version == null || other.version == null) {
            var order = Boolean.compare(repeatable(), other.repeatable());
            return order == 0 ? description.compareTo(other.description) : order;
        }
        return Version.of(version).compareTo(Version.of(other.version));
    }

    boolean repeatable() {
        return version == null;
    }

    /// Its name in messages: the file name alone.
    String name() {
        return path.getFileName().toString();
    }

    String read(Charset encoding) throws IOException {
        var text = Files.readString(path, encoding);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// Flyway's checksum: CRC32 over the lines, without their ends and without a byte order mark.
    int checksum(Charset encoding) throws IOException {
        var crc = new CRC32();
        try (BufferedReader reader = Files.newBufferedReader(path, encoding)) {
            var line = reader.readLine();
            if (line != null && line.startsWith("\uFEFF")) {
                line = line.substring(1);
            }
            for (; line != null; line = reader.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) crc.getValue();
    }
}
