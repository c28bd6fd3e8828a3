package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;

/// Where a rehearsal takes place.
final class RehearsalServerOptions implements Overlay {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "Rehearse on this server, in a database that is dropped again (REHEARSAL_SERVER). Otherwise on an embedded one.")
    private @Nullable String server;

    @Override
    public void over(Map<String, String> settings) {
        if (server != null) {
            ConnectionOptions.rejectPassword(
                    "--server", server, "put the URL into REHEARSAL_SERVER");
            settings.put("REHEARSAL_SERVER", server);
        }
    }
}
