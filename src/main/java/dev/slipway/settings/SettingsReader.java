package dev.slipway.settings;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the settings from the environment, over which a command lays its flags.
///
/// All problems are collected and thrown together, each with the nearest known name where a name is
/// wrong.
public final class SettingsReader {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration RUN_LOCK_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOCK_DEADLINE = Duration.ofMinutes(10);
    private static final Duration SNAPSHOT_TIMEOUT = Duration.ofMinutes(30);

    /// Stands in for a database that is not named, so that what is wrong beside it is told, too.
    private static final ConnectionSettings NOWHERE =
            new ConnectionSettings("", 1, "", "", null, Map.of(), null, CONNECT_TIMEOUT);

    private final Variables variables;
    private final SecretSource source;

    /// Reads nothing yet.
    ///
    /// @param environment the process's environment with the flags' values over it
    /// @param source asked when the environment names a secret, or wants tokens
    public SettingsReader(Map<String, String> environment, SecretSource source) {
        this.variables = new Variables(environment);
        this.source = source;
    }

    /// The throwaway server that a setting names, if it names one. What is wrong with it is told
    /// by the reading of the rest, which is to follow.
    ///
    /// @param setting `DRIFT_SERVER` or `REHEARSAL_SERVER`
    public Optional<ConnectionSettings> scratchServer(String setting) {
        return variables
                .value(setting)
                .flatMap(
                        url ->
                                new ConnectionUrl(
                                                setting, variables.problems(), variables.warnings())
                                        .parse(url, CONNECT_TIMEOUT));
    }

