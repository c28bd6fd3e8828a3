package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;

/// Whether to compare the schema with a fresh build, and where that is made.
final class DriftOptions implements Overlay {
    @Option(
            names = "--drift",
            description =
                    "Also say what exists that no migration made, what is missing and what differs. Builds the applied migrations anew on a throwaway server, which takes seconds; without this only their checksums are compared.")
    private boolean drift;

    @Option(
            names = "--against-server",
            paramLabel = "URL",
            description =
                    "Build on this server, in a database that is dropped again; implies --drift (DRIFT_SERVER). Otherwise on an embedded one.")
    private @Nullable String server;

    boolean isAskedFor() {
        return drift || server != null;
    }

    @Override
    public void over(Map<String, String> settings) {
        if (server != null) {
            ConnectionOptions.rejectPassword(
                    "--against-server", server, "put the URL into DRIFT_SERVER");
            settings.put("DRIFT_SERVER", server);
        }
    }
}
