package dev.slipway.migrate;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// A migration that the next run would apply.
///
/// @param version null for a repeatable one
/// @param script the file's path below its location
/// @param path where the file is
/// @param transactional whether a failure takes all of it back
/// @param sql the script's text as it stands, placeholders unreplaced
public record PendingMigration(
        @Nullable String version,
        String description,
        String script,
        Path path,
        boolean transactional,
        String sql) {}
