package dev.slipway.settings;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which scripts are migrations and how they are applied: our settings over Flyway's.
final class MigrationReader {
    private static final String VERSION = "[0-9]+([._][0-9]+)*";

    private final Variables variables;

    MigrationReader(Variables variables) {
        this.variables = variables;
    }

    MigrationSettings read() {
        var folder = variables.path("MIGRATIONS_DIR", "migrations");
        var options =
                new FlywayOptions(
                        variables.environment(),
                        folder,
                        variables.problems(),
                        variables.warnings());
        var schemas = list(options, "schemas", List.of());
        var schema =
                variables
                        .value("DB_SCHEMA")
                        .or(() -> text(options, "defaultSchema"))
                        .orElse(schemas.isEmpty() ? null : schemas.getFirst());
        var strict =
                variables
                        .flag("MIGRATIONS_STRICT")
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
                        variables
                                .problems()
                                .add(
                                        option.source()
                                                + ": the location "
                                                + location
                                                + " cannot be read; copy the scripts to a folder and name it filesystem:FOLDER");
            }
        } catch (InvalidPathException notAPath) {
            variables.problems().add(option.source() + ": " + location + " is no folder's name");
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
            variables
                    .problems()
                    .add(
                            option.orElseThrow().source()
                                    + ": "
                                    + option.orElseThrow().value()
                                    + " is no known encoding");
            return StandardCharsets.UTF_8;
        }
    }

    private boolean flag(FlywayOptions options, String name, boolean otherwise) {
        return options.option(name)
                .flatMap(
                        option ->
                                Values.flag(option.source(), option.value(), variables.problems()))
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
                                variables
                                        .problems()
                                        .add(
                                                found.source()
                                                        + ": the "
                                                        + name
                                                        + " '"
                                                        + found.value()
                                                        + "' is no version; give one such as 7 or 1.2"));
        return option.map(found -> found.value().strip());
    }

    private static List<String> list(FlywayOptions options, String name, List<String> otherwise) {
        return text(options, name).map(MigrationReader::split).orElse(otherwise);
    }

    private static List<String> split(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
