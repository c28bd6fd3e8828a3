package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;

/// Where a rehearsal is kept for later plans.
final class RehearsalRecordOptions implements Overlay {
    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Where the verdict is kept for migrate --plan (REHEARSAL_FILE). Default: .slipway/rehearsal.json; '' keeps none.")
    private @Nullable String file;

    @Override
    public void over(Map<String, String> settings) {
        if (file != null) {
            settings.put("REHEARSAL_FILE", file);
        }
    }
}
