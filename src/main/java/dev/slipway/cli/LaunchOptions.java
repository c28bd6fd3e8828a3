package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.launch.EnvironmentFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/// Where in AWS remote runs are, and as whom they are asked for.
final class LaunchOptions implements Overlay {
    private static final String FILE = "slipway.yaml";

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description =
                    "An environment of slipway.yaml, which is read only then; START_ variables count for nothing beside it.")
    private @Nullable String environment;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "In place of slipway.yaml in this folder.")
    private @Nullable Path config;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "AWS's region (START_REGION); otherwise the profile's, or AWS_REGION.")
    private @Nullable String region;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile of AWS's configuration (START_PROFILE).")
    private @Nullable String profile;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description =
                    "Stop the run when it takes longer than 30m, 1h … (START_TIMEOUT), and exit with 11.")
    private @Nullable String timeout;

    /// The environment that was named, or null when none was.
    ///
    /// @throws dev.slipway.failure.FailureException when it is not there or wrong, exit 3
    EnvironmentFile.@Nullable Environment environment() {
        if (environment == null) {
            if (config != null) {
                throw Failure.of(
                                Kind.USAGE,
                                "--config without --env; nothing was started",
                                config + " holds environments, and none is chosen",
                                "name one with --env")
                        .exception();
            }
            return null;
        }
        return EnvironmentFile.read(config == null ? Path.of(FILE) : config, environment);
    }

    /// The environment's settings with a named environment and then the flags over them.
    Map<String, String> settings(
            Console console, EnvironmentFile.@Nullable Environment named, Overlay... flags) {
        Overlay place =
                settings -> {
                    if (named != null) {
                        // Whoever names a place means it whole: what a shell still says of another
                        // one must not mix with it.
                        settings.keySet().removeIf(name -> name.startsWith("START_"));
                        settings.putAll(named.settings());
                    }
                };
        return console.settings(
                Stream.concat(Stream.of(place, this), Arrays.stream(flags))
                        .toArray(Overlay[]::new));
    }

    /// As it is to be repeated on the command line of `slipway follow`.
    String repeated() {
        var line = new StringBuilder();
        put(line, "--env", environment);
        put(line, "--config", config);
        put(line, "--region", region);
        put(line, "--profile", profile);
        return line.toString();
    }

    private static void put(StringBuilder line, String option, @Nullable Object value) {
        if (value != null) {
            line.append(' ').append(option).append(' ').append(value);
        }
    }

    @Override
    public void over(Map<String, String> settings) {
        put(settings, "START_REGION", region);
        put(settings, "START_PROFILE", profile);
        put(settings, "START_TIMEOUT", timeout);
    }

    static void put(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
