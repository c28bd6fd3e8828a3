package dev.slipway.settings;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The environment with flags over it, and what is found wrong or odd in it while it is read.
final class Variables {
    /// What Kubernetes sets, beside DB_PORT itself, for a service that is called db.
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("DB_SERVICE_.*|DB_PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    Map<String, String> environment() {
        return environment;
    }

    /// What is wrong so far, a sentence each; readers add to it.
    List<String> problems() {
        return problems;
    }

    /// What is odd so far but not wrong, a line each; readers add to it.
    List<String> warnings() {
        return warnings;
    }

    /// All that is wrong, told at once.
    Failure failure() {
        return Failure.of(
                Kind.SETTINGS,
                problems.size() == 1
                        ? "a setting is wrong; nothing was done"
                        : problems.size() + " settings are wrong; nothing was done",
                problems.stream().map(Problem::of).toList(),
                "correct them and run again; the README's table lists every setting");
    }

    /// The value as it stands; empty when it is blank, except for a flag, where that is a mistake
    /// to be told.
    Optional<String> value(String name) {
        var value = environment.get(name);
        return value == null || (value.isBlank() && !SettingName.isFlag(name))
                ? Optional.empty()
                : Optional.of(value);
    }

    /// Kubernetes sets DB_PORT=tcp://10.0.0.1:5432 for a service that is called db; that is
    /// nobody's setting.
    Optional<String> port() {
        return value("DB_PORT").filter(value -> !value.startsWith("tcp://"));
    }

    Optional<Boolean> flag(String name) {
        return value(name).flatMap(value -> Values.flag(name, value, problems));
    }

    Duration duration(String name, Duration otherwise) {
        return value(name)
                .map(value -> Values.duration(name, value, otherwise, problems))
                .orElse(otherwise);
    }

    /// A duration that has no default: null when it is not set.
    @Nullable Duration duration(String name) {
        return value(name)
                .map(value -> Values.duration(name, value, Duration.ZERO, problems))
                .orElse(null);
    }

    Path path(String name, String otherwise) {
        var text = value(name).orElse(otherwise);
        try {
            return Path.of(text);
        } catch (InvalidPathException notAPath) {
            problems.add(name + ": '" + text + "' is no path");
            return Path.of(otherwise);
        }
    }

    /// Variables that look like a setting and are none. Those of the connection are looked at only
    /// while it is incomplete: an application's own DB_USERNAME beside a DATABASE_URL is nobody's
    /// mistake.
    List<String> misspelt(Predicate<SettingName> among) {
        var all = SettingName.names();
        // A name of one word is the beginning of many a variable that is nobody's mistake.
        var candidates =
                Arrays.stream(SettingName.values())
                        .filter(among)
                        .map(Enum::name)
                        .filter(name -> name.contains("_"))
                        .toList();
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
}
