package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Image;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.PostgresContainer;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The repository's own buildspec and project, run by CodeBuild as users start it.
@NeedsAws
class CodeBuildTest {
    private static final String REGISTRY = "127.0.0.1:5000";
    private static final String IMAGE_URI = REGISTRY + "/slipway:test";
    private static final String PROJECT = "slipway-test";
    private static final String SECRET = "slipway-test/database-url";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path directory;

    private String database;

    /// One finished build.
    private record Build(String status, Map<String, String> exported, String failure, String log) {}

    @BeforeAll
    static void pushImage() {
        var password = Shell.output("aws", "ecr", "get-login-password");
        Shell.output("docker", "login", "--username", "AWS", "--password", password, REGISTRY);
        Shell.output("docker", "tag", Image.name(), IMAGE_URI);
        Shell.output("docker", "push", "--quiet", IMAGE_URI);
    }

    @BeforeEach
    void createProject() throws IOException {
        database = PostgresContainer.newDatabase();
        Shell.output(
                "aws",
                "secretsmanager",
                "create-secret",
                "--name",
                SECRET,
                "--secret-string",
                PostgresContainer.url(database));
        var project = (ObjectNode) JSON.readTree(Path.of("infrastructure/codebuild/project.json"));
        project.put("name", PROJECT);
        ((ObjectNode) project.get("source"))
                .put("buildspec", Files.readString(Path.of("buildspec.yml")));
        for (var variable : project.get("environment").get("environmentVariables")) {
            var secret = variable.get("name").stringValue().equals("DATABASE_URL");
            ((ObjectNode) variable).put("value", secret ? SECRET : IMAGE_URI);
        }
        var file = directory.resolve("project.json");
        JSON.writeValue(file, project);
        Shell.output("aws", "codebuild", "create-project", "--cli-input-json", "file://" + file);
    }

    @AfterEach
    void deleteProject() {
        Shell.output("aws", "codebuild", "delete-project", "--name", PROJECT);
        Shell.output(
                "aws",
                "secretsmanager",
                "delete-secret",
                "--secret-id",
                SECRET,
                "--force-delete-without-recovery");
    }

