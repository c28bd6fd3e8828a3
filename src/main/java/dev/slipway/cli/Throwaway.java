package dev.slipway.cli;

import dev.slipway.embedded.EmbeddedServer;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.scratch.ScratchServer;
import dev.slipway.settings.ConnectionSettings;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/// A server to try something on: the one that was named, or else an embedded one, which ends with
/// it.
final class Throwaway implements AutoCloseable {
    private final ScratchServer server;
    private final @Nullable EmbeddedServer embedded;

    private Throwaway(ScratchServer server, @Nullable EmbeddedServer embedded) {
        this.server = server;
        this.embedded = embedded;
    }

    /// @param named by a setting
    /// @param major the version of an embedded one
    /// @param command that needs it, as messages name it
    /// @param names how one is named
    static Throwaway of(
            Console console,
            Optional<ConnectionSettings> named,
            int major,
            String command,
            String names) {
        if (named.isPresent()) {
            return new Throwaway(new ScratchServer(named.get(), false), null);
        }
        if (!EmbeddedServer.isAvailable()) {
            throw Failure.of(
                            Kind.USAGE,
                            command + " needs a throwaway server; nothing was done",
                            "this image is built without an embedded PostgreSQL",
                            "name a server on which a database can be made and dropped: " + names)
                    .exception();
        }
        var embedded = EmbeddedServer.start(0, major);
        var connection =
                console.reader(Map.of("DRIFT_SERVER", embedded.url("postgres")))
                        .scratchServer("DRIFT_SERVER")
                        .orElseThrow();
        return new Throwaway(new ScratchServer(connection, true), embedded);
    }

    ScratchServer server() {
        return server;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
