package dev.slipway.settings;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the settings from the environment, over which a command lays its flags.
///
/// All problems are collected and thrown together, each with the nearest known name where a name is
/// wrong.
public final class SettingsReader {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration RUN_LOCK_TIMEOUT = Duration.ofMinutes(10);

    private static final String VERSION = "[0-9]+([._][0-9]+)*";

    /// What Kubernetes sets, beside DB_PORT itself, for a service that is called db.
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("DB_SERVICE_.*|DB_PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /// Reads nothing yet.
    ///
    /// @param environment the process's environment with the flags' values over it
    public SettingsReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// The settings of a command that selects its modes by itself.
    ///
    /// @throws dev.slipway.failure.FailureException with every problem, exit 3
    public Settings read(Set<Mode> modes) {
        return finish(modes);
    }

    /// The settings of `slipway run`, whose modes the flags select.
    ///
    /// @throws dev.slipway.failure.FailureException with every problem, exit 3; exit 2 when no mode
    ///     is selected
    public Settings readWithModes() {
        var modes = EnumSet.noneOf(Mode.class);
        for (var mode : Mode.values()) {
            value(mode.flag())
                    .flatMap(value -> Values.flag(mode.flag(), value, problems))
                    .filter(on -> on)
                    .ifPresent(on -> modes.add(mode));
        }
        checkModeNames();
        // A misspelt flag is told as such, by what is read next.
        if (problems.isEmpty() && modes.isEmpty() && misspelt(SettingName::isMode).isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "no mode is selected, so this run would do nothing; nothing was done",
                            "neither RUN_MIGRATIONS nor RUN_SEED is true",
                            "set RUN_MIGRATIONS=true, RUN_SEED=true or both")
                    .exception();
        }
        return finish(modes);
    }

    private Settings finish(Set<Mode> modes) {
        var timeout = duration("CONNECT_TIMEOUT", CONNECT_TIMEOUT);
        var connection = connection(timeout);
        var migrations = migrations();
        var lockTimeout = duration("RUN_LOCK_TIMEOUT", RUN_LOCK_TIMEOUT);
        var report = value("REPORT_DIR").isPresent() ? path("REPORT_DIR", "") : null;
        var seeds = seeds(report);
        problems.addAll(misspelt(name -> !name.isConnection()));
        if (!problems.isEmpty() || connection.isEmpty()) {
            throw Failure.of(
                            Kind.SETTINGS,
                            problems.size() == 1
                                    ? "a setting is wrong; nothing was done"
                                    : problems.size() + " settings are wrong; nothing was done",
                            problems.stream().map(Problem::of).toList(),
                            "correct them and run again; the README's table lists every setting")
                    .exception();
        }
        return new Settings(
                inSchema(connection.get(), migrations.defaultSchema()),
                modes,
                migrations,
                seeds,
                lockTimeout,
                report,
                warnings);
    }

    /// Seeds, like Flyway, work in the schema of the history first.
    private static ConnectionSettings inSchema(
            ConnectionSettings connection, @Nullable String schema) {
        return schema == null || connection.parameters().containsKey("currentSchema")
                ? connection
                : connection.with(
                        "currentSchema", '"' + schema.replace("\"", "\"\"") + "\", public");
    }

    private Optional<ConnectionSettings> connection(Duration timeout) {
        var url = value("DATABASE_URL");
        if (url.isPresent()) {
            var parsed =
                    new ConnectionUrl("DATABASE_URL", problems, warnings).parse(url.get(), timeout);
            parsed.ifPresent(this::checkParts);
            return parsed.map(
                    connection ->
                            connection.password() == null
                                    ? connection.with(password())
                                    : connection);
        }
        if (environment.containsKey("DATABASE_URL")) {
            problems.add("DATABASE_URL is set but empty");
            return Optional.empty();
        }
        if (Stream.of("DB_HOST", "DB_NAME", "DB_USER", "DB_PASSWORD")
                .anyMatch(name -> value(name).isPresent())) {
            return parts(timeout);
        }
        if (value("FLYWAY_URL").isPresent()) {
            return flywayConnection(timeout);
        }
        problems.add(
                "no database is named: set DATABASE_URL, or DB_HOST, DB_NAME, DB_USER and DB_PASSWORD");
        problems.addAll(misspelt(SettingName::isConnection));
        return Optional.empty();
    }

