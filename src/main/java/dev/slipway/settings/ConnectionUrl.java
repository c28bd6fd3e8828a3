package dev.slipway.settings;

import dev.slipway.failure.NearestName;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a database URL in its three spellings, `postgresql://`, `postgres://` and
/// `jdbc:postgresql://`, with a password that is percent-encoded or, as secrets managers generate
/// them, is not.
///
/// A password is percent-decoded when it is valid percent-encoding; one with a character that an
/// encoder would have encoded (`@ / # ?` or a space), or a `%` that begins no code, is taken as it
/// stands.
final class ConnectionUrl {
    private static final Pattern SCHEME =
            Pattern.compile(
                    "(?<scheme>jdbc:postgresql|postgresql|postgres)://(?<rest>.*)", Pattern.DOTALL);
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?<host>\\[[0-9A-Fa-f:.%]+]|[^:/?#\\[\\]@,]*)(:(?<port>[^/?#@]*))?(/(?<database>[^?#@]*))?(\\?(?<query>(PARAMETER)?(&(PARAMETER)?)*))?"
                            .replace("PARAMETER", "[A-Za-z_.]+(=[^&]*)?"),
                    Pattern.DOTALL);
    private static final Pattern CREDENTIALS_WRITTEN =
            Pattern.compile("://[^:/@]*:(?<password>.+)@", Pattern.DOTALL);
    private static final Pattern ENCODED =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*");

