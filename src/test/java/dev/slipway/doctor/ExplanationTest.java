package dev.slipway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.CountingProxy;
import dev.slipway.support.DeafPort;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/// The last line of a run that could not connect.
class ExplanationTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
        project.root().with("seeds/fruits.csv", "name\napple\n");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Map<String, String> at(String server) {
        return project.environment(
                "DATABASE_URL",
                "postgresql://app:wr0ngwr0ng@" + server + "/" + project.database().name(),
                "RUN_MIGRATIONS",
                "true",
                "CONNECT_TIMEOUT",
                "1s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "migrate", "seed"})
    void saysWhereTheServerIsThatDoesNotAnswer(String command) {
        try (var deaf = new DeafPort()) {
            var result = FrontDoor.run(at("127.0.0.1:" + deaf.port()), command);

            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.stderr())
                    .contains("connection timed out")
                    .endsWith(
                            "\n  see: slipway doctor, tcp: 127.0.0.1 (this host itself) does not answer; in a container that is the container, not the machine\n");
        }
    }

    @Test
    void saysWhoWasAskedForAName() {
        var result = FrontDoor.run(at("no-such-host.invalid"), "migrate");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.stderr())
                .contains(
                        "\n  see: slipway doctor, name resolution: no address is known for no-such-host.invalid, asked ");
    }

    @Test
    void saysThatTheNetworkIsOpenWhenOnlyTheServerIsSilent() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var server = "127.0.0.1:" + silent.getLocalPort();

            var result = FrontDoor.run(at(server), "migrate");

            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.stderr())
                    .endsWith("\n  see: slipway doctor, tcp: " + server + " accepts connections\n");
        }
    }

    @Test
    void addsNothingAndAsksNobodyWhereTheFailureSaysItAll() {
        try (var proxy = new CountingProxy(project.database().port())) {
            var result = FrontDoor.run(at("127.0.0.1:" + proxy.port()), "migrate");

            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.stderr()).doesNotContain("see:");
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void tellsProgramsTheSame() {
        var result = FrontDoor.run(at("no-such-host.invalid"), "migrate", "--output", "json");

        var doctor = JsonMapper.builder().build().readTree(result.stdout()).get("doctor");
        assertThat(doctor.get("check").asString()).isEqualTo("name resolution");
        assertThat(doctor.get("state").asString()).isEqualTo("failed");
        assertThat(doctor.get("failure").get("kind").asString()).isEqualTo("unreachable");
    }

    @Test
    void tellsProgramsThatThereIsNothingToAdd() {
        var result = project.run("migrate", "--output", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(JsonMapper.builder().build().readTree(result.stdout()).get("doctor").isNull())
                .isTrue();
    }
}