    private Optional<ConnectionSettings> parts(Duration timeout) {
        for (var name : List.of("DB_HOST", "DB_NAME", "DB_USER")) {
            if (value(name).isEmpty()) {
                problems.add(name + " is missing; it is needed beside the other DB_ settings");
            }
        }
        problems.addAll(misspelt(SettingName::isConnection));
        var port = portSetting().map(value -> Values.port("DB_PORT", value, problems)).orElse(5432);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ConnectionSettings(
                        value("DB_HOST").orElseThrow(),
                        port,
                        value("DB_NAME").orElseThrow(),
                        value("DB_USER").orElseThrow(),
                        password(),
                        Map.of(),
                        timeout));
    }

    /// Not stripped: a space can be part of a password.
    private @Nullable Secret password() {
        return Optional.ofNullable(environment.get("DB_PASSWORD"))
                .filter(text -> !text.isEmpty())
                .map(Secret::new)
                .orElse(null);
    }

    private Optional<ConnectionSettings> flywayConnection(Duration timeout) {
        var parsed =
                new ConnectionUrl("FLYWAY_URL", new ArrayList<>(), new ArrayList<>())
                        .parse(flywayUrl(), timeout);
        if (parsed.isEmpty()) {
            return new ConnectionUrl("FLYWAY_URL", problems, warnings).parse(flywayUrl(), timeout);
        }
        var connection = parsed.get();
        var password = value("FLYWAY_PASSWORD").map(Secret::new).orElse(connection.password());
        return Optional.of(
                new ConnectionSettings(
                        connection.host(),
                        connection.port(),
                        connection.database(),
                        value("FLYWAY_USER").orElse(connection.user()),
                        password,
                        connection.parameters(),
                        timeout));
    }

    /// Flyway's URL carries no user as a rule: FLYWAY_USER stands in for it.
    private String flywayUrl() {
        var url = value("FLYWAY_URL").orElseThrow();
        return value("FLYWAY_USER").isPresent() && url.indexOf('@') < 0
                ? url.replaceFirst("://", "://user@")
                : url;
    }

    /// Two descriptions of the database that disagree: which one is meant is not ours to guess.
    private void checkParts(ConnectionSettings url) {
        disagree("DB_HOST", value("DB_HOST"), url.host());
        disagree("DB_NAME", value("DB_NAME"), url.database());
        disagree("DB_USER", value("DB_USER"), url.user());
        disagree("DB_PORT", portSetting(), Integer.toString(url.port()));
    }

    private void disagree(String name, Optional<String> part, String used) {
        part.filter(value -> !value.equals(used))
                .ifPresent(
                        value ->
                                problems.add(
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

    /// Kubernetes sets DB_PORT=tcp://10.0.0.1:5432 for a service that is called db; that is
    /// nobody's setting.
    private Optional<String> portSetting() {
        return value("DB_PORT").filter(value -> !value.startsWith("tcp://"));
    }

    private MigrationSettings migrations() {
        var folder = path("MIGRATIONS_DIR", "migrations");
        var options = new FlywayOptions(environment, folder, problems, warnings);
        var schemas = list(options, "schemas", List.of());
        var schema =
                value("DB_SCHEMA")
                        .or(() -> text(options, "defaultSchema"))
                        .orElse(schemas.isEmpty() ? null : schemas.getFirst());
        var strict =
                value("MIGRATIONS_STRICT")
                        .flatMap(value -> Values.flag("MIGRATIONS_STRICT", value, problems))
                        .orElseGet(() -> flag(options, "validateMigrationNaming", false));
        return new MigrationSettings(
                locations(options, folder),
                schema,
                schemas,
                flag(options, "createSchemas", true),
                text(options, "table").orElse("flyway_schema_history"),
                text(options, "tablespace").orElse(null),
                text(options, "sqlMigrationPrefix").orElse("V"),
                text(options, "repeatableSqlMigrationPrefix").orElse("R"),
                text(options, "sqlMigrationSeparator").orElse("__"),
                list(options, "sqlMigrationSuffixes", List.of(".sql")),
                encoding(options),
                flag(options, "placeholderReplacement", true),
                text(options, "placeholderPrefix").orElse("${"),
                text(options, "placeholderSuffix").orElse("}"),
                text(options, "placeholderSeparator").orElse(":"),
                options.placeholders(),
                flag(options, "outOfOrder", false),
                flag(options, "baselineOnMigrate", false),
                version(options, "baselineVersion").orElse("1"),
                text(options, "baselineDescription").orElse("<< Flyway Baseline >>"),
                list(options, "ignoreMigrationPatterns", List.of("*:future")),
                flag(options, "validateOnMigrate", true),
                flag(options, "mixed", false),
                flag(options, "group", false),
                flag(options, "skipDefaultCallbacks", false),
                text(options, "installedBy").orElse(null),
                text(options, "initSql").orElse(null),
                target(options).orElse(null),
                strict);
    }

    private SeedSettings seeds(@Nullable Path report) {
        return new SeedSettings(
                path("SEEDS_DIR", "seeds"),
                path("SEED_LIB_DIR", "seed-lib"),
                value("SEED_ENV").map(String::strip).orElse(null),
                commitEach(),
                value("SEED_REJECTS_DIR").isPresent() ? path("SEED_REJECTS_DIR", "") : report);
    }

    private boolean commitEach() {
        var per = value("SEED_COMMIT_PER").orElse("run").strip().toLowerCase(Locale.ROOT);
        if (!Set.of("run", "seed").contains(per)) {
            problems.add("SEED_COMMIT_PER: '" + per + "' is neither run nor seed");
        }
        return per.equals("seed");
    }

    private List<Path> locations(FlywayOptions options, Path folder) {
        var option = options.option("locations");
        if (option.isEmpty()) {
            return List.of(folder);
        }
        return split(option.get().value()).stream()
                .map(location -> location(location, option.get()))
                .toList();
    }

    private Path location(String location, FlywayOptions.Option option) {
        try {
            var colon = location.indexOf(':');
            var kind = colon < 0 ? "" : location.substring(0, colon);
            switch (kind) {
                case "filesystem" -> {
                    return option.base().resolve(location.substring(colon + 1));
                }
                case "", "classpath" -> {
                    return onClassPath(option.base(), location.substring(colon + 1));
                }
                default ->
                        problems.add(
                                option.source()
                                        + ": the location "
                                        + location
                                        + " cannot be read; copy the scripts to a folder and name it filesystem:FOLDER");
            }
        } catch (InvalidPathException notAPath) {
            problems.add(option.source() + ": " + location + " is no folder's name");
        }
        return option.base();
    }

    /// There is no class path here, but a project that names one keeps those files in a known
    /// folder.
    private static Path onClassPath(Path base, String location) {
        var relative = location.startsWith("/") ? location.substring(1) : location;
        var sources = base.resolve("src/main/resources").resolve(relative);
        return Files.isDirectory(sources) ? sources : base.resolve(relative);
    }

    private Charset encoding(FlywayOptions options) {
        var option = options.option("encoding");
        try {
            return option.map(found -> Charset.forName(found.value()))
                    .orElse(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unknown) {
            problems.add(
                    option.orElseThrow().source()
                            + ": "
                            + option.orElseThrow().value()
                            + " is no known encoding");
            return StandardCharsets.UTF_8;
        }
    }

    private boolean flag(FlywayOptions options, String name, boolean otherwise) {
        return options.option(name)
                .flatMap(option -> Values.flag(option.source(), option.value(), problems))
                .orElse(otherwise);
    }

    private static Optional<String> text(FlywayOptions options, String name) {
        return options.option(name).map(FlywayOptions.Option::value);
    }

    private Optional<String> target(FlywayOptions options) {
        var text = text(options, "target").map(String::strip);
        if (text.filter(target -> target.equalsIgnoreCase("latest")).isPresent()) {
            return Optional.empty();
        }
        // Flyway's words, and its mark for a version that need not exist.
        return text.filter(target -> target.matches("(?i)current|next|" + VERSION + "\\?"))
                        .isPresent()
                ? text
                : version(options, "target");
    }

    private Optional<String> version(FlywayOptions options, String name) {
        var option = options.option(name);
        option.filter(found -> !found.value().strip().matches(VERSION))
                .ifPresent(
                        found ->
                                problems.add(
                                        found.source()
                                                + ": the "
                                                + name
                                                + " '"
                                                + found.value()
                                                + "' is no version; give one such as 7 or 1.2"));
        return option.map(found -> found.value().strip());
    }

    private static List<String> list(FlywayOptions options, String name, List<String> otherwise) {
        return text(options, name).map(SettingsReader::split).orElse(otherwise);
    }

    private static List<String> split(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private Path path(String name, String otherwise) {
        var text = value(name).orElse(otherwise);
        try {
            return Path.of(text);
        } catch (InvalidPathException notAPath) {
            problems.add(name + ": '" + text + "' is no path");
            return Path.of(otherwise);
        }
    }

    private Duration duration(String name, Duration otherwise) {
        return value(name)
                .map(value -> Values.duration(name, value, otherwise, problems))
                .orElse(otherwise);
    }

    private Optional<String> value(String name) {
        var value = environment.get(name);
        return value == null || (value.isBlank() && !isFlag(name))
                ? Optional.empty()
                : Optional.of(value);
    }

    /// An empty flag is a mistake to be told; an empty text is as good as none.
    private static boolean isFlag(String name) {
        return name.startsWith("RUN_M")
                || name.equals("RUN_SEED")
                || name.equals("MIGRATIONS_STRICT");
    }

    /// A variable that selects a mode which does not exist: `RUN_MIGRATION=true` would otherwise do
    /// nothing, silently.
    private void checkModeNames() {
        var known = SettingName.names();
        environment.entrySet().stream()
                .filter(entry -> entry.getKey().toUpperCase(Locale.ROOT).startsWith("RUN_"))
                .filter(entry -> !known.contains(entry.getKey()))
                .filter(
                        entry ->
                                isFlagLike(entry.getValue())
                                        && NearestName.of(entry.getKey(), known).isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(
                        name ->
                                problems.add(
                                        name
                                                + " selects nothing; the modes are RUN_MIGRATIONS and RUN_SEED"));
    }

    private static boolean isFlagLike(String value) {
        return Set.of("true", "false", "1", "0", "yes", "no", "on", "off")
                .contains(value.strip().toLowerCase(Locale.ROOT));
    }

    /// Variables that look like a setting and are none. Those of the connection are looked at only
    /// while it is incomplete: an application's own DB_USERNAME beside a DATABASE_URL is nobody's
    /// mistake.
    private List<String> misspelt(Predicate<SettingName> among) {
        var all = SettingName.names();
        var candidates = Arrays.stream(SettingName.values()).filter(among).map(Enum::name).toList();
        return environment.keySet().stream()
                .filter(name -> !all.contains(name))
                .filter(name -> name.contains("_"))
                .filter(name -> !OF_KUBERNETES.matcher(name).matches())
                .sorted()
                .flatMap(
                        name ->
                                NearestName.of(name, candidates)
                                        .map(
                                                near ->
                                                        name
                                                                + " is no setting; did you mean "
                                                                + near
                                                                + "?")
                                        .stream())
                .toList();
    }

    /// The passwords that an environment holds, decoded and as they are written, also in a URL that
    /// is no good. None of them may ever be printed.
    public static List<String> secretsIn(Map<String, String> environment) {
        var secrets = new ArrayList<String>();
        for (var name : List.of("DATABASE_URL", "FLYWAY_URL")) {
            new ConnectionUrl(name, new ArrayList<>(), new ArrayList<>())
                    .parse(environment.getOrDefault(name, ""), Duration.ZERO)
                    .ifPresent(
                            connection -> {
                                if (connection.password() != null) {
                                    secrets.add(connection.password().reveal());
                                }
                                secrets.add(
                                        connection.parameters().getOrDefault("sslpassword", ""));
                            });
            secrets.addAll(ConnectionUrl.writtenSecrets(environment.getOrDefault(name, "")));
        }
        for (var name : List.of("DB_PASSWORD", "FLYWAY_PASSWORD")) {
            secrets.add(environment.getOrDefault(name, ""));
        }
        secrets.removeIf(String::isEmpty);
        return secrets;
    }
}
