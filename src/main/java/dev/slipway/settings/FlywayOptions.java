package dev.slipway.settings;

import dev.slipway.failure.NearestName;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The options of an existing Flyway project, so that it runs here unchanged: `flyway.conf` or
/// `flyway.toml` beside the migrations (in their folder or the one above it), and over those the
/// `FLYWAY_*` variables.
///
/// An option that is not honoured is named in a warning with the reason; one that Flyway does not
/// know either is a problem.
final class FlywayOptions {
    static final String PLACEHOLDERS = "placeholders.";

    private static final Set<String> HONOURED =
            Set.of(
                    "locations",
                    "schemas",
                    "defaultSchema",
                    "createSchemas",
                    "table",
                    "tablespace",
                    "sqlMigrationPrefix",
                    "repeatableSqlMigrationPrefix",
                    "sqlMigrationSeparator",
                    "sqlMigrationSuffixes",
                    "encoding",
                    "placeholderReplacement",
                    "placeholderPrefix",
                    "placeholderSuffix",
                    "placeholderSeparator",
                    "outOfOrder",
                    "baselineOnMigrate",
                    "baselineVersion",
                    "baselineDescription",
                    "ignoreMigrationPatterns",
                    "validateOnMigrate",
                    "validateMigrationNaming",
                    "mixed",
                    "group",
                    "skipDefaultCallbacks",
                    "installedBy",
                    "initSql",
                    "target");

    /// The connection: read from the environment by {@link SettingsReader}, never from a file.
    private static final Set<String> CONNECTION = Set.of("url", "user", "password");

    private static final String NO_CODE =
            "Slipway runs SQL migrations and loads no classes for them";
    private static final String NO_CLEAN = "Slipway never empties a schema";
    private static final String OWN_OUTPUT = "Slipway has its own output";
    private static final String PAID = "the open-source Flyway does not know it";

    private static final Map<String, String> NOT_HONOURED =
            Map.ofEntries(
                    Map.entry("driver", "the driver is PostgreSQL's own"),
                    Map.entry("connectRetries", "CONNECT_TIMEOUT bounds the connecting"),
                    Map.entry("connectRetriesInterval", "CONNECT_TIMEOUT bounds the connecting"),
                    Map.entry("lockRetryCount", "RUN_LOCK_TIMEOUT bounds the waiting"),
                    Map.entry(
                            "postgresql.transactional.lock",
                            "Slipway always locks by session, so that CREATE INDEX CONCURRENTLY cannot hang"),
                    Map.entry("cleanDisabled", NO_CLEAN),
                    Map.entry("cleanOnValidationError", NO_CLEAN),
                    Map.entry("callbacks", NO_CODE),
                    Map.entry("callbackLocations", "callback scripts are found in the locations"),
                    Map.entry("resolvers", NO_CODE),
                    Map.entry("skipDefaultResolvers", NO_CODE),
                    Map.entry("jarDirs", NO_CODE),
                    Map.entry("javaMigrations", NO_CODE),
                    Map.entry("failOnMissingLocations", "a missing location is always an error"),
                    Map.entry("detectEncoding", "set encoding"),
                    Map.entry(
                            "executeInTransaction",
                            "Slipway decides it by statement; a script's own .conf can"),
                    Map.entry("skipExecutingMigrations", "it records what it did not run"),
                    Map.entry("stream", PAID),
                    Map.entry("batch", PAID),
                    Map.entry("cherryPick", PAID),
                    Map.entry("dryRunOutput", "migrate --plan shows the SQL"),
                    Map.entry("errorOverrides", PAID),
                    Map.entry("licenseKey", PAID),
                    Map.entry("email", PAID),
                    Map.entry("token", PAID),
                    Map.entry("undoSqlMigrationPrefix", PAID),
                    Map.entry("outputQueryResults", OWN_OUTPUT),
                    Map.entry("outputType", OWN_OUTPUT),
                    Map.entry("outputProgress", OWN_OUTPUT),
                    Map.entry("outputLogsInJson", OWN_OUTPUT),
                    Map.entry("outputFile", OWN_OUTPUT),
                    Map.entry("color", OWN_OUTPUT),
                    Map.entry("loggers", OWN_OUTPUT),
                    Map.entry("reportEnabled", OWN_OUTPUT),
                    Map.entry("reportFilename", OWN_OUTPUT),
                    Map.entry("edition", "it only says which Flyway is installed"),
                    Map.entry(
                            "configFiles",
                            "flyway.conf and flyway.toml beside the migrations are read"),
                    Map.entry("configFileEncoding", "configuration files are read as UTF-8"),
                    Map.entry(
                            "workingDirectory",
                            "relative locations start at the folder of the configuration file"),
                    Map.entry("environment", "name the connection in DATABASE_URL"),
                    Map.entry("provisionMode", PAID),
                    Map.entry("kerberosConfigFile", "Kerberos logins are not supported"),
                    Map.entry("powershellExecutable", NO_CODE),
                    Map.entry("scriptPlaceholderPrefix", NO_CODE),
                    Map.entry("scriptPlaceholderSuffix", NO_CODE),
                    Map.entry("communityDBSupportEnabled", "the database is PostgreSQL"));

    private static final Set<String> NOT_HONOURED_FAMILIES =
            Set.of("jdbcProperties.", "plugins.", "environments.", "check.");

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{(?:env\\.)?(?<name>[A-Za-z_][A-Za-z0-9_]*)}");

    private final Map<String, String> environment;
    private final List<String> problems;
    private final List<String> warnings;

