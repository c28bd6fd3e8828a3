package dev.slipway.settings;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The database that a secret names; what the secret lacks comes from the DB_ settings, as it must
/// beside a secret that RDS manages, which holds user and password alone.
final class SecretConnection {
    private static final String SETTING = "DATABASE_SECRET";

    private final Variables variables;
    private final SecretSource source;

    SecretConnection(Variables variables, SecretSource source) {
        this.variables = variables;
        this.source = source;
    }

    /// Reads the secret, unless the settings around it are wrong already.
    Optional<ConnectionSettings> read(String setting, Duration timeout) {
        var problems = variables.problems();
        var known = problems.size();
        Stream.of("DATABASE_URL", "DB_PASSWORD")
                .filter(name -> variables.value(name).isPresent())
                .forEach(
                        name ->
                                problems.add(
                                        SETTING
                                                + " and "
                                                + name
                                                + " are both set, and each gives a password; unset one of them"));
        var reference = SecretReference.parse(SETTING, setting, problems);
        if (problems.size() > known || reference.isEmpty()) {
            return Optional.empty();
        }
        return connection(reference.get(), source.text(reference.get()), timeout, problems)
                .map(connection -> connection.with(rotating(reference.get(), timeout)));
    }

    private PasswordOrigin rotating(SecretReference reference, Duration timeout) {
        return new PasswordOrigin.Rotating(
                reference,
                () -> {
                    var problems = new ArrayList<String>();
                    return connection(reference, source.text(reference), timeout, problems)
                            .map(
                                    connection ->
                                            new Credentials(
                                                    connection.user(), connection.password()))
                            .orElseThrow(
                                    () ->
                                            Failure.of(
                                                            Kind.SETTINGS,
                                                            "the secret "
                                                                    + reference
                                                                    + ", read once more because the server refused its password, is of no use any more",
                                                            problems.stream()
                                                                    .map(Problem::of)
                                                                    .toList(),
                                                            "correct the secret and run again")
                                                    .exception());
                });
    }

    private Optional<ConnectionSettings> connection(
            SecretReference reference, String text, Duration timeout, List<String> problems) {
        var known = problems.size();
        var secret = SecretText.parse(reference, text, problems);
        var connection =
                secret.flatMap(
                        found ->
                                found.url() == null
                                        ? parts(reference, found, timeout, problems)
                                        : url(found, timeout, problems));
        return problems.size() > known ? Optional.empty() : connection;
    }

    private Optional<ConnectionSettings> url(
            SecretText secret, Duration timeout, List<String> problems) {
        var url = String.valueOf(secret.url()).strip();
        var user = secret.user();
        // JDBC URLs often leave the user to a key of its own.
        var whole =
                user != null && url.indexOf('@') < 0
                        ? url.replace(
                                "://",
                                "://" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "@")
                        : url;
        ConnectionUrl.writtenSecrets(whole).forEach(source::hide);
        return new ConnectionUrl(SETTING, problems, variables.warnings())
                .parse(whole, timeout)
                .map(
                        connection ->
                                connection.password() == null
                                        ? connection.with(secret.password())
                                        : connection)
                .map(
                        connection -> {
                            hide(connection.password());
                            agree("DB_HOST", connection.host(), problems);
                            agree("DB_PORT", Integer.toString(connection.port()), problems);
                            agree("DB_NAME", connection.database(), problems);
                            agree("DB_USER", connection.user(), problems);
                            return connection;
                        });
    }

    private Optional<ConnectionSettings> parts(
            SecretReference reference, SecretText secret, Duration timeout, List<String> problems) {
        hide(secret.password());
        var engine = secret.engine();
        if (engine != null && !engine.contains("postgres")) {
            problems.add(
                    "the secret "
                            + reference.id()
                            + " is for the engine "
                            + engine
                            + "; Slipway works with PostgreSQL only");
        }
        if (secret.password() == null) {
            problems.add(
                    "the secret "
                            + reference.id()
                            + " holds no password: neither a URL (key url) nor a key password");
        }
        var host = part("DB_HOST", secret.host(), "host", reference, problems);
        var database = part("DB_NAME", secret.database(), "dbname", reference, problems);
        var user = part("DB_USER", secret.user(), "username", reference, problems);
        agree("DB_PORT", secret.port(), problems);
        var port =
                Optional.ofNullable(secret.port())
                        .map(value -> Values.port("the secret " + reference.id(), value, problems))
                        .or(
                                () ->
                                        variables
                                                .port()
                                                .map(
                                                        value ->
                                                                Values.port(
                                                                        "DB_PORT", value,
                                                                        problems)))
                        .orElse(5432);
        return Optional.of(
                new ConnectionSettings(
                        host, port, database, user, secret.password(), Map.of(), null, timeout));
    }

    private String part(
            String setting,
            @Nullable String held,
            String key,
            SecretReference reference,
            List<String> problems) {
        agree(setting, held, problems);
        return Optional.ofNullable(held)
                .or(() -> variables.value(setting))
                .orElseGet(
                        () -> {
                            problems.add(
                                    setting
                                            + " is missing; the secret "
                                            + reference
                                            + " does not hold it"
                                            + (reference.key() == null
                                                    ? " (key " + key + ")"
                                                    : ""));
                            return "";
                        });
    }

    /// Two descriptions of the database that disagree: which one is meant is not ours to guess.
    private void agree(String setting, @Nullable String held, List<String> problems) {
        var set = setting.equals("DB_PORT") ? variables.port() : variables.value(setting);
        set.filter(value -> held != null && !value.equals(held))
                .ifPresent(
                        _ ->
                                problems.add(
                                        SETTING
                                                + " and "
                                                + setting
                                                + " name different databases; unset "
                                                + setting
                                                + ", or take its part out of the secret"));
    }

    private void hide(@Nullable Secret password) {
        if (password != null) {
            source.hide(password.reveal());
        }
    }
}
