package dev.slipway.data;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// A file's bytes as they lie there, counted and summed up while they pass.
final class RawInput extends FilterInputStream {
    private final LongConsumer onRead;
    private final @Nullable String version;

    /// The processor has instructions for both: next to nothing beside parsing. Two of different
    /// make, so that a change that one misses the other sees.
    private final CRC32C checksum = new CRC32C();
    private final CRC32 other = new CRC32();

    private long count;
    private boolean failed;

    /// @param version what the store knows the bytes by; null to sum them up
    RawInput(InputStream in, @Nullable String version, LongConsumer onRead) {
        super(in);
        this.version = version;
        this.onRead = onRead;
    }

    /// Reads what is left, and says what all the bytes together were.
    Fingerprint fingerprint() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        return new Fingerprint(
                version == null
                        ? HexFormat.of().toHexDigits(checksum.getValue() << 32 | other.getValue())
                        : version,
                count);
    }

    /// Whether it was the file itself that could not be read, and not what it holds.
    boolean hasFailed() {
        return failed;
    }

    boolean isEmpty() {
        return count == 0;
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read;
        try {
            read = in.read(buffer, from, length);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        if (read > 0) {
            count += read;
            if (version == null) {
                checksum.update(buffer, from, read);
                other.update(buffer, from, read);
            }
            onRead.accept(count);
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        // What is skipped would be missing from the sum.
        return readNBytes((int) Math.min(bytes, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
