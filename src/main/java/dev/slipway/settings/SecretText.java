package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a secret says of a database, in any of the shapes in use: a URL, or JSON with a URL, or
/// JSON with parts. No problem that it finds quotes the secret.
///
/// @param url null when it has none
/// @param engine what kind of database it says it is for
record SecretText(
        @Nullable String url,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable String host,
        @Nullable String port,
        @Nullable String database,
        @Nullable String engine) {
    private static final List<String> URL =
            List.of(
                    "url",
                    "uri",
                    "dsn",
                    "databaseurl",
                    "databaseuri",
                    "dburl",
                    "connectionstring",
                    "connectionurl",
                    "connectionuri",
                    "jdbcurl",
                    "postgresurl",
                    "postgresqlurl");
    private static final List<String> USER =
            List.of("username", "user", "dbusername", "dbuser", "pguser");
    private static final List<String> PASSWORD = List.of("password", "dbpassword", "pgpassword");
    private static final List<String> HOST = List.of("host", "hostname", "dbhost", "pghost");
    private static final List<String> PORT = List.of("port", "dbport", "pgport");
    private static final List<String> DATABASE =
            List.of("dbname", "database", "databasename", "pgdatabase");

    /// Reads the text of a secret.
    static Optional<SecretText> parse(
            SecretReference reference, String text, List<String> problems) {
        var stripped = text.strip();
        if (stripped.isEmpty()) {
            problems.add("the secret " + reference + " is empty");
            return Optional.empty();
        }
        if (reference.key() != null) {
            return json(reference, stripped, problems)
                    .flatMap(json -> selected(reference, json, problems));
        }
        if (isUrl(stripped)) {
            return Optional.of(ofUrl(stripped));
        }
        return json(reference, stripped, problems).map(json -> ofParts(reference, json, problems));
    }

    private static boolean isUrl(String text) {
        return text.contains("://") && !text.startsWith("{");
    }

    private static SecretText ofUrl(String url) {
        return new SecretText(url, null, null, null, null, null, null);
    }

    private static Optional<JsonNode> json(
            SecretReference reference, String text, List<String> problems) {
        try {
            var json = JsonMapper.shared().readTree(text);
            if (json.isObject()) {
                return Optional.of(json);
            }
        } catch (JacksonException malformed) {
            // Its message quotes the text.
        }
        problems.add(
                "the secret "
                        + reference.id()
                        + (reference.key() == null
                                ? " is neither a URL (postgresql://user:password@host:5432/database) nor JSON with one, or with username and password"
                                : " is no JSON object, so that it has no key " + reference.key()));
        return Optional.empty();
    }

    private static Optional<SecretText> selected(
            SecretReference reference, JsonNode json, List<String> problems) {
        var key = String.valueOf(reference.key());
        var value = text(json.get(key));
        if (value == null) {
            problems.add(
                    "the secret "
                            + reference.id()
                            + " has no text under the key "
                            + key
                            + "; its keys are: "
                            + String.join(", ", json.propertyNames()));
            return Optional.empty();
        }
        return Optional.of(
                isUrl(value)
                        ? ofUrl(value)
                        : new SecretText(null, null, new Secret(value), null, null, null, null));
    }

    private static SecretText ofParts(
            SecretReference reference, JsonNode json, List<String> problems) {
        var values = new LinkedHashMap<String, String>();
        var names = new LinkedHashMap<String, String>();
        json.properties()
                .forEach(
                        entry -> {
                            var value = text(entry.getValue());
                            if (value != null) {
                                var name = plain(entry.getKey());
                                values.putIfAbsent(name, value);
                                names.putIfAbsent(name, entry.getKey());
                            }
                        });
        var urls = URL.stream().filter(values::containsKey).map(names::get).toList();
        if (urls.size() > 1) {
            problems.add(
                    "the secret "
                            + reference.id()
                            + " holds more than one URL; name the one that is meant: "
                            + reference.id()
                            + ":"
                            + urls.getFirst());
        }
        var password = first(values, PASSWORD);
        return new SecretText(
                first(values, URL),
                first(values, USER),
                password == null ? null : new Secret(password),
                first(values, HOST),
                first(values, PORT),
                first(values, DATABASE),
                values.get("engine"));
    }

    /// `DB_NAME`, `dbName` and `db-name` are one key.
    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    private static @Nullable String first(Map<String, String> values, List<String> names) {
        return names.stream().filter(values::containsKey).findFirst().map(values::get).orElse(null);
    }

    /// The text of a text or a number; null for anything else, and for an empty text.
    private static @Nullable String text(@Nullable JsonNode value) {
        if (value == null || !(value.isString() || value.isNumber())) {
            return null;
        }
        var text = value.asString();
        return text.isEmpty() ? null : text;
    }
}
