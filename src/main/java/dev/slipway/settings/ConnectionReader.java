package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which database the settings name, in one of their spellings.
final class ConnectionReader {
    private final Variables variables;
    private final SecretSource source;

    /// @param source asked when a setting names a secret or wants tokens
    ConnectionReader(Variables variables, SecretSource source) {
        this.variables = variables;
        this.source = source;
    }

    /// Seeds, like Flyway, work in the schema of the history first.
    static ConnectionSettings inSchema(ConnectionSettings connection, @Nullable String schema) {
        return schema == null || connection.parameters().containsKey("currentSchema")
                ? connection
                : connection.with(
                        "currentSchema", '"' + schema.replace("\"", "\"\"") + "\", public");
    }

    Optional<ConnectionSettings> read(Duration timeout) {
        var tokens = variables.flag("DB_IAM_AUTH").orElse(false);
        var url =
                Stream.of("DATABASE_SECRET", "DATABASE_URL")
                        .filter(name -> variables.value(name).isPresent())
                        .findFirst()
                        .orElse("FLYWAY_URL");
        var connection = named(timeout);
        // Read also when there is no connection: all that is wrong is told at once.
        var parameters =
                new TlsReader(variables)
                        .read(url, connection.map(ConnectionSettings::parameters).orElse(Map.of()));
        return connection
                .map(found -> found.with(parameters).withRole(role()))
                .map(
                        found ->
                                tokens
                                        ? TokenLogin.with(found, source, variables.problems())
                                        : found);
    }

    private @Nullable String role() {
        return variables.value("DB_ROLE").map(String::strip).orElse(null);
    }

    private Optional<ConnectionSettings> named(Duration timeout) {
        var secret = variables.value("DATABASE_SECRET");
        if (secret.isPresent()) {
            return new SecretConnection(variables, source).read(secret.get(), timeout);
        }
        var url = variables.value("DATABASE_URL");
        if (url.isPresent()) {
            var parsed =
                    new ConnectionUrl("DATABASE_URL", variables.problems(), variables.warnings())
                            .parse(url.get(), timeout);
            parsed.ifPresent(this::checkParts);
            return parsed.map(
                    connection ->
                            connection.password() == null
                                    ? connection.with(password())
                                    : connection);
        }
        if (variables.environment().containsKey("DATABASE_URL")) {
            variables.problems().add("DATABASE_URL is set but empty");
            return Optional.empty();
        }
        if (Stream.of("DB_HOST", "DB_NAME", "DB_USER", "DB_PASSWORD")
                .anyMatch(name -> variables.value(name).isPresent())) {
            return parts(timeout);
        }
        if (variables.value("FLYWAY_URL").isPresent()) {
            return flywayConnection(timeout);
        }
        variables
                .problems()
                .add(
                        "no database is named: set DATABASE_URL, or DB_HOST, DB_NAME, DB_USER and DB_PASSWORD, or DATABASE_SECRET");
        variables.problems().addAll(variables.misspelt(SettingName::isConnection));
        return Optional.empty();
    }

    private Optional<ConnectionSettings> parts(Duration timeout) {
        for (var name : List.of("DB_HOST", "DB_NAME", "DB_USER")) {
            if (variables.value(name).isEmpty()) {
                variables
                        .problems()
                        .add(name + " is missing; it is needed beside the other DB_ settings");
            }
        }
        variables.problems().addAll(variables.misspelt(SettingName::isConnection));
        var port =
                variables
                        .port()
                        .map(value -> Values.port("DB_PORT", value, variables.problems()))
                        .orElse(5432);
        if (!variables.problems().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ConnectionSettings(
                        variables.value("DB_HOST").orElseThrow(),
                        port,
                        variables.value("DB_NAME").orElseThrow(),
                        variables.value("DB_USER").orElseThrow(),
                        password(),
                        Map.of(),
                        null,
                        timeout));
    }

    /// Not stripped: a space can be part of a password.
    private @Nullable Secret password() {
        return Optional.ofNullable(variables.environment().get("DB_PASSWORD"))
                .filter(text -> !text.isEmpty())
                .map(Secret::new)
                .orElse(null);
    }

    private Optional<ConnectionSettings> flywayConnection(Duration timeout) {
        var parsed =
                new ConnectionUrl("FLYWAY_URL", new ArrayList<>(), new ArrayList<>())
                        .parse(flywayUrl(), timeout);
        if (parsed.isEmpty()) {
            return new ConnectionUrl("FLYWAY_URL", variables.problems(), variables.warnings())
                    .parse(flywayUrl(), timeout);
        }
        var connection = parsed.get();
        var password =
                variables.value("FLYWAY_PASSWORD").map(Secret::new).orElse(connection.password());
        return Optional.of(
                new ConnectionSettings(
                        connection.host(),
                        connection.port(),
                        connection.database(),
                        variables.value("FLYWAY_USER").orElse(connection.user()),
                        password,
                        connection.parameters(),
                        null,
                        timeout));
    }

    /// Flyway's URL carries no user as a rule: FLYWAY_USER stands in for it.
    private String flywayUrl() {
        var url = variables.value("FLYWAY_URL").orElseThrow();
        return variables.value("FLYWAY_USER").isPresent() && url.indexOf('@') < 0
                ? url.replaceFirst("://", "://user@")
                : url;
    }

    /// Two descriptions of the database that disagree: which one is meant is not ours to guess.
    private void checkParts(ConnectionSettings url) {
        disagree("DB_HOST", variables.value("DB_HOST"), url.host());
        disagree("DB_NAME", variables.value("DB_NAME"), url.database());
        disagree("DB_USER", variables.value("DB_USER"), url.user());
        disagree("DB_PORT", variables.port(), Integer.toString(url.port()));
    }

    private void disagree(String name, Optional<String> part, String used) {
        part.filter(value -> !value.equals(used))
                .ifPresent(
                        value ->
                                variables
                                        .problems()
                                        .add(
                                                "DATABASE_URL and "
                                                        + name
                                                        + " name different databases; unset one of them ("
                                                        + name
                                                        + " is "
                                                        + value
                                                        + ", the URL says "
                                                        + used
                                                        + ")"));
    }
}
