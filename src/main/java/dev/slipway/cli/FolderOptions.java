package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;

/// Where the migrations and seeds are.
final class FolderOptions implements Overlay {
    @Option(
            names = "--migrations",
            paramLabel = "DIR",
            description = "The migrations folder (MIGRATIONS_DIR).")
    private @Nullable Path migrations;

    @Option(names = "--seeds", paramLabel = "DIR", description = "The seeds folder (SEEDS_DIR).")
    private @Nullable Path seeds;

    @Option(
            names = "--strict",
            description =
                    "A file that looks like a migration but would be skipped is an error (MIGRATIONS_STRICT).")
    private boolean strict;

    @Override
    public void over(Map<String, String> settings) {
        if (migrations != null) {
            settings.put("MIGRATIONS_DIR", migrations.toString());
        }
        if (seeds != null) {
            settings.put("SEEDS_DIR", seeds.toString());
        }
        if (strict) {
            settings.put("MIGRATIONS_STRICT", "true");
        }
    }
}