    private static Build build(String... overrides) throws InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                "aws",
                                "codebuild",
                                "start-build",
                                "--project-name",
                                PROJECT,
                                "--environment-variables-override"));
        for (int i = 0; i < overrides.length; i += 2) {
            command.add("name=" + overrides[i] + ",value=" + overrides[i + 1] + ",type=PLAINTEXT");
        }
        var id =
                JSON.readTree(Shell.output(command.toArray(String[]::new)))
                        .at("/build/id")
                        .stringValue();
        var deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        JsonNode build;
        do {
            assertThat(System.nanoTime()).as("build " + id + " still runs").isLessThan(deadline);
            Thread.sleep(300);
            build =
                    JSON.readTree(Shell.output("aws", "codebuild", "batch-get-builds", "--ids", id))
                            .at("/builds/0");
        } while (!build.get("buildComplete").booleanValue());
        var exported = new HashMap<String, String>();
        build.get("exportedEnvironmentVariables")
                .forEach(
                        variable ->
                                exported.put(
                                        variable.get("name").stringValue(),
                                        variable.get("value").stringValue()));
        var failure = new StringBuilder();
        build.get("phases")
                .forEach(
                        phase ->
                                phase.get("contexts")
                                        .forEach(
                                                context ->
                                                        failure.append(
                                                                context.path("message")
                                                                        .asString())));
        return new Build(
                build.get("buildStatus").stringValue(), exported, failure.toString(), log(build));
    }

    private static String log(JsonNode build) {
        var events =
                JSON.readTree(
                        Shell.output(
                                "aws",
                                "logs",
                                "get-log-events",
                                "--log-group-name",
                                build.at("/logs/groupName").stringValue(),
                                "--log-stream-name",
                                build.at("/logs/streamName").stringValue(),
                                "--start-from-head"));
        var log = new StringBuilder();
        events.get("events")
                .forEach(event -> log.append(event.get("message").stringValue()).append('\n'));
        return log.toString();
    }

    @Test
    void migratesOnly() throws InterruptedException {
        var build = build("RUN_MIGRATIONS", "true", "RUN_SEED", "false");

        assertThat(build.status()).as(build.log()).isEqualTo("SUCCEEDED");
        assertThat(build.exported())
                .containsEntry("SLIPWAY_SCHEMA_VERSION", "12")
                .containsEntry("SLIPWAY_MIGRATIONS_APPLIED", "13")
                .containsEntry("SLIPWAY_SEEDS_LOADED", "0")
                .containsEntry("SLIPWAY_RESULT", "done");
        assertThat(build.log())
                .contains("Applied 13 migrations", "Report slipway: 14 test cases, 0 failed");
        assertThat(build.log()).doesNotContain(PostgresContainer.password());
        assertThat(PostgresContainer.query(database, "select count(*) from cities")).isEqualTo("0");
    }

    @Test
    void migratesThenSeedsThenFindsNothingToDo() throws InterruptedException {
        var both = build("RUN_MIGRATIONS", "True", "RUN_SEED", "1");
        var again = build("RUN_MIGRATIONS", "true", "RUN_SEED", "true");

        assertThat(both.exported())
                .containsEntry("SLIPWAY_SEEDS_LOADED", "6")
                .containsEntry("SLIPWAY_RESULT", "done");
        assertThat(again.status()).isEqualTo("SUCCEEDED");
        assertThat(again.exported())
                .containsEntry("SLIPWAY_SCHEMA_VERSION", "12")
                .containsEntry("SLIPWAY_MIGRATIONS_APPLIED", "0")
                .containsEntry("SLIPWAY_SEEDS_LOADED", "0");
        assertThat(PostgresContainer.query(database, "select count(*) from cities"))
                .isEqualTo("135194");
    }

    @Test
    void failsWithTheContainersExitCodeAndReportsTheFailure() throws InterruptedException {
        // Seeds alone, on a database without tables.
        var build = build("RUN_MIGRATIONS", "false", "RUN_SEED", "true");

        assertThat(build.status()).isEqualTo("FAILED");
        assertThat(build.failure()).contains("Run Slipway", "exit status 9");
        assertThat(build.log())
                .contains("error[seed]", "there is no table", "test cases, 1 failed");
        assertThat(build.exported()).containsEntry("SLIPWAY_RESULT", "seed");
    }

    @Test
    void refusesToRunWithoutAMode() throws InterruptedException {
        var build = build("RUN_MIGRATIONS", "false", "RUN_SEED", "false");

        assertThat(build.status()).isEqualTo("FAILED");
        assertThat(build.failure()).contains("exit status 2");
        assertThat(build.log())
                .contains("error[usage]: no mode is selected")
                .doesNotContain("Login Succeeded");
        assertThat(build.exported()).containsEntry("SLIPWAY_RESULT", "not-started");
    }

    @Test
    void namesEveryWrongFlagBeforeAnythingIsPulled() throws InterruptedException {
        var build = build("RUN_MIGRATIONS", "yes", "RUN_SEED", "", "RUN_SEEDS", "true");

        assertThat(build.failure()).contains("Check the variables", "exit status 3");
        assertThat(build.log())
                .contains(
                        "RUN_MIGRATIONS is 'yes'",
                        "RUN_SEED is set but empty",
                        "RUN_SEEDS selects nothing")
                .doesNotContain("Login Succeeded");
    }

    @Test
    void passesEverySettingIntoTheContainer() throws InterruptedException {
        var build =
                build(
                        "RUN_MIGRATIONS", "true",
                        "DATABASE_SECRET", "some/secret",
                        "DB_IAM_AUTH", "yes",
                        "LOCK_TIMEOUT", "long",
                        "LOCK_DEADLINE", "never",
                        "STATEMENT_TIMEOUT", "none",
                        "RUN_TIMEOUT", "some",
                        "WAIT_FOR_QUIET", "maybe",
                        "SNAPSHOT", "always",
                        "SNAPSHOT_TIMEOUT", "ages");

        assertThat(build.failure()).contains("Run Slipway", "exit status 3");
        assertThat(build.log())
                .contains(
                        "DATABASE_SECRET and DATABASE_URL are both set",
                        "DB_IAM_AUTH is 'yes'",
                        "LOCK_TIMEOUT is 'long'",
                        "LOCK_DEADLINE is 'never'",
                        "STATEMENT_TIMEOUT is 'none'",
                        "RUN_TIMEOUT is 'some'",
                        "WAIT_FOR_QUIET is 'maybe'",
                        "SNAPSHOT is 'always'",
                        "SNAPSHOT_TIMEOUT is 'ages'");
    }

    @Test
    void saysWhatToDoWhenTheImageCannotBePulled() throws InterruptedException {
        var build =
                build("RUN_MIGRATIONS", "true", "IMAGE_URI", REGISTRY + "/slipway:never-pushed");

        assertThat(build.failure()).contains("exit status 5");
        assertThat(build.log())
                .contains("error[refused]: cannot pull", "check that the tag was pushed");
    }
}
