package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where the database is and who connects. Its `toString` is safe to print.
///
/// @param host host name or address literal, IPv6 without brackets
/// @param port 1 to 65535
/// @param password null when none is given (peer, trust or certificate login)
/// @param parameters driver properties under the driver's names (`sslmode`, `sslrootcert`, …)
/// @param role whose rights every session takes with `SET ROLE`, or null for the user's own
/// @param connectTimeout how long connecting may take in all, however many attempts that needs
/// @param origin where the password comes from; with tokens, `password` is null until one is made
public record ConnectionSettings(
        String host,
        int port,
        String database,
        String user,
        @Nullable Secret password,
        Map<String, String> parameters,
        @Nullable String role,
        Duration connectTimeout,
        PasswordOrigin origin) {
    public ConnectionSettings {
        parameters = Map.copyOf(parameters);
    }

    /// Those whose password, if there is one, is in the environment.
    public ConnectionSettings(
            String host,
            int port,
            String database,
            String user,
            @Nullable Secret password,
            Map<String, String> parameters,
            @Nullable String role,
            Duration connectTimeout) {
        this(
                host,
                port,
                database,
                user,
                password,
                parameters,
                role,
                connectTimeout,
                new PasswordOrigin.Environment());
    }

    /// The same for another database of the server.
    public ConnectionSettings withDatabase(String newDatabase) {
        return new ConnectionSettings(
                host, port, newDatabase, user, password, parameters, role, connectTimeout, origin);
    }

    /// The same for this user.
    public ConnectionSettings with(Credentials newCredentials) {
        return new ConnectionSettings(
                host,
                port,
                database,
                newCredentials.user(),
                newCredentials.password(),
                parameters,
                role,
                connectTimeout,
                origin);
    }

    /// The same with this password.
    public ConnectionSettings with(@Nullable Secret newPassword) {
        return with(new Credentials(user, newPassword));
    }

    /// The same with a password from there.
    ConnectionSettings with(PasswordOrigin newOrigin) {
        return new ConnectionSettings(
                host, port, database, user, password, parameters, role, connectTimeout, newOrigin);
    }

    /// How the connection is protected: as the settings say, or as is usual for such a host.
    public SslMode sslMode() {
        return Optional.ofNullable(parameters.get("sslmode"))
                .flatMap(SslMode::named)
                .orElseGet(() -> SslMode.usual(HostScope.of(host)));
    }

    /// `host:port`, as error messages name the server.
    public String server() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /// The same with one more driver property.
    public ConnectionSettings with(String property, String value) {
        var more = new HashMap<>(parameters);
        more.put(property, value);
        return with(more);
    }

    /// The same with these driver properties in place of all others.
    public ConnectionSettings with(Map<String, String> newParameters) {
        return new ConnectionSettings(
                host, port, database, user, password, newParameters, role, connectTimeout, origin);
    }

    /// The same with this role.
    ConnectionSettings withRole(@Nullable String newRole) {
        return new ConnectionSettings(
                host, port, database, user, password, parameters, newRole, connectTimeout, origin);
    }

    /// The same, and this long to connect.
    public ConnectionSettings withConnectTimeout(Duration newTimeout) {
        return new ConnectionSettings(
                host, port, database, user, password, parameters, role, newTimeout, origin);
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