    /// Where the last rehearsal is kept, relative to the working directory; empty when the setting
    /// is, which keeps none. What is wrong with it is told by the reading of the rest, which is to
    /// follow.
    public Optional<Path> rehearsalFile() {
        var setting = "REHEARSAL_FILE";
        return variables.environment().containsKey(setting) && variables.value(setting).isEmpty()
                ? Optional.empty()
                : Optional.of(variables.path(setting, ".slipway/rehearsal.json"));
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
        var modes = modes();
        // A misspelt flag is told as such, by what is read next.
        if (variables.problems().isEmpty()
                && modes.isEmpty()
                && variables.misspelt(SettingName::isMode).isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "no mode is selected, so this run would do nothing; nothing was done",
                            "none of RUN_ROLES, RUN_MIGRATIONS and RUN_SEED is true",
                            "set RUN_MIGRATIONS=true, RUN_SEED=true or both; RUN_ROLES=true sets up the roles")
                    .exception();
        }
        return finish(modes);
    }

    /// The settings of a command that looks at what `slipway run` would do.
    ///
    /// @param otherwise the modes when the flags select none
    /// @throws dev.slipway.failure.FailureException with every problem, exit 3
    public Settings readWithModes(Set<Mode> otherwise) {
        var modes = modes();
        return finish(modes.isEmpty() ? otherwise : modes);
    }

    private Set<Mode> modes() {
        var modes = EnumSet.noneOf(Mode.class);
        for (var mode : Mode.values()) {
            variables.flag(mode.flag()).filter(on -> on).ifPresent(on -> modes.add(mode));
        }
        checkModeNames();
        return modes;
    }

    private Settings finish(Set<Mode> modes) {
        var timeout = variables.duration("CONNECT_TIMEOUT", CONNECT_TIMEOUT);
        var migrations = new MigrationReader(variables).read();
        var limits = limits();
        var report =
                variables.value("REPORT_DIR").isPresent() ? variables.path("REPORT_DIR", "") : null;
        var reportLine = variables.flag("REPORT_LINE").orElse(false);
        var seeds = seeds(report);
        var snapshot = snapshot();
        // Last, since a secret is asked for here: what is wrong without it is told with it.
        var connection = connection(timeout);
        var roles =
                modes.contains(Mode.ROLES)
                        ? roles(modes, connection.orElse(NOWHERE), migrations)
                        : null;
        variables
                .problems()
                .addAll(variables.misspelt(name -> !name.isConnection() && !name.isLaunch()));
        if (!variables.problems().isEmpty() || connection.isEmpty()) {
            throw wrong();
        }
        return new Settings(
                ConnectionReader.inSchema(connection.get(), migrations.defaultSchema()),
                modes,
                migrations,
                seeds,
                roles,
                limits,
                snapshot,
                report,
                reportLine,
                variables.warnings());
    }

    private FailureException wrong() {
        return variables.failure().exception();
    }

    private Optional<ConnectionSettings> connection(Duration timeout) {
        try {
            return new ConnectionReader(variables, source).read(timeout);
        } catch (FailureException e) {
            if (variables.problems().isEmpty()) {
                throw e;
            }
            variables.problems().add(e.failure().what());
            return Optional.empty();
        }
    }

    private @Nullable SnapshotSettings snapshot() {
        var timeout = variables.duration("SNAPSHOT_TIMEOUT", SNAPSHOT_TIMEOUT);
        return variables.flag("SNAPSHOT").orElse(false)
                ? new SnapshotSettings(
                        variables.value("SNAPSHOT_OF").map(String::strip).orElse(null), timeout)
                : null;
    }

    private RoleSettings roles(
            Set<Mode> modes, ConnectionSettings connection, MigrationSettings migrations) {
        var schema = migrations.defaultSchema();
        var roles =
                new RoleReader(variables, source)
                        .read(ConnectionReader.inSchema(connection, schema), schema);
        if (modes.size() > 1 && !connection.user().equals(roles.migrator())) {
            variables
                    .warnings()
                    .add(
                            "after the roles this run works as "
                                    + connection.user()
                                    + ", not as "
                                    + roles.migrator()
                                    + ": what it makes belongs to "
                                    + connection.user()
                                    + ", and "
                                    + roles.app()
                                    + " gets no rights to it; name "
                                    + roles.migrator()
                                    + " in DATABASE_URL, and the master in ROLES_USER");
        }
        return roles;
    }

    private TimeLimits limits() {
        return new TimeLimits(
                variables.duration("RUN_LOCK_TIMEOUT", RUN_LOCK_TIMEOUT),
                variables.duration("LOCK_TIMEOUT", LOCK_TIMEOUT),
                variables.duration("LOCK_DEADLINE", LOCK_DEADLINE),
                variables.duration("STATEMENT_TIMEOUT"),
                variables.duration("RUN_TIMEOUT"),
                variables.flag("WAIT_FOR_QUIET").orElse(false));
    }

    private SeedSettings seeds(@Nullable Path report) {
        return new SeedSettings(
                variables.path("SEEDS_DIR", "seeds"),
                variables.path("SEED_LIB_DIR", "seed-lib"),
                variables.value("SEED_ENV").map(String::strip).orElse(null),
                commitEach(),
                variables.value("SEED_REJECTS_DIR").isPresent()
                        ? variables.path("SEED_REJECTS_DIR", "")
                        : report);
    }

    private boolean commitEach() {
        var per = variables.value("SEED_COMMIT_PER").orElse("run").strip().toLowerCase(Locale.ROOT);
        if (!Set.of("run", "seed").contains(per)) {
            variables.problems().add("SEED_COMMIT_PER: '" + per + "' is neither run nor seed");
        }
        return per.equals("seed");
    }

    /// A variable that selects a mode which does not exist: `RUN_MIGRATION=true` would otherwise do
    /// nothing, silently.
    private void checkModeNames() {
        var known = SettingName.names();
        variables.environment().entrySet().stream()
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
                                variables
                                        .problems()
                                        .add(
                                                name
                                                        + " selects nothing; the modes are RUN_ROLES, RUN_MIGRATIONS and RUN_SEED"));
    }

    private static boolean isFlagLike(String value) {
        return Set.of("true", "false", "1", "0", "yes", "no", "on", "off")
                .contains(value.strip().toLowerCase(Locale.ROOT));
    }

    /// The passwords that an environment holds, decoded and as they are written, also in a URL that
    /// is no good. None of them may ever be printed.
    public static List<String> secretsIn(Map<String, String> environment) {
        var secrets = new ArrayList<String>();
        for (var name : List.of("DATABASE_URL", "FLYWAY_URL", "DRIFT_SERVER", "REHEARSAL_SERVER")) {
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
        for (var name :
                List.of(
                        "DB_PASSWORD",
                        "FLYWAY_PASSWORD",
                        "ROLES_PASSWORD",
                        "ROLES_MIGRATOR_PASSWORD",
                        "ROLES_APP_PASSWORD",
                        "ROLES_READONLY_PASSWORD")) {
            secrets.add(environment.getOrDefault(name, ""));
        }
        // CodeBuild and ECS put the secret itself there, when they are told that it is one.
        var named = environment.getOrDefault("DATABASE_SECRET", "");
        if (!named.isBlank()
                && SecretReference.parse("DATABASE_SECRET", named, new ArrayList<>()).isEmpty()) {
            secrets.addAll(ConnectionUrl.writtenSecrets(named));
            secrets.add(named);
        }
        secrets.removeIf(String::isEmpty);
        return secrets;
    }
}
