package dev.slipway.cli;

import picocli.CommandLine.Option;

import java.util.Map;

/// Whether a snapshot is taken before the first pending migration.
final class SnapshotOptions implements Overlay {
    @Option(
            names = "--snapshot",
            description =
                    "Before the first pending migration, take and await a snapshot of the RDS instance or Aurora cluster (SNAPSHOT).")
    private boolean snapshot;

    @Override
    public void over(Map<String, String> settings) {
        if (snapshot) {
            settings.put("SNAPSHOT", "true");
        }
    }
}
