package dev.slipway.settings;

import dev.slipway.failure.FailureException;
import dev.slipway.failure.NearestName;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads where a run is started. All problems are collected and thrown together.
public final class LaunchReader {
    /// The README's.
    private static final String PROJECT = "slipway";

    private static final List<String> TARGETS = List.of("codebuild", "ecs");

    private final Variables variables;

    /// @param environment the environment with a named environment's settings, and then the flags'
    ///     values, over it
    public LaunchReader(Map<String, String> environment) {
        this.variables = new Variables(environment);
    }

    /// The settings of a command that starts a run.
    ///
    /// @throws FailureException with every problem, exit 3
    public LaunchSettings read() {
        return finish(target());
    }

    /// The settings of a command that is told which run it is about.
    ///
    /// @throws FailureException with every problem, exit 3
    public LaunchSettings readWithoutTarget() {
        return finish(null);
    }

    private LaunchSettings finish(@Nullable LaunchTarget target) {
        var settings =
                new LaunchSettings(
                        target,
                        text("START_REGION"),
                        text("START_PROFILE"),
                        variables.duration("START_TIMEOUT"));
        variables.problems().addAll(variables.misspelt(SettingName::isLaunch));
        if (!variables.problems().isEmpty()) {
            throw variables.failure().exception();
        }
        return settings;
    }

    private LaunchTarget target() {
        var on = on();
        // Each is told what is wrong with it also when the other was meant.
        var publicIp =
                variables
                        .value("START_PUBLIC_IP")
                        .flatMap(
                                value ->
                                        Values.flag("START_PUBLIC_IP", value, variables.problems()))
                        .orElse(false);
        return switch (on) {
            case "ecs" ->
                    new LaunchTarget.Ecs(
                            required("START_CLUSTER", "the cluster that the task runs in"),
                            required("START_TASK_DEFINITION", "its family, family:revision or ARN"),
                            text("START_CONTAINER"),
                            list(
                                    required(
                                            "START_SUBNETS",
                                            "private subnets of the database's VPC")),
                            list(
                                    required(
                                            "START_SECURITY_GROUPS",
                                            "those that the database's security group admits")),
                            publicIp);
            default -> {
                var project = text("START_PROJECT");
                yield new LaunchTarget.CodeBuild(project == null ? PROJECT : project);
            }
        };
    }

    private String on() {
        var wanted = text("START_ON");
        if (wanted != null) {
            var on = wanted.toLowerCase(Locale.ROOT);
            if (!TARGETS.contains(on)) {
                variables
                        .problems()
                        .add(
                                "START_ON is '"
                                        + wanted
                                        + "'; give codebuild or ecs"
                                        + NearestName.of(wanted, TARGETS)
                                                .map(near -> " (did you mean " + near + "?)")
                                                .orElse(""));
            }
            return on;
        }
        var cluster = text("START_CLUSTER") != null || text("START_TASK_DEFINITION") != null;
        if (cluster && text("START_PROJECT") != null) {
            variables
                    .problems()
                    .add(
                            "a project of CodeBuild and a task of ECS are both named; say which with START_ON, or --on");
        }
        return cluster ? "ecs" : "codebuild";
    }

    private String required(String name, String meaning) {
        var value = text(name);
        if (value == null) {
            variables.problems().add(name + " is missing: " + meaning);
            return "";
        }
        return value;
    }

    private @Nullable String text(String name) {
        return variables.value(name).map(String::strip).orElse(null);
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split("[,\\s]+")).filter(item -> !item.isEmpty()).toList();
    }
}
