package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.Execution;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.StandIn;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LogConfiguration;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tasks that are started in ECS. Its stand-in runs their containers with docker; here they hold
/// next to nothing, in {@link EndToEndTest} Slipway.
@NeedsAws
@Alongside
class StartEcsTest {
    private static final String CLUSTER = "start-ecs-" + ProcessHandle.current().pid();
    private static final EcsClient ECS =
            EcsClient.builder().endpointOverride(StandIn.ENDPOINT).build();

    @BeforeAll
    static void createCluster() {
        ECS.createCluster(request -> request.clusterName(CLUSTER));
    }

    @AfterAll
    static void deleteCluster() {
        ECS.deleteCluster(request -> request.cluster(CLUSTER));
        ECS.close();
    }

    /// A task definition whose container runs this script, and its name.
    private static String definition(String family, String image, String script) {
        var name = family + "-" + ProcessHandle.current().pid();
        var log =
                LogConfiguration.builder()
                        .logDriver("awslogs")
                        .options(
                                Map.of(
                                        "awslogs-group", "/start-test/ecs",
                                        "awslogs-region", "us-east-1",
                                        "awslogs-stream-prefix", "slipway"))
                        .build();
        ECS.registerTaskDefinition(
                request ->
                        request.family(name)
                                .requiresCompatibilitiesWithStrings("FARGATE")
                                .networkMode("awsvpc")
                                .cpu("256")
                                .memory("512")
                                .containerDefinitions(
                                        ContainerDefinition.builder()
                                                .name("slipway")
                                                .image(image)
                                                .essential(true)
                                                .command("sh", "-c", script)
                                                .logConfiguration(log)
                                                .build()));
        return name;
    }

    private static List<String> line(String definition, String... more) {
        var line =
                new ArrayList<>(
                        List.of(
                                "start",
                                "migrate",
                                "--cluster",
                                CLUSTER,
                                "--task-definition",
                                definition,
                                "--subnets",
                                "subnet-1,subnet-2",
                                "--security-groups",
                                "sg-1"));
        line.addAll(List.of(more));
        return line;
    }

    private static Execution start(String definition, String... more) {
        return SlipwayProcess.run(System.getenv(), line(definition, more).toArray(String[]::new));
    }

    @Test
    void followsATaskAndPicksItUpAgain() {
        var definition =
                definition(
                        "good",
                        "debian:trixie-slim",
                        "echo modes $RUN_MIGRATIONS $RUN_SEED $REPORT_LINE $SEED_ENV");

        var done = start(definition, "--set", "SEED_ENV=staging", "--output", "json");

        assertThat(done.exitCode()).as(done.stderr()).isZero();
        assertThat(done.stderr())
                .contains("ECS: task " + CLUSTER + "/", "modes true false true staging");
        var document = JsonMapper.shared().readTree(done.stdout());
        assertThat(document.path("platform").asString()).isEqualTo("ecs");
        assertThat(document.path("status").asString()).isEqualTo("STOPPED");

        var again = SlipwayProcess.run(System.getenv(), "follow", document.path("id").asString());

        assertThat(again.exitCode()).as(again.stderr()).isZero();
        assertThat(again.stderr()).contains("modes true false true staging");
        assertThat(again.stdout()).contains(" succeeded, ");
    }

    @Test
    void endsWithTheContainersOwnCode() {
        var failed =
                start(
                        definition(
                                "bad",
                                "debian:trixie-slim",
                                "echo 'error[seed]: seed fruits is wrong in 1 place' >&2; echo '  fix: correct it' >&2; exit 9"));

        assertThat(failed.exitCode()).as(failed.stderr()).isEqualTo(9);
        assertThat(failed.stderr())
                .endsWith("error[seed]: seed fruits is wrong in 1 place\n  fix: correct it\n");
    }

    @Test
    void endsWith11WhenThereIsNoExitCode() {
        var failed = start(definition("nowhere", "127.0.0.1:5000/no/such:image", "true"));

        // Docker can tell that there is no such image, where it is logged in; else the task does.
        assertThat(failed.exitCode()).as(failed.stderr()).isIn(3, 11);
        assertThat(failed.stderr())
                .containsAnyOf(
                        "CannotPullContainerError",
                        "there is no image 127.0.0.1:5000/no/such:image");
    }

    @Test
    void namesADefinitionAndAClusterThatAreNotThere() {
        assertThat(start("no-such-definition").stderr())
                .contains("there is no task definition no-such-definition; nothing was started");

        var definition = definition("idle", "debian:trixie-slim", "true");
        var nowhere =
                SlipwayProcess.run(
                        System.getenv(),
                        "start",
                        "seed",
                        "--cluster",
                        "no-such-cluster",
                        "--task-definition",
                        definition,
                        "--subnets",
                        "subnet-1",
                        "--security-groups",
                        "sg-1");

        assertThat(nowhere.exitCode()).isEqualTo(3);
        assertThat(nowhere.stderr()).contains("there is no cluster no-such-cluster");
        assertThat(start(definition, "--image", "x/y:1").stderr())
                .contains("a task of ECS runs the image of its definition; nothing was started");
    }

    @Test
    void letsTheContainerEndItselfWhenItIsToldToStop() {
        var definition =
                definition(
                        "slow",
                        "debian:trixie-slim",
                        "trap 'echo rolled back; exit 130' TERM; echo begun; sleep 60 & wait");
        try (var process =
                SlipwayProcess.start(System.getenv(), line(definition).toArray(String[]::new))) {
            Wait.until("the container runs", () -> process.stderr().contains("begun"));
            process.signal("TERM");
            var stopped = process.finish();

            assertThat(stopped.exitCode()).as(stopped.stderr()).isEqualTo(130);
            assertThat(stopped.stderr())
                    .contains(
                            "stopping task",
                            "rolled back",
                            "error[interrupted]: interrupted; task");
        }
    }
}
