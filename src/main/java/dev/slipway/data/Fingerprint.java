package dev.slipway.data;

/// Tells whether a file's bytes are the same in two passes over it: cheap, and no protection
/// against somebody who wants it to be fooled.
///
/// @param version a checksum of the bytes, or the version that the store knows them by
/// @param length in bytes, as they lie there
public record Fingerprint(String version, long length) {
    /// Of rows that come from no file.
    public static final Fingerprint NO_FILE = new Fingerprint("", 0);
}
