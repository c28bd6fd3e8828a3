package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Where the database is and who connects. Its `toString` is safe to print.
///
/// @param host host name or address literal, IPv6 without brackets
/// @param port 1 to 65535
/// @param password null when none is given (peer, trust or certificate login)
/// @param parameters driver properties under the driver's names (`sslmode`, `sslrootcert`, …)
/// @param connectTimeout how long one attempt to connect may take
public record ConnectionSettings(
        String host,
        int port,
        String database,
        String user,
        @Nullable Secret password,
        Map<String, String> parameters,
        Duration connectTimeout) {
    public ConnectionSettings {
        parameters = Map.copyOf(parameters);
    }

    /// The same for another database of the server.
    public ConnectionSettings withDatabase(String newDatabase) {
        return new ConnectionSettings(
                host, port, newDatabase, user, password, parameters, connectTimeout);
    }

    /// The same as another user.
    public ConnectionSettings as(String newUser, @Nullable Secret newPassword) {
        return new ConnectionSettings(
                host, port, database, newUser, newPassword, parameters, connectTimeout);
    }

    /// The same with this password.
    ConnectionSettings with(@Nullable Secret newPassword) {
        return new ConnectionSettings(
                host, port, database, user, newPassword, parameters, connectTimeout);
    }

    /// `host:port`, as error messages name the server.
    public String server() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /// The same with one more driver property.
    ConnectionSettings with(String property, String value) {
        var more = new HashMap<>(parameters);
        more.put(property, value);
        return new ConnectionSettings(host, port, database, user, password, more, connectTimeout);
    }

    /// The URL with its password left out: `postgresql://app:***@host:5432/db`.
    @Override
    public String toString() {
        return "postgresql://"
                + user
                + (password == null ? "" : ":***")
                + "@"
                + server()
                + "/"
                + database;
    }
}
