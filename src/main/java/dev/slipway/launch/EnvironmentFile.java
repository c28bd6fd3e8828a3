package dev.slipway.launch;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;
import dev.slipway.settings.SettingName;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.YamlTree;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `slipway.yaml`: the environments that runs are started in, by their names.
public final class EnvironmentFile {
    /// The keys of an environment, and the settings that they stand for.
    private static final Map<String, SettingName> KEYS =
            Map.ofEntries(
                    Map.entry("on", SettingName.START_ON),
                    Map.entry("region", SettingName.START_REGION),
                    Map.entry("profile", SettingName.START_PROFILE),
                    Map.entry("project", SettingName.START_PROJECT),
                    Map.entry("cluster", SettingName.START_CLUSTER),
                    Map.entry("task-definition", SettingName.START_TASK_DEFINITION),
                    Map.entry("container", SettingName.START_CONTAINER),
                    Map.entry("subnets", SettingName.START_SUBNETS),
                    Map.entry("security-groups", SettingName.START_SECURITY_GROUPS),
                    Map.entry("public-ip", SettingName.START_PUBLIC_IP),
                    Map.entry("timeout", SettingName.START_TIMEOUT));

    private static final Set<String> LISTS = Set.of("subnets", "security-groups");

    /// The one whose name has to be typed unless its entry says otherwise.
    private static final Set<String> CONFIRMED = Set.of("production", "prod");

    private final List<Problem> problems;
    private final NodeCheck check;

    private EnvironmentFile(List<Problem> problems) {
        this.problems = problems;
        this.check = new NodeCheck(problems);
    }

    /// One environment.
    ///
    /// @param settings of the starter, by their names
    /// @param set settings of the run
    /// @param confirmed whether its name has to be typed before a run is started
    public record Environment(
            String name,
            Map<String, String> settings,
            SequencedMap<String, String> set,
            boolean confirmed) {
        public Environment {
            settings = Map.copyOf(settings);
            set = new LinkedHashMap<>(set);
        }
    }

    /// Reads one environment; the whole file is checked.
    ///
    /// @throws FailureException when there is no such file or environment, or anything in the file
    ///     is wrong, exit 3
    public static Environment read(Path file, String name) {
        if (!Files.exists(file)) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there is no " + file + "; nothing was started",
                            "--env "
                                    + name
                                    + " is an environment of that file: where runs are started, by name",
                            "write it as docs/starting.md shows, or name another with --config")
                    .exception();
        }
        var problems = new ArrayList<Problem>();
        var environments = new EnvironmentFile(problems).environments(file);
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SETTINGS,
                            file + " is wrong; nothing was started",
                            problems,
                            "correct it; docs/starting.md lists what it knows")
                    .exception();
        }
        var found = environments.get(name);
        if (found == null) {
            throw Failure.of(
                            Kind.SETTINGS,
                            file + " has no environment " + name + "; nothing was started",
                            environments.isEmpty()
                                    ? "it has none at all"
                                    : "it has " + String.join(", ", environments.keySet()),
                            NearestName.of(name, environments.keySet())
                                            .map(near -> "did you mean " + near + "? ")
                                            .orElse("")
                                    + "name one of its environments, or add it")
                    .exception();
        }
        return found;
    }

    private Map<String, Environment> environments(Path file) {
        var root =
                check.fields(
                        YamlTree.read(file, file.toString(), problems),
                        "the file",
                        Set.of("environments"));
        var environments = new LinkedHashMap<String, Environment>();
        check.fields(root.get("environments"), "environments")
                .forEach((name, node) -> environments.put(name, environment(name, node)));
        return environments;
    }

    private Environment environment(String name, Node node) {
        var known =
                Stream.concat(KEYS.keySet().stream(), Stream.of("set", "confirm"))
                        .collect(Collectors.toSet());
        var fields = check.fields(node, name, known);
        var settings = new LinkedHashMap<String, String>();
        KEYS.forEach(
                (key, setting) -> {
                    var value = value(key, fields.get(key), name + "." + key);
                    if (value != null) {
                        settings.put(setting.name(), value);
                    }
                });
        var set = new LinkedHashMap<String, String>();
        check.fields(fields.get("set"), name + ".set")
                .forEach(
                        (variable, value) -> {
                            Requested.problem(variable)
                                    .ifPresent(problem -> check.fault(value.place(), problem));
                            var text = check.scalar(value, name + ".set." + variable);
                            if (text != null) {
                                set.put(variable, text);
                            }
                        });
        var confirm = check.flag(fields.get("confirm"), name + ".confirm");
        return new Environment(
                name, settings, set, confirm == null ? CONFIRMED.contains(name) : confirm);
    }

    private @Nullable String value(String key, @Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        if (LISTS.contains(key)) {
            return check.texts(node, where, "text").stream()
                    .map(Node.Scalar::text)
                    .collect(Collectors.joining(","));
        }
        return check.scalar(node, where);
    }
}
