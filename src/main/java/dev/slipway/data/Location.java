package dev.slipway.data;

import java.io.IOException;
import java.util.function.LongConsumer;

/// Where a file's bytes lie.
public sealed interface Location permits FolderFile, S3Object {
    /// In bytes, as they lie there.
    long size() throws IOException;

    /// A pass over the bytes.
    RawInput open(LongConsumer onRead) throws IOException;

    /// What the bytes are now.
    Fingerprint fingerprint() throws IOException;
}
