package dev.slipway.watch;

import java.nio.file.Path;

/// A file that is not as it was.
///
/// @param file below the folder under the name by which that was given
public record FileChange(Path file, Kind kind) {
    /// What happened to the file.
    public enum Kind {
        CHANGED,
        ADDED,
        REMOVED
    }
}
