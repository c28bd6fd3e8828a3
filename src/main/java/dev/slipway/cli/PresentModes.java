package dev.slipway.cli;

import dev.slipway.settings.Mode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What there is to do where nobody says it.
final class PresentModes {
    private PresentModes() {}

    /// Migrations, and seeds where there are any. A project may have none; a folder that was named
    /// is meant to be there.
    static Set<Mode> in(Map<String, String> settings) {
        return settings.containsKey("SEEDS_DIR") || hasFiles(Path.of("seeds"))
                ? EnumSet.of(Mode.MIGRATIONS, Mode.SEED)
                : EnumSet.of(Mode.MIGRATIONS);
    }

    private static boolean hasFiles(Path directory) {
        try (var files = Files.list(directory)) {
            return files.anyMatch(Files::isRegularFile);
        } catch (IOException absent) {
            return false;
        }
    }
}
