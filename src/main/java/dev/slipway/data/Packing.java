package dev.slipway.data;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// How a file is compressed, told by the last ending of its name in any letter case.
public enum Packing {
    PLAIN(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private static final int BUFFER = 1 << 16;

    private final String ending;

    Packing(String ending) {
        this.ending = ending;
    }

    /// What a file's name says.
    public static Packing of(String fileName) {
        var lowerCase = fileName.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(packing -> packing != PLAIN && lowerCase.endsWith(packing.ending))
                .findFirst()
                .orElse(PLAIN);
    }

    /// The ending that names it; empty for none.
    public String ending() {
        return ending;
    }

    /// The unpacked bytes; a damaged file is a {@link MalformedFileException} when it is read.
    InputStream unpack(RawInput raw) {
        return this == PLAIN ? raw : new Unpacked(this, raw);
    }

    private InputStream open(RawInput raw) throws IOException {
        return switch (this) {
            case PLAIN -> raw;
            case GZIP -> new GZIPInputStream(raw, BUFFER);
            case ZSTD -> new ZstdInputStream(raw);
        };
    }

    private static final class Unpacked extends InputStream {
        private final Packing packing;
        private final RawInput raw;
        private @Nullable InputStream unpacker;

        Unpacked(Packing packing, RawInput raw) {
            this.packing = packing;
            this.raw = raw;
        }

        @Override
        public int read() throws IOException {
            var single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            try {
                // Opened here, since gzip reads its header at once: damage there is damage as well.
                if (unpacker == null) {
                    unpacker = packing.open(raw);
                }
                var read = unpacker.read(buffer, from, length);
                if (read < 0 && raw.isEmpty()) {
                    throw new EOFException("it is empty");
                }
                return read;
            } catch (IOException e) {
                if (raw.hasFailed()) {
                    throw e;
                }
                throw damaged(e);
            } catch (MalformedInputException | IndexOutOfBoundsException e) {
                throw damaged(e);
            } catch (OutOfMemoryError e) {
                // One array of the size that the file itself asks for: without it all is as before.
                throw new MalformedFileException(
                        0,
                        "to unpack the compressed file takes more memory than there is; compress it again with a smaller window (zstd without --long and --ultra)",
                        null);
            }
        }

        private static MalformedFileException damaged(Exception e) {
            // The libraries' own words may be none.
            var words = e.getMessage() == null ? "it ends too early" : e.getMessage();
            return new MalformedFileException(0, "the compressed file is damaged: " + words, e);
        }

        @Override
        public void close() throws IOException {
            // The unpacker holds memory of its own, beside the file that lies under it.
            if (unpacker != null) {
                unpacker.close();
            }
            raw.close();
        }
    }
}
