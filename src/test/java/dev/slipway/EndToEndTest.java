package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.Image;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.PostgresContainer;
import dev.slipway.support.Shell;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Terraform;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ExecutionMode;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What docs/aws.md leads through: Terraform makes the runner beside a database that is there, the
/// image is pushed, and runs are started and watched, on CodeBuild and on ECS. One after the other,
/// as a team would.
@NeedsAws
@Alongside
@TestMethodOrder(OrderAnnotation.class)
class EndToEndTest {
    private static final String REGISTRY = "127.0.0.1:5000";
    private static final String REPOSITORY = REGISTRY + "/end-to-end";
    private static final String NAME = "end-" + ProcessHandle.current().pid();

    @TempDir private static Path directory;

    private static Terraform terraform;
    private static String database;
    private static String otherDatabase;
    private static Folder files;

    @BeforeAll
    static void followTheGuide() {
        database = PostgresContainer.newDatabase();
        otherDatabase = PostgresContainer.newDatabase();
        var password = Shell.output("aws", "ecr", "get-login-password");
        Shell.output("docker", "login", "--username", "AWS", "--password", password, REGISTRY);
        Shell.output("docker", "tag", Image.name(), REPOSITORY + ":1");
        Shell.output("docker", "push", "--quiet", REPOSITORY + ":1");
        terraform = new Terraform(directory, Path.of("src/test/resources/terraform/end-to-end.tf"));
        terraform.apply(
                "name=" + NAME,
                "image_uri=" + REPOSITORY + ":1",
                "database_url=" + PostgresContainer.url(database),
                "other_database_url=" + PostgresContainer.url(otherDatabase));
        files =
                new Folder(directory)
                        .with(
                                "slipway.yaml",
                                terraform.run("output", "-raw", "slipway_yaml").stdout())
                        .with(
                                "ecs.yaml",
                                terraform.run("output", "-raw", "ecs_slipway_yaml").stdout());
    }

    @AfterAll
    static void close() {
        terraform.close();
    }

    private static void removeContainers() {
        Stream.of("1", "broken")
                .map(tag -> "ancestor=" + REPOSITORY + ":" + tag)
                .flatMap(
                        image -> Shell.output("docker", "ps", "--quiet", "--filter", image).lines())
                .forEach(container -> Shell.output("docker", "rm", "--force", container));
    }

    private static List<String> line(String work, String... more) {
        var line = new ArrayList<>(List.of("start", work, "--yes"));
        line.addAll(List.of(more));
        return line;
    }

    private static Execution onCodeBuild(String work, String... more) {
        var line =
                line(
                        work,
                        "--env",
                        "production",
                        "--config",
                        files.path().resolve("slipway.yaml").toString());
        line.addAll(List.of(more));
        return SlipwayProcess.run(System.getenv(), line.toArray(String[]::new));
    }

    private static Execution onEcs(String work) {
        return SlipwayProcess.run(
                System.getenv(),
                line(
                                work,
                                "--env",
                                "fargate",
                                "--config",
                                files.path().resolve("ecs.yaml").toString())
                        .toArray(String[]::new));
    }

    private static JsonNode builds() {
        return JsonMapper.shared()
                .readTree(
                        Shell.output(
                                "aws",
                                "codebuild",
                                "list-builds-for-project",
                                "--project-name",
                                NAME))
                .path("ids");
    }

    private static String status(String id) {
        return JsonMapper.shared()
                .readTree(Shell.output("aws", "codebuild", "batch-get-builds", "--ids", id))
                .at("/builds/0/buildStatus")
                .asString();
    }

