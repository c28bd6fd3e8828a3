package dev.slipway.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/// A seed's file: its size, its bytes, and its text behind the compression.
///
/// @param name as messages name it
public record DataFile(String name, Path path, Format format) {
    private static final int BUFFER = 1 << 16;

    public long size() throws IOException {
        return Files.size(path);
    }

    /// The text, unpacked.
    ///
    /// @param onRead hears how many bytes of the file have been read so far
    public InputStream open(LongConsumer onRead) throws IOException {
        var counted = new Counted(Files.newInputStream(path), onRead);
        return path.toString().endsWith(Format.GZIP)
                ? new GZIPInputStream(counted, BUFFER)
                : counted;
    }

    /// What a broken compression is called; the library's own words may be none.
    public static String damaged(IOException e) {
        return "the compressed file is damaged: "
                + Objects.requireNonNullElse(e.getMessage(), "it ends too early");
    }

    /// Adds the bytes, as they lie on the disk, to a digest.
    public void digest(MessageDigest digest) throws IOException {
        try (var bytes = new DigestInputStream(Files.newInputStream(path), digest)) {
            bytes.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private static final class Counted extends FilterInputStream {
        private final LongConsumer onRead;
        private long count;

        Counted(InputStream in, LongConsumer onRead) {
            super(in);
            this.onRead = onRead;
        }

        @Override
        public int read() throws IOException {
            var single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            var read = super.read(buffer, from, length);
            if (read > 0) {
                count += read;
                onRead.accept(count);
            }
            return read;
        }
    }
}
