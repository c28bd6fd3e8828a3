package dev.slipway.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// A seed's file: where it lies, how it is packed, how its rows are written. To make one touches
/// neither the disk nor the network.
///
/// @param name as messages name it
public record DataFile(String name, Location location, DataFormat format, Packing packing) {
    /// A file of the seeds folder.
    ///
    /// @param relative its path within the folder; its ending says how it is packed
    /// @throws IllegalArgumentException when the path leads out of the folder; its message is for
    ///     the user
    public static DataFile inFolder(Path directory, String relative, DataFormat format) {
        var root = directory.toAbsolutePath().normalize();
        var path = root.resolve(relative).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException(relative + " is outside the seeds folder");
        }
        return new DataFile(
                relative,
                new FolderFile(directory.resolve(relative)),
                format,
                Packing.of(relative));
    }

    /// An object in S3, reached with the credentials and the region that AWS's own tools would use.
    ///
    /// @param uri `s3://bucket/key`, the key as it is, without escapes; its ending says how it is
    ///     packed
    /// @throws IllegalArgumentException when the URI names no object; its message is for the user
    public static DataFile inS3(String uri, DataFormat format) {
        return new DataFile(uri, S3Object.of(uri), format, Packing.of(uri));
    }

    /// In bytes, packed as they are.
    ///
    /// @throws dev.slipway.failure.FailureException when S3 has no such object or refuses it; so do
    ///     the other methods
    public long size() throws IOException {
        return location.size();
    }

    /// The text, unpacked and in UTF-8. Text that is UTF-8 already is handed over as it is, faults
    /// included.
    ///
    /// @param onRead hears how many bytes of the file, packed as they are, have been read so far
    public FileInput open(LongConsumer onRead) throws IOException {
        var raw = location.open(onRead);
        var unpacked = packing.unpack(raw);
        var isUtf8 = format.encoding().equals(StandardCharsets.UTF_8);
        return new FileInput(
                isUtf8 ? unpacked : new TranscodedInput(unpacked, format.encoding()), raw);
    }

    /// What the file is now: a folder's file is read once, of an object the version that S3 knows
    /// it by is taken. A later pass over the file must have the same {@link FileInput#fingerprint},
    /// or it was changed in between.
    public Fingerprint fingerprint() throws IOException {
        return location.fingerprint();
    }
}
