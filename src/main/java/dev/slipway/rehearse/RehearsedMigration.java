package dev.slipway.rehearse;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What one migration did.
///
/// @param version null for a repeatable one
/// @param script as the history calls it
/// @param file where it is
/// @param text all of the script, as it stands
/// @param transactional whether its statements share one transaction
/// @param from when it began, since the first one did
/// @param statements in their order; those behind a statement that failed are missing
public record RehearsedMigration(
        @Nullable String version,
        String description,
        String script,
        Path file,
        String text,
        boolean transactional,
        Duration from,
        Duration elapsed,
        List<RehearsedStatement> statements) {
    public RehearsedMigration {
        statements = List.copyOf(statements);
    }
}
