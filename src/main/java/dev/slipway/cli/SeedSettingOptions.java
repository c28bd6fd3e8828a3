package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;

/// How seeds are loaded, where the environment can say it too.
final class SeedSettingOptions implements Overlay {
    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "The environment whose overlay is loaded (SEED_ENV).")
    private @Nullable String environment;

    @Option(
            names = "--commit-per",
            paramLabel = "run|seed",
            description =
                    "Commit all seeds together, or each by itself; all together by default (SEED_COMMIT_PER).")
    private @Nullable String commitPer;

    @Option(
            names = "--rejects",
            paramLabel = "DIR",
            description =
                    "Write the bad rows of each file there, with the reason (SEED_REJECTS_DIR); to REPORT_DIR by default.")
    private @Nullable Path rejects;

    @Override
    public void over(Map<String, String> settings) {
        if (environment != null) {
            settings.put("SEED_ENV", environment);
        }
        if (commitPer != null) {
            settings.put("SEED_COMMIT_PER", commitPer);
        }
        if (rejects != null) {
            settings.put("SEED_REJECTS_DIR", rejects.toString());
        }
    }
}
