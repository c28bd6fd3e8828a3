package dev.slipway.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// One pass over a file's text: unpacked, and in UTF-8.
public final class FileInput extends FilterInputStream {
    private final RawInput raw;

    FileInput(InputStream text, RawInput raw) {
        super(text);
        this.raw = raw;
    }

    /// Ends the pass: reads what is left of the bytes, and says what they were. It equals what
    /// {@link DataFile#fingerprint} gave unless the file changed in between.
    public Fingerprint fingerprint() throws IOException {
        return raw.fingerprint();
    }

    /// Whether it was the file itself that could not be read, and not what it holds.
    boolean hasFailed() {
        return raw.hasFailed();
    }
}