    /// URL parameter to driver property.
    private static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("sslmode", "sslmode"),
                    Map.entry("ssl", "ssl"),
                    Map.entry("sslrootcert", "sslrootcert"),
                    Map.entry("sslcert", "sslcert"),
                    Map.entry("sslkey", "sslkey"),
                    Map.entry("sslpassword", "sslpassword"),
                    Map.entry("options", "options"),
                    Map.entry("gssencmode", "gssEncMode"),
                    Map.entry("gssEncMode", "gssEncMode"),
                    Map.entry("channel_binding", "channelBinding"),
                    Map.entry("channelBinding", "channelBinding"),
                    Map.entry("currentSchema", "currentSchema"),
                    Map.entry("socketTimeout", "socketTimeout"),
                    Map.entry("prepareThreshold", "prepareThreshold"));

    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    private final String setting;
    private final List<String> problems;
    private final List<String> warnings;

    ConnectionUrl(String setting, List<String> problems, List<String> warnings) {
        this.setting = setting;
        this.problems = problems;
        this.warnings = warnings;
    }

    /// The connection that the text describes; empty when it has problems, which are then in the
    /// list. No message quotes a part that could hold the password.
    Optional<ConnectionSettings> parse(String text, Duration connectTimeout) {
        var known = problems.size();
        var scheme = SCHEME.matcher(text.strip());
        if (!scheme.matches()) {
            problems.add(setting + ": " + wrongScheme(text.strip()));
            return Optional.empty();
        }
        var rest = scheme.group("rest");
        var at = endOfCredentials(rest);
        var address = ADDRESS.matcher(rest.substring(at + 1));
        if (!address.matches()) {
            problems.add(
                    setting + ": what follows the user and password is not host:port/database");
            return Optional.empty();
        }
        var query = query(address.group("query"));
        var credentials = at < 0 ? "" : rest.substring(0, at);
        var colon = credentials.indexOf(':');
        var user = colon < 0 ? credentials : credentials.substring(0, colon);
        var password = colon < 0 ? null : decodePassword(credentials.substring(colon + 1));

        var settings =
                new ConnectionSettings(
                        host(address),
                        port(address.group("port")),
                        database(address.group("database")),
                        user(user.isEmpty() ? query.getOrDefault("user", "") : decode(user)),
                        secret(password == null ? query.get("password") : password),
                        driverProperties(query),
                        null,
                        query.containsKey("connect_timeout")
                                ? seconds(query.get("connect_timeout"), connectTimeout)
                                : connectTimeout);
        return problems.size() > known ? Optional.empty() : Optional.of(settings);
    }

    /// What may be a password in a text that need not even be a URL.
    static List<String> writtenSecrets(String text) {
        var written = CREDENTIALS_WRITTEN.matcher(text);
        if (!written.find()) {
            return List.of();
        }
        var password = written.group("password");
        return List.of(password, decode(password));
    }

    private static String wrongScheme(String text) {
        if (text.isEmpty()) {
            return "is set but empty";
        }
        if (text.startsWith("\"") || text.startsWith("'")) {
            return "is wrapped in quotes; the value must begin with postgresql://";
        }
        if (text.startsWith("{")) {
            return "is a JSON document; give the URL itself (in CodeBuild and ECS, name the secret's key: secret-id:url), or name the secret in DATABASE_SECRET";
        }
        var colon = text.indexOf("://");
        var named =
                colon > 0 && colon < 20 && text.substring(0, colon).matches("[A-Za-z0-9+:.-]+")
                        ? "begins with " + text.substring(0, colon) + "://"
                        : "does not begin with a scheme";
        return named
                + "; it must be postgresql://user:password@host:5432/database (or postgres://, or jdbc:postgresql://)";
    }

    /// The `@` before the host: the last one that a host and a database follow, since an unencoded
    /// password may hold `@`, `/`, `?` and `#`, and a parameter may hold `@`. -1 when there are no
    /// credentials.
    private static int endOfCredentials(String rest) {
        var fallback = -1;
        for (int at = rest.lastIndexOf('@'); at >= 0; at = rest.lastIndexOf('@', at - 1)) {
            var address = ADDRESS.matcher(rest.substring(at + 1));
            if (address.matches()) {
                var database = address.group("database");
                if (database != null && !database.isEmpty()) {
                    return at;
                }
                fallback = Math.max(fallback, at);
            }
        }
        return fallback >= 0 ? fallback : rest.lastIndexOf('@');
    }

    private String host(Matcher address) {
        var host = address.group("host");
        if (host.isEmpty()) {
            problems.add(setting + ": the host is missing");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port(@Nullable String port) {
        return port == null ? 5432 : Values.port(setting, port, problems);
    }

    private String database(@Nullable String database) {
        if (database == null || database.isEmpty()) {
            problems.add(
                    setting
                            + ": the database is missing; it is the part after the port: postgresql://host:5432/database");
            return "";
        }
        return decode(database);
    }

    private String user(String user) {
        if (user.isEmpty()) {
            problems.add(
                    setting
                            + ": the user is missing; it is the part before the host: postgresql://user:password@host");
        }
        return user;
    }

    private static @Nullable Secret secret(@Nullable String password) {
        return password == null || password.isEmpty() ? null : new Secret(password);
    }

    private Duration seconds(String value, Duration otherwise) {
        if (!value.matches("[1-9][0-9]{0,4}")) {
            problems.add(setting + ": connect_timeout must be a number of seconds");
            return otherwise;
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    private static Map<String, String> query(@Nullable String query) {
        var values = new LinkedHashMap<String, String>();
        if (query != null && !query.isEmpty()) {
            for (var part : query.split("&", -1)) {
                if (part.isEmpty()) {
                    continue;
                }
                var equals = part.indexOf('=');
                var name = equals < 0 ? part : part.substring(0, equals);
                var value = equals < 0 ? "" : part.substring(equals + 1);
                values.put(
                        decode(name),
                        name.equals("password") ? decodePassword(value) : decode(value));
            }
        }
        return values;
    }

    private Map<String, String> driverProperties(Map<String, String> query) {
        var properties = new LinkedHashMap<String, String>();
        query.forEach(
                (name, value) -> {
                    var property = PARAMETERS.get(name);
                    if (property != null) {
                        properties.put(property, value);
                    } else if (!CREDENTIALS.contains(name) && !name.equals("connect_timeout")) {
                        warnings.add(
                                setting
                                        + ": the parameter "
                                        + name
                                        + " is not used"
                                        + NearestName.of(name, PARAMETERS.keySet())
                                                .map(near -> "; did you mean " + near + "?")
                                                .orElse(""));
                    }
                });
        return properties;
    }

    private static String decodePassword(String text) {
        return ENCODED.matcher(text).matches() ? decode(text) : text;
    }

    private static String decode(String text) {
        try {
            // A plus sign means itself in a URL; only form data makes it a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
