package dev.slipway.cli;

import picocli.CommandLine.Option;

import java.util.Map;

/// How migrations wait for locks, where the environment can say it too.
final class LimitOptions implements Overlay {
    @Option(
            names = "--wait-for-quiet",
            description =
                    "Begin each migration only when no old transaction is in its way (WAIT_FOR_QUIET).")
    private boolean waitForQuiet;

    @Override
    public void over(Map<String, String> settings) {
        if (waitForQuiet) {
            settings.put("WAIT_FOR_QUIET", "true");
        }
    }
}
