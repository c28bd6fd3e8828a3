package dev.slipway.database;

import dev.slipway.settings.ConnectionSettings;

/// What every session of a run asks of the server as it starts.
final class SessionOptions {
    /// The server looks every two seconds whether we still live, even while it executes: after a
    /// kill -9 of this process its backend, and the locks that it holds, are gone within seconds.
    /// When the machine or the network goes without a word, nobody answers its probes, and the
    /// backend is gone after a minute instead of two hours. {@link LivelySockets} is our half of
    /// it.
    private static final String OURS =
            "-c client_connection_check_interval=2s -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=60s";

    private SessionOptions() {}

    /// The start-up message's `options`. What the URL asks for comes last, and so wins.
    static String of(ConnectionSettings settings) {
        var options = new StringBuilder(OURS);
        if (settings.role() != null) {
            options.append(" -c role=").append(settings.role().replaceAll("([\\\\\\s])", "\\\\$1"));
        }
        var given = settings.parameters().get("options");
        if (given != null) {
            options.append(' ').append(given);
        }
        return options.toString();
    }
}