    @Test
    @Order(1)
    @org.junit.jupiter.api.parallel.Execution(ExecutionMode.SAME_THREAD)
    void migratesThenSeedsOnCodeBuild() {
        var migrated = onCodeBuild("migrate");

        assertThat(migrated.exitCode()).as(migrated.stderr()).isZero();
        assertThat(migrated.stdout())
                .contains(
                        "Applied 13 migrations; the schema is at version 12:",
                        "CodeBuild: build " + NAME + ":",
                        " succeeded, ",
                        "Report: arn:aws:codebuild:");
        assertThat(migrated.stderr())
                .contains("== BUILD succeeded", "Login Succeeded")
                .doesNotContain(PostgresContainer.password(), "slipway-result");
        assertThat(PostgresContainer.query(database, "select count(*) from cities")).isEqualTo("0");

        var seeded = onCodeBuild("seed", "--output", "json");

        assertThat(seeded.exitCode()).as(seeded.stderr()).isZero();
        var document = JsonMapper.shared().readTree(seeded.stdout());
        assertThat(document.at("/run/seeds").size()).isEqualTo(6);
        assertThat(document.at("/exported/SLIPWAY_SEEDS_LOADED").asString()).isEqualTo("6");
        assertThat(PostgresContainer.query(database, "select count(*) from cities"))
                .isEqualTo("135194");
    }

    @Test
    @Order(2)
    @org.junit.jupiter.api.parallel.Execution(ExecutionMode.SAME_THREAD)
    void migratesThenSeedsOnEcs() {
        var migrated = onEcs("migrate");

        assertThat(migrated.exitCode()).as(migrated.stderr()).isZero();
        assertThat(migrated.stdout())
                .contains("Applied 13 migrations", "ECS: task " + NAME + "/", " succeeded, ");
        assertThat(PostgresContainer.query(otherDatabase, "select count(*) from cities"))
                .isEqualTo("0");

        var seeded = onEcs("seed");

        assertThat(seeded.exitCode()).as(seeded.stderr()).isZero();
        assertThat(seeded.stdout()).contains("Loaded 6 seeds", "cities");
        assertThat(seeded.stderr()).doesNotContain(PostgresContainer.password());
        assertThat(PostgresContainer.query(otherDatabase, "select count(*) from cities"))
                .isEqualTo("135194");
    }

    @Test
    @Order(3)
    @org.junit.jupiter.api.parallel.Execution(ExecutionMode.SAME_THREAD)
    void tellsAFailedMigrationAsIfItHadRunHere() {
        var context =
                new Folder(directory.resolve("broken"))
                        .with(
                                "Dockerfile",
                                "FROM "
                                        + Image.name()
                                        + "\nCOPY V99__broken.sql /slipway/migrations/\n")
                        .with(
                                "V99__broken.sql",
                                "create table broken (id int);\nalter table nowhere add x int;\n");
        Shell.output(
                "docker", "build", "--quiet", "--tag", REPOSITORY + ":broken", context.toString());
        Shell.output("docker", "push", "--quiet", REPOSITORY + ":broken");
        var report = directory.resolve("report");

        var failed =
                onCodeBuild(
                        "migrate",
                        "--image",
                        REPOSITORY + ":broken",
                        "--report-dir",
                        report.toString());

        assertThat(failed.exitCode()).as(failed.stderr()).isEqualTo(7);
        assertThat(failed.stderr())
                .contains("test cases, 1 failed")
                .endsWith(
                        """
                        error[migration]: V99__broken.sql failed at line 2; it was rolled back, the migrations before it stay applied
                            1 | create table broken (id int);
                          > 2 | alter table nowhere add x int;
                          why: relation "nowhere" does not exist (SQLSTATE 42P01)
                          fix: correct the file and run again; nothing needs repair
                        """);
        assertThat(failed.stdout()).contains(" failed, ", "Report: arn:aws:codebuild:");
        assertThat(report.resolve("junit.xml")).content().contains("V99__broken.sql");
        assertThat(PostgresContainer.query(database, "select to_regclass('broken') is null"))
                .isEqualTo("t");
    }

