package dev.slipway.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;

/// Files that appear in a folder all together or not at all: each is written beside its place under
/// a temporary name, and closing removes what was not published.
final class ExportFiles implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final List<Path> madeFolders = new ArrayList<>();
    private final List<Written> files = new ArrayList<>();
    // Not the process's id, which in a container is always the same.
    private final String suffix =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private boolean published;

    private record Written(Path temporary, Path target, boolean isNew) {}

    ExportFiles(Path directory) throws IOException {
        this.directory = directory;
        for (var at = directory.toAbsolutePath(); at != null && !Files.exists(at); ) {
            madeFolders.add(at);
            at = at.getParent();
        }
        Files.createDirectories(directory);
    }

    /// Begins a file.
    OutputStream create(String name, boolean gzip) throws IOException {
        var target = directory.resolve(name);
        var temporary = directory.resolve("." + name + "." + suffix + "~");
        var plain =
                new BufferedOutputStream(
                        Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), BUFFER);
        files.add(new Written(temporary, target, !Files.exists(target)));
        return gzip ? new GZIPOutputStream(plain, BUFFER) : plain;
    }

    /// How large the file that was begun last is by now.
    long size() throws IOException {
        return Files.size(files.getLast().temporary());
    }

    /// Moves every file to its place, over what is there.
    void publish() throws IOException {
        for (var file : files) {
            Files.move(file.temporary(), file.target(), StandardCopyOption.ATOMIC_MOVE);
        }
        published = true;
    }

    @Override
    public void close() throws IOException {
        if (published) {
            return;
        }
        for (var file : files) {
            if (!Files.deleteIfExists(file.temporary()) && file.isNew()) {
                Files.deleteIfExists(file.target());
            }
        }
        for (var folder : madeFolders) {
            Files.deleteIfExists(folder);
        }
    }
}
