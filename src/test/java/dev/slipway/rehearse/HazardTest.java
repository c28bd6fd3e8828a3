package dev.slipway.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every hazard of the catalogue in src/test/resources is found in its unsafe form, and its safe
/// twin and what does no harm pass without a word.
class HazardTest {
    private static final Path HAZARDS = Path.of("src/test/resources/hazards");
    private static final Path FREE = Path.of("src/test/resources/hazards-free");

    @TempDir private Path migrations;

    /// The server, and which of the fixtures are tried there: every so manieth.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    int major() {
        return 18;
    }

    int every() {
        return 1;
    }

    static Stream<Path> hazards() throws IOException {
        return folders(HAZARDS);
    }

    static Stream<Path> free() throws IOException {
        return folders(FREE);
    }

    private static Stream<Path> folders(Path parent) throws IOException {
        try (var folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("hazards")
    void findsTheHazard(Path hazard) throws IOException {
        assumeTried(hazard);
        var result = rehearse(hazard, "unsafe");

        assertThat(result.exitCode()).as(result.toString()).isIn(0, 10);
        assertThat(findings(result).stream().map(one -> one.path("rule").asString()))
                .as(result.stdout())
                .contains(Files.readAllLines(hazard.resolve("expect")).getFirst().split("[, ]+"));
    }

    @ParameterizedTest
    @MethodSource("hazards")
    void saysNothingOfTheSafeTwin(Path hazard) throws IOException {
        assumeTried(hazard);
        assertSilent(rehearse(hazard, "safe"));
    }

    @ParameterizedTest
    @MethodSource("free")
    void saysNothingOfWhatDoesNoHarm(Path free) throws IOException {
        assumeTried(free);
        assertSilent(rehearse(free, "pending"));
    }

    /// Findings that its own comments allow are part of a safe form.
    private static void assertSilent(Execution result) {
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(findings(result))
                .as(result.stdout())
                .allSatisfy(finding -> assertThat(finding.path("allowed").isNull()).isFalse());
    }

    private void assumeTried(Path fixture) throws IOException {
        Assumptions.assumeTrue(fixture.getFileName().hashCode() % every() == 0);
        var expect = fixture.resolve("expect");
        if (Files.exists(expect)) {
            for (var line : Files.readAllLines(expect)) {
                if (line.startsWith("postgres >=")) {
                    Assumptions.assumeTrue(major() >= number(line));
                } else if (line.startsWith("postgres <")) {
                    Assumptions.assumeTrue(major() < number(line));
                }
            }
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceAll("[^0-9]", ""));
    }

    private Execution rehearse(Path fixture, String pending) throws IOException {
        for (var folder : List.of("applied", pending)) {
            try (var files = Files.list(fixture.resolve(folder))) {
                for (var file : files.toList()) {
                    Files.copy(file, migrations.resolve(file.getFileName()));
                }
            }
        }
        return FrontDoor.run(
                Map.of("REHEARSAL_SERVER", server().running().superuser(), "REHEARSAL_FILE", ""),
                "rehearse",
                "--migrations",
                migrations.toString(),
                "--from",
                "1",
                "--output",
                "json");
    }

    private static List<JsonNode> findings(Execution result) {
        var findings = new ArrayList<JsonNode>();
        for (var migration : JsonMapper.shared().readTree(result.stdout()).path("migrations")) {
            for (var statement : migration.path("statements")) {
                statement.path("findings").forEach(findings::add);
            }
        }
        return findings;
    }
}
