package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Image;
import dev.slipway.support.NeedsDocker;
import dev.slipway.support.PostgresContainer;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The buildspec for a project whose image is Slipway's own, run in that image as CodeBuild runs
/// it: as root, all commands in one bash, a failed PRE_BUILD ends the build, POST_BUILD follows a
/// failed BUILD, and what is exported is read at the very end.
@NeedsDocker
class DirectBuildspecTest {
    private static final JsonNode BUILDSPEC =
            YAMLMapper.shared().readTree(Path.of("infrastructure/codebuild/buildspec-direct.yml"));

    private static final String AGENT =
            """
            mkdir /src && cd /src
            phase() {
              local name=$1 command; shift
              for command; do
                eval "$command" || { failed=$?; export CODEBUILD_BUILD_SUCCEEDING=0; echo "[agent] $name failed: $failed"; return 1; }
              done
            }
            failed=0
            if phase PRE_BUILD "${pre_build[@]}"; then
              phase BUILD "${build[@]}"
              phase POST_BUILD "${post_build[@]}"
            fi
            for name in $EXPORTED; do echo "[agent] exported $name=${!name}"; done
            [ ! -f slipway-report/junit.xml ] || { stat -c '[agent] report of %u' slipway-report/junit.xml; cat slipway-report/junit.xml; }
            exit $failed
            """;

    /// One finished build.
    private record Build(int exitCode, Map<String, String> exported, String log) {}

    private static Build build(String database, List<String> options, String... overrides) {
        var environment = new HashMap<String, String>();
        BUILDSPEC
                .at("/env/variables")
                .properties()
                .forEach(
                        variable ->
                                environment.put(
                                        variable.getKey(), variable.getValue().stringValue()));
        environment.put("DATABASE_URL", PostgresContainer.url(database));
        environment.put(
                "EXPORTED", String.join(" ", strings(BUILDSPEC.at("/env/exported-variables"))));
        for (int i = 0; i < overrides.length; i += 2) {
            environment.put(overrides[i], overrides[i + 1]);
        }
        var script = new StringBuilder();
        for (var phase : List.of("pre_build", "build", "post_build")) {
            script.append(phase).append("=(");
            strings(BUILDSPEC.at("/phases/" + phase + "/commands"))
                    .forEach(
                            command ->
                                    script.append('\'')
                                            .append(command.replace("'", "'\\''"))
                                            .append("' "));
            script.append(")\n");
        }
        var line = new ArrayList<>(List.of("docker", "run", "--rm", "--user", "0"));
        environment.keySet().forEach(name -> line.addAll(List.of("--env", name)));
        line.addAll(options);
        line.addAll(List.of("--entrypoint", "bash", Image.name(), "-c", script + AGENT));
        var result = Shell.run(environment, line.toArray(String[]::new));
        var exported =
                Arrays.stream(result.stdout().split("\n", -1))
                        .filter(said -> said.startsWith("[agent] exported "))
                        .map(said -> said.substring("[agent] exported ".length()).split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new Build(result.exitCode(), exported, result.stdout() + result.stderr());
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    @Test
    void migratesWithoutAnyRightOfRoots() {
        var build = build(PostgresContainer.newDatabase(), List.of(), "RUN_MIGRATIONS", "true");

        assertThat(build.exitCode()).as(build.log()).isZero();
        assertThat(build.exported())
                .containsEntry("SLIPWAY_SCHEMA_VERSION", "12")
                .containsEntry("SLIPWAY_MIGRATIONS_APPLIED", "13")
                .containsEntry("SLIPWAY_RESULT", "done");
        assertThat(build.log())
                .contains(
                        "Applied 13 migrations",
                        "[agent] report of 10001",
                        "<testsuite name=\"slipway\"",
                        "done, schema version 12, 13 migrations applied")
                .doesNotContain(PostgresContainer.password());
    }

    @Test
    void staysRootWhereTheBuildMayNotChangeItsUser() {
        var build =
                build(
                        PostgresContainer.newDatabase(),
                        List.of("--cap-drop", "ALL"),
                        "RUN_MIGRATIONS",
                        "true");

        assertThat(build.exitCode()).as(build.log()).isZero();
        assertThat(build.log()).contains("Applied 13 migrations", "[agent] report of 0");
    }

    @Test
    void endsWithTheRunsOwnExitCodeAndReportsTheFailure() {
        // Seeds alone, on a database without tables.
        var build = build(PostgresContainer.newDatabase(), List.of(), "RUN_SEED", "true");

        assertThat(build.exitCode()).as(build.log()).isEqualTo(9);
        assertThat(build.exported())
                .containsEntry("SLIPWAY_RESULT", "seed")
                .containsEntry("SLIPWAY_SEEDS_LOADED", "0");
        assertThat(build.log())
                .contains(
                        "error[seed]",
                        "[agent] BUILD failed: 9",
                        "<failure",
                        "seed, schema version");
    }

    @Test
    void startsNothingWhenTheVariablesAreWrong() {
        var database = PostgresContainer.newDatabase();

        var nothing = build(database, List.of());
        var wrong =
                build(
                        database,
                        List.of("--volume", "/dev/null:/usr/local/bin/slipway"),
                        "RUN_SEED",
                        "yes",
                        "RUN_SEEDS",
                        "true",
                        "DATABASE_URL",
                        "");

        assertThat(nothing.exitCode()).as(nothing.log()).isEqualTo(2);
        assertThat(nothing.log())
                .contains("error[usage]: no mode is selected", "[agent] PRE_BUILD failed: 2")
                .doesNotContain("schema version");
        assertThat(nothing.exported()).containsEntry("SLIPWAY_RESULT", "not-started");
        assertThat(wrong.exitCode()).as(wrong.log()).isEqualTo(3);
        assertThat(wrong.log())
                .contains(
                        "RUN_SEED is 'yes'",
                        "RUN_SEEDS selects nothing",
                        "this build's image is not Slipway's",
                        "DATABASE_URL is missing");
    }
}