    @Test
    @Order(4)
    @org.junit.jupiter.api.parallel.Execution(ExecutionMode.SAME_THREAD)
    void refusesAnImageForAnotherArchitectureBeforeAnythingIsStarted() {
        var context =
                new Folder(directory.resolve("arm"))
                        .with("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        Shell.output(
                "docker",
                "buildx",
                "build",
                "--platform",
                "linux/arm64",
                "--provenance=false",
                "--push",
                "--tag",
                REPOSITORY + ":arm",
                context.toString());
        var before = builds();

        var refused = onCodeBuild("migrate", "--image", REPOSITORY + ":arm");
        var absent = onCodeBuild("migrate", "--image", REPOSITORY + ":never-pushed");

        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.stderr())
                .contains(
                        "error[refused]: "
                                + REPOSITORY
                                + ":arm is for linux/arm64, not for linux/amd64; nothing was done",
                        "docker buildx build --platform linux/amd64 -t "
                                + REPOSITORY
                                + ":arm --push .");
        assertThat(absent.exitCode()).isEqualTo(3);
        assertThat(absent.stderr()).contains("there is no image " + REPOSITORY + ":never-pushed");
        assertThat(builds()).isEqualTo(before);
    }

    @Test
    @Order(5)
    @org.junit.jupiter.api.parallel.Execution(ExecutionMode.SAME_THREAD)
    void runsAsTheReadmeStartsIt() {
        var id =
                Shell.output(
                        "aws",
                        "codebuild",
                        "start-build",
                        "--project-name",
                        NAME,
                        "--environment-variables-override",
                        "name=RUN_MIGRATIONS,value=true,type=PLAINTEXT",
                        "name=RUN_SEED,value=false,type=PLAINTEXT",
                        "--query",
                        "build.id",
                        "--output",
                        "text");

        var followed = SlipwayProcess.run(System.getenv(), "follow", id);

        assertThat(followed.exitCode()).as(followed.stderr()).isZero();
        assertThat(followed.stderr()).contains("Nothing to migrate: the schema is at version 12.");
        // It was not asked for its result, and CodeBuild has the exported variables.
        assertThat(followed.stdout())
                .contains("SLIPWAY_RESULT=done", "SLIPWAY_SCHEMA_VERSION=12", " succeeded, ");
        assertThat(status(id)).isEqualTo("SUCCEEDED");
    }

    @Test
    @Order(6)
    @org.junit.jupiter.api.parallel.Execution(ExecutionMode.SAME_THREAD)
    void stopsTheRemoteRunWhenItIsToldToStop() throws SQLException {
        // What was pending stays so.
        var onCodeBuild =
                stopped(database, "production", "slipway.yaml", "--image", REPOSITORY + ":broken");

        assertThat(onCodeBuild.exitCode()).as(onCodeBuild.stderr()).isEqualTo(130);
        var build = builds().get(0).asString();
        // It takes its time; nobody waits for it who is about to be killed himself.
        assertThat(onCodeBuild.stderr())
                .contains("error[interrupted]: interrupted; build " + build, "stop");

        PostgresContainer.query(otherDatabase, "drop schema public cascade; create schema public");
        var onEcs = stopped(otherDatabase, "fargate", "ecs.yaml");

        assertThat(onEcs.exitCode()).as(onEcs.stderr()).isEqualTo(130);
        assertThat(onEcs.stderr())
                .containsSubsequence(
                        "stopping task",
                        // What the container itself said when it got the signal.
                        "error[interrupted]",
                        "error[interrupted]: interrupted; task " + NAME + "/",
                        " was stopped");
        assertThat(PostgresContainer.query(otherDatabase, "select to_regclass('cities') is null"))
                .isEqualTo("t");
        Wait.until(
                Duration.ofMinutes(1),
                "the build has ended",
                () -> status(build).equals("STOPPED"));
        assertThat(
                        PostgresContainer.query(
                                database,
                                "select count(*) from flyway_schema_history where version = '99'"))
                .isEqualTo("0");
    }

    /// A run that waits for another one, and whose starter gets SIGTERM.
    private static Execution stopped(String where, String environment, String file, String... more)
            throws SQLException {
        var line =
                line(
                        "migrate",
                        "--env",
                        environment,
                        "--config",
                        files.path().resolve(file).toString());
        line.addAll(List.of(more));
        try (var other = PostgresContainer.connect(where);
                var statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('slipway public', 0))");
            try (var process = SlipwayProcess.start(System.getenv(), line.toArray(String[]::new))) {
                Wait.until(
                        "it waits for the other run",
                        () -> process.stderr().contains("waiting for another run"));
                process.signal("TERM");
                var result = process.finish();
                // CodeBuild ends its machine with the build; here the build's client alone is
                // ended.
                removeContainers();
                return result;
            }
        }
    }
}