    /// Option name, without `flyway.`, to its value and where it was read.
    private final Map<String, Option> options = new LinkedHashMap<>();

    /// @param base the folder that relative locations start from
    record Option(String value, String source, Path base) {}

    FlywayOptions(
            Map<String, String> environment,
            Path migrations,
            List<String> problems,
            List<String> warnings) {
        this.environment = environment;
        this.problems = problems;
        this.warnings = warnings;
        var parent = migrations.toAbsolutePath().getParent();
        Stream.of(parent == null ? migrations : parent, migrations.toAbsolutePath())
                .distinct()
                .flatMap(
                        folder ->
                                Stream.of(
                                        folder.resolve("flyway.conf"),
                                        folder.resolve("flyway.toml")))
                .filter(Files::isRegularFile)
                .forEach(this::readFile);
        readEnvironment();
    }

    Optional<Option> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    Map<String, String> placeholders() {
        return options.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PLACEHOLDERS))
                .collect(
                        Collectors.toMap(
                                entry -> entry.getKey().substring(PLACEHOLDERS.length()),
                                entry -> entry.getValue().value()));
    }

    private void readFile(Path file) {
        try {
            var text = Files.readString(file);
            var base = file.toAbsolutePath().getParent();
            var read = file.toString().endsWith(".toml") ? toml(text) : properties(text);
            read.forEach(
                    (name, value) ->
                            accept(name, expand(value), file.getFileName().toString(), base));
        } catch (IOException unreadable) {
            problems.add(file.getFileName() + " cannot be read: " + unreadable.getMessage());
        } catch (JacksonException malformed) {
            problems.add(
                    file.getFileName() + " is not valid TOML: " + malformed.getOriginalMessage());
        }
    }

    /// `flyway.name=value`, as Flyway's own files spell it.
    private static Map<String, String> properties(String text) throws IOException {
        // A backslash is a path separator there, not an escape; Flyway reads it so.
        var properties = new Properties();
        properties.load(new StringReader(text.replace("\\", "\\\\").replace("\\\\\n", "\\\n")));
        var values = new LinkedHashMap<String, String>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("flyway."))
                .sorted()
                .forEach(
                        name ->
                                values.put(
                                        name.substring("flyway.".length()),
                                        properties.getProperty(name)));
        return values;
    }

    /// The tables of `flyway.toml`, flattened to dotted names; lists joined with commas.
    /// `[environments.default]` holds schemas too.
    private static Map<String, String> toml(String text) {
        var values = new LinkedHashMap<String, String>();
        var root = new TomlMapper().readTree(text);
        flatten("", root.path("flyway"), values);
        var schemas = root.path("environments").path("default").path("schemas");
        if (!schemas.isMissingNode()) {
            flatten("schemas", schemas, values);
        }
        return values;
    }

    private static void flatten(String name, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(
                            child ->
                                    flatten(
                                            name.isEmpty()
                                                    ? child.getKey()
                                                    : name + "." + child.getKey(),
                                            child.getValue(),
                                            into));
        } else if (node.isArray()) {
            into.put(
                    name,
                    node.valueStream().map(JsonNode::asString).collect(Collectors.joining(",")));
        } else if (!node.isMissingNode()) {
            into.put(name, node.asString());
        }
    }

    private void readEnvironment() {
        environment.forEach(
                (variable, value) -> {
                    if (variable.startsWith("FLYWAY_") && !value.isEmpty()) {
                        accept(optionName(variable), value, variable, Path.of("").toAbsolutePath());
                    }
                });
    }

    /// `FLYWAY_OUT_OF_ORDER` is `outOfOrder`; `FLYWAY_PLACEHOLDERS_MY_KEY` is
    /// `placeholders.my_key`.
    private static String optionName(String variable) {
        var words = variable.substring("FLYWAY_".length()).toLowerCase(Locale.ROOT);
        for (var family :
                List.of(
                        "placeholders_",
                        "jdbc_properties_",
                        "plugins_",
                        "environments_",
                        "check_")) {
            if (words.startsWith(family)) {
                var name =
                        family.equals("jdbc_properties_")
                                ? "jdbcProperties."
                                : family.replace('_', '.');
                return name + words.substring(family.length());
            }
        }
        if (words.equals("postgresql_transactional_lock")) {
            return "postgresql.transactional.lock";
        }
        return Pattern.compile("_(.)")
                .matcher(words)
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    private void accept(String name, String value, String source, Path base) {
        var fromFile = source.startsWith("flyway.");
        var told = fromFile ? source + ": " + name : source;
        if (HONOURED.contains(name) || name.startsWith(PLACEHOLDERS)) {
            options.put(name, new Option(value, told, base));
        } else if (CONNECTION.contains(name)) {
            if (fromFile) {
                warnings.add(
                        told
                                + " is not used: the connection comes from DATABASE_URL or DB_*, never from a file");
            }
        } else if (NOT_HONOURED.containsKey(name)) {
            warnings.add(told + " is not honoured: " + NOT_HONOURED.get(name));
        } else if (NOT_HONOURED_FAMILIES.stream().anyMatch(name::startsWith)) {
            warnings.add(told + " is not honoured");
        } else {
            problems.add(
                    told
                            + " is no option of Flyway"
                            + NearestName.of(name, HONOURED)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
    }

    private String expand(String value) {
        Function<java.util.regex.MatchResult, String> lookUp =
                match -> {
                    var found = environment.get(match.group(1));
                    return Matcher.quoteReplacement(found == null ? match.group() : found);
                };
        return VARIABLE.matcher(value).replaceAll(lookUp);
    }
}
