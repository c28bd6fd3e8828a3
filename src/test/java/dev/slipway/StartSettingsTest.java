package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Slipway;
import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is wrong with where a run is to be started is told before AWS is asked for anything.
class StartSettingsTest {
    @TempDir private Path directory;

    private Execution start(String file, String... args) {
        new Folder(directory).with("slipway.yaml", file);
        var line = new ArrayList<>(List.of("start", "migrate", "--config"));
        line.add(directory.resolve("slipway.yaml").toString());
        line.addAll(List.of(args));
        return FrontDoor.run(Map.of(), line.toArray(String[]::new));
    }

    @Test
    void namesEverythingThatATaskOfEcsLacks() {
        var bare =
                FrontDoor.run(Map.of("START_PUBLIC_IP", "perhaps"), "start", "seed", "--on", "ecs");

        assertThat(bare.exitCode()).isEqualTo(3);
        assertThat(bare.stderr())
                .contains(
                        "START_CLUSTER is missing",
                        "START_TASK_DEFINITION is missing",
                        "START_SUBNETS is missing",
                        "START_SECURITY_GROUPS is missing",
                        "START_PUBLIC_IP is 'perhaps'");
    }

    @Test
    void namesWhatIsMisspelt() {
        var wrong =
                FrontDoor.run(
                        Map.of(
                                "START_ON",
                                "codebuilt",
                                "START_PROJET",
                                "x",
                                "START_TIMEOUT",
                                "long"),
                        "start",
                        "seed");

        assertThat(wrong.exitCode()).isEqualTo(3);
        assertThat(wrong.stderr())
                .contains(
                        "START_ON is 'codebuilt'; give codebuild or ecs (did you mean codebuild?)",
                        "START_PROJET is no setting; did you mean START_PROJECT?",
                        "START_TIMEOUT is 'long'; give a duration");
    }

    @Test
    void asksWhichOfTwoTargetsIsMeant() {
        var both =
                FrontDoor.run(
                        Map.of("START_PROJECT", "slipway", "START_CLUSTER", "slipway"),
                        "start",
                        "migrate");

        assertThat(both.exitCode()).isEqualTo(3);
        assertThat(both.stderr()).contains("say which with START_ON, or --on");
    }

    @Test
    void refusesToSetSecretsModesAndWhatIsNoSetting() {
        var refused =
                FrontDoor.run(
                        Map.of(),
                        "start",
                        "migrate",
                        "--set",
                        "DB_PASSWORD=x-secret",
                        "--set",
                        "RUN_SEED=true",
                        "--set",
                        "SEED_ENVV=staging",
                        "--set",
                        "START_ON=ecs");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.stderr())
                .contains(
                        "DB_PASSWORD would stand in the clear",
                        "RUN_SEED is selected by slipway start",
                        "SEED_ENVV is no setting; did you mean SEED_ENV?",
                        "START_ON is no setting of the run")
                .doesNotContain("x-secret");
    }

    @Test
    void tellsAllThatIsWrongWithTheFileAndWhere() {
        var wrong =
                start(
                        """
                        environments:
                          staging:
                            projct: slipway
                            timeout: [1h]
                          other:
                            confirm: maybe
                            set:
                              DATABASE_URL: postgresql://u:hidden@h/d
                        """,
                        "--env",
                        "staging");

        assertThat(wrong.exitCode()).isEqualTo(3);
        assertThat(wrong.stderr())
                .contains(
                        "slipway.yaml:3",
                        "staging does not know 'projct'; did you mean project?",
                        "slipway.yaml:4",
                        "staging.timeout must be a text",
                        "other.confirm must be true or false",
                        "slipway.yaml:8",
                        "DATABASE_URL would stand in the clear")
                .doesNotContain("hidden");
    }

    @Test
    void namesTheEnvironmentsThatThereAre() {
        var file = "environments: {staging: {project: a}, production: {project: b}}";

        var unknown = start(file, "--env", "prodution");

        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.stderr())
                .contains(
                        "has no environment prodution; nothing was started",
                        "it has staging, production",
                        "did you mean production?");
        assertThat(start(file).stderr()).contains("--config without --env");
    }

    @Test
    void aNamedEnvironmentBeatsAllThatAShellStillSaysOfAnother() {
        new Folder(directory)
                .with("slipway.yaml", "environments: {staging: {on: ecs, cluster: from-file}}");

        var named =
                FrontDoor.run(
                        Map.of("START_TASK_DEFINITION", "from-shell", "START_ON", "codebuild"),
                        "start",
                        "migrate",
                        "--env",
                        "staging",
                        "--config",
                        directory.resolve("slipway.yaml").toString(),
                        "--subnets",
                        "from-flag");

        assertThat(named.exitCode()).isEqualTo(3);
        assertThat(named.stderr())
                .contains("START_TASK_DEFINITION is missing", "START_SECURITY_GROUPS is missing")
                .doesNotContain("START_CLUSTER", "START_SUBNETS");
    }

    @Test
    void readsNoFileUnlessAnEnvironmentIsNamed() {
        var missing = FrontDoor.run(Map.of(), "start", "migrate", "--env", "staging");

        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.stderr()).contains("there is no slipway.yaml; nothing was started");
    }

    @Test
    void startsNothingInProductionUnlessItsNameIsTyped() {
        var file =
                "environments: {production: {on: ecs, cluster: c, task-definition: t, subnets: [s], security-groups: g, region: eu-central-1}}";

        var unattended = start(file, "--env", "production");
        assertThat(unattended.exitCode()).isEqualTo(2);
        assertThat(unattended.stderr())
                .contains(
                        "production wants its name typed",
                        "give --yes",
                        "the ECS cluster c in eu-central-1");

        var mistyped = typed("staging\n");
        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.stderr())
                .contains(
                        "Type production to go on: ",
                        "the name was not typed; nothing was started",
                        "'staging' is not production");

        assertThat(typed("").exitCode()).isEqualTo(2);
    }

    @Test
    void goesOnOnceTheNameIsTyped() {
        start("environments: {production: {project: no-such-project, region: us-east-1}}");

        // It gets as far as AWS, which is not there.
        assertThat(typed("production\n").stderr())
                .contains("This will start migrate on the CodeBuild project no-such-project")
                .doesNotContain("the name was not typed");
    }

    /// With a person at a terminal, who types this.
    private Execution typed(String input) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var slipway =
                new Slipway(
                        Map.of("NO_COLOR", "1"),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        () -> true);
        var exitCode =
                slipway.run(
                        "start",
                        "migrate",
                        "--env",
                        "production",
                        "--config",
                        directory.resolve("slipway.yaml").toString());
        return new Execution(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }
}
