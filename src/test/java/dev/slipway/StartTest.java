package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.AwsDetour;
import dev.slipway.support.BuildProject;
import dev.slipway.support.Execution;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.Project;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs that are started in AWS. Its stand-in runs the buildspec's commands on this machine, so
/// that Slipway itself runs there, on a database of the test.
@NeedsAws
@Alongside
class StartTest {
    private static final String WAITS =
            """
            version: 0.2
            env:
              shell: bash
            phases:
              build:
                commands:
                  - echo begun
                  - sleep 60
            """;

    @TempDir private Path directory;

    private final Map<String, String> plain = Map.of("IMAGE_URI", "registry.invalid/slipway:1");
    private BuildProject remote;

    @AfterEach
    void deleteProject() {
        if (remote != null) {
            remote.close();
        }
    }

    private Execution start(String... args) {
        return start(System.getenv(), args);
    }

    private Execution start(Map<String, String> environment, String... args) {
        var line = new ArrayList<>(List.of("start"));
        line.addAll(List.of(args));
        line.addAll(List.of("--project", remote.name()));
        return SlipwayProcess.run(environment, line.toArray(String[]::new));
    }

    /// A project whose builds run Slipway as the image does.
    private BuildProject slipway(Project project) {
        var variables = new HashMap<>(project.environment());
        variables.putAll(plain);
        return new BuildProject(
                """
                version: 0.2
                env:
                  shell: bash
                phases:
                  build:
                    commands:
                      - |
                        exec 2>&1; cd "%s" && "%s" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp 'target/slipway.jar:target/lib/*' dev.slipway.cli.Main run
                """
                        .formatted(
                                Path.of("").toAbsolutePath(),
                                Path.of(System.getProperty("java.home"), "bin", "java")),
                variables);
    }

    @Test
    void showsLogAndResultOfARunAndEndsAsItDid() {
        try (var project = new Project(directory)) {
            project.migrations().with("V1__fruits.sql", "create table fruits (id int);");
            remote = slipway(project);

            var done = start("migrate");

            assertThat(done.exitCode()).as(done.stderr()).isZero();
            assertThat(done.stdout())
                    .contains(
                            "Applied 1 migration; the schema is at version 1:",
                            "fruits",
                            "CodeBuild: build " + remote.name() + ":",
                            " succeeded, ");
            // The log, the phases, and not the lines that are for programs.
            assertThat(done.stderr())
                    .contains("Entering phase BUILD", "Applied 1 migration", "== BUILD succeeded")
                    .doesNotContain("slipway-result");
            assertThat(project.applied()).isEqualTo("1");

            project.migrations().with("V2__broken.sql", "create table fruits (id int);");
            var report = directory.resolve("report");
            var failed = start("migrate", "--output", "json", "--report-dir", report.toString());

            assertThat(failed.exitCode()).as(failed.stderr()).isEqualTo(7);
            var document = JsonMapper.shared().readTree(failed.stdout());
            assertThat(document.path("result").asString()).isEqualTo("migration");
            assertThat(document.path("status").asString()).isEqualTo("FAILED");
            assertThat(document.at("/error/what").asString()).contains("V2__broken.sql failed");
            assertThat(document.at("/run/error/subject").asString()).isEqualTo("V2__broken.sql");
            assertThat(failed.stderr()).contains("error[migration]: V2__broken.sql failed");
            assertThat(report.resolve("junit.xml"))
                    .content()
                    .contains("name=\"V2__broken.sql\"", "failures=\"1\"");
        }
    }

    @Test
    void passesTheModesAndMoreSettings() {
        remote =
                new BuildProject(
                        """
                        version: 0.2
                        env:
                          shell: bash
                        phases:
                          build:
                            commands:
                              - env | grep -E '^(RUN|SEED|REPORT|IMAGE)_' | sort
                        """,
                        Map.of(
                                "IMAGE_URI",
                                "registry.invalid/slipway:1",
                                "RUN_MIGRATIONS",
                                "true"));

        var seed =
                start(
                        "seed",
                        "--roles",
                        "--set",
                        "SEED_ENV=staging",
                        "--image",
                        "other.invalid/x:2");

        assertThat(seed.exitCode()).as(seed.stderr()).isZero();
        assertThat(seed.stderr())
                .contains(
                        "IMAGE_URI=other.invalid/x:2",
                        "REPORT_LINE=true",
                        "RUN_MIGRATIONS=false",
                        "RUN_ROLES=true",
                        "RUN_SEED=true",
                        "SEED_ENV=staging");
    }

    @Test
    void endsWithTheCodeOfTheBuildspecsOwnChecks() {
        remote =
                new BuildProject(
                        """
                        version: 0.2
                        env:
                          shell: bash
                        phases:
                          pre_build:
                            commands:
                              - |
                                (printf 'error[settings]: this build'"'"'s variables are wrong\\n  - one\\n  fix: correct them\\n'; exit 3)
                        """,
                        plain);

        var refused = start("migrate");

        assertThat(refused.exitCode()).as(refused.stderr()).isEqualTo(3);
        assertThat(refused.stderr())
                .endsWith(
                        """
                        error[settings]: this build's variables are wrong
                          - one
                          fix: correct them
                        """);
    }

    @Test
    void endsWith11WhenThePlatformFailedTheRun() {
        remote =
                new BuildProject(
                        """
                        version: 0.2
                        env:
                          shell: bash
                        phases:
                          build:
                            commands:
                              - sh -c 'exit 125'
                        """,
                        plain);

        var failed = start("migrate", "--output", "json");

        assertThat(failed.exitCode()).as(failed.stderr()).isEqualTo(11);
        assertThat(failed.stderr())
                .contains("error[remote]: build " + remote.name(), "failed with exit status 125");
        assertThat(JsonMapper.shared().readTree(failed.stdout()).path("result").asString())
                .isEqualTo("remote");
    }

    @Test
    void startsNothingBesideARunningBuildAndSaysWhoseItIs() {
        remote = new BuildProject(WAITS, plain);
        var first = remote.startBuild();

        var second = start("migrate");

        assertThat(second.exitCode()).isEqualTo(6);
        assertThat(second.stderr())
                .contains(
                        "error[locked]: " + remote.name() + " is busy; nothing was started",
                        "build " + first + " (#1) by testbed");
        assertThat(remote.builds()).containsExactly(first);
    }

    @Test
    void namesAProjectThatIsNotThere() {
        var nowhere =
                SlipwayProcess.run(
                        System.getenv(), "start", "migrate", "--project", "no-such-project");

        assertThat(nowhere.exitCode()).isEqualTo(3);
        assertThat(nowhere.stderr())
                .contains("there is no CodeBuild project no-such-project; nothing was started");
    }

    @Test
    void namesAProfileAndARunThatAreNotThere() {
        var profile =
                SlipwayProcess.run(
                        System.getenv(), "start", "migrate", "--profile", "no-such-profile");

        assertThat(profile.exitCode()).isEqualTo(5);
        assertThat(profile.stderr())
                .contains("no credentials for the profile", "no-such-profile")
                .doesNotContain("NAT gateway");

        var run = "x:00000000-0000-0000-0000-000000000000";
        var followed = SlipwayProcess.run(System.getenv(), "follow", run);

        assertThat(followed.exitCode()).isEqualTo(3);
        assertThat(followed.stderr())
                .contains("CodeBuild knows no build " + run)
                .doesNotContain("then: slipway follow");
    }

    @Test
    void leavesARunAndPicksItUpAgain() {
        remote =
                new BuildProject(
                        """
                        version: 0.2
                        env:
                          shell: bash
                        phases:
                          build:
                            commands:
                              - echo by itself
                        """,
                        plain);

        var left = start("seed", "--detach");

        var id = left.stdout().strip();
        assertThat(left.exitCode()).isZero();
        assertThat(remote.builds()).containsExactly(id);
        assertThat(left.stderr()).contains("follow it with: slipway follow " + id);

        var followed = SlipwayProcess.run(System.getenv(), "follow", id);

        assertThat(followed.exitCode()).as(followed.stderr()).isZero();
        assertThat(followed.stderr()).contains("by itself");
        assertThat(followed.stdout()).contains("CodeBuild: build " + id + " succeeded");
    }

    @Test
    void stopsTheRunWhenItIsToldToStop() {
        remote = new BuildProject(WAITS, plain);
        try (var process =
                SlipwayProcess.start(
                        System.getenv(), "start", "migrate", "--project", remote.name())) {
            Wait.until("the run has begun", () -> process.stderr().contains("begun"));
            process.signal("TERM");
            var stopped = process.finish();

            assertThat(stopped.exitCode()).isEqualTo(130);
            assertThat(stopped.stderr())
                    .contains("error[interrupted]: interrupted; build ", "was stopped");
            assertThat(remote.status(remote.builds().getFirst())).isEqualTo("STOPPED");
        }
    }

    @Test
    void stopsTheRunWhenItTakesTooLong() {
        remote = new BuildProject(WAITS, plain);

        var late = start("migrate", "--timeout", "2s");

        assertThat(late.exitCode()).isEqualTo(11);
        assertThat(late.stderr())
                .contains("was not done within 2 s; it was stopped", "--timeout, or START_TIMEOUT");
        assertThat(remote.status(remote.builds().getFirst())).isEqualTo("STOPPED");
    }

    @Test
    void tellsARunThatSomebodyElseStopped() {
        remote = new BuildProject(WAITS, plain);
        var id = remote.startBuild();
        Wait.until("it builds", () -> remote.isBuilding(id));
        remote.stopBuild(id);

        var followed = SlipwayProcess.run(System.getenv(), "follow", id);

        assertThat(followed.exitCode()).isEqualTo(11);
        assertThat(followed.stderr()).contains("error[remote]: build " + id + " was stopped");
    }

    @Test
    void bearsThrottlingAndLostAnswersAndStartsNothingTwice() {
        remote =
                new BuildProject(
                        """
                        version: 0.2
                        env:
                          shell: bash
                        phases:
                          build:
                            commands:
                              - echo once
                        """,
                        plain);
        // More than AWS's library tries by itself.
        try (var way =
                new AwsDetour()
                        .loseAnswers("StartBuild", 5)
                        // A build is not everywhere in AWS the moment it is started.
                        .answer("BatchGetBuilds", 1, 200, "{\"builds\":[]}")
                        .throttle("BatchGetBuilds", 5)
                        .throttle("GetLogEvents", 5)) {
            var done = start(way.environment(), "migrate");

            assertThat(done.exitCode()).as(done.stderr()).isZero();
            assertThat(done.stderr())
                    .contains(
                            "asking again, which starts nothing twice",
                            "CodeBuild gives no answer just now, asking again",
                            "once");
            assertThat(remote.builds()).hasSize(1);
            var tokens =
                    way.requests("StartBuild").stream()
                            .map(
                                    body ->
                                            JsonMapper.shared()
                                                    .readTree(body)
                                                    .path("idempotencyToken"))
                            .distinct();
            assertThat(tokens).hasSize(1);
            assertThat(way.requests("StartBuild")).hasSizeGreaterThan(5);
        }
    }

    @Test
    void waitsForTheEndAlsoWhenTheLogMayNotBeRead() {
        remote =
                new BuildProject(
                        """
                        version: 0.2
                        env:
                          shell: bash
                          variables: {SLIPWAY_RESULT: done}
                          exported-variables: [SLIPWAY_RESULT]
                        phases:
                          build:
                            commands:
                              - echo unseen
                        """,
                        plain);
        try (var way =
                new AwsDetour()
                        .answer(
                                "GetLogEvents",
                                100,
                                400,
                                "{\"__type\":\"AccessDeniedException\",\"message\":\"not you\"}")) {
            var done = start(way.environment(), "migrate");

            assertThat(done.exitCode()).as(done.stderr()).isZero();
            assertThat(done.stderr())
                    .containsOnlyOnce("warning: the log of the run cannot be read")
                    .doesNotContain("unseen");
            assertThat(done.stdout()).contains("SLIPWAY_RESULT=done", " succeeded, ");
        }
    }

    @Test
    void asksAPersonOnCtrlCWhatBecomesOfTheRun() throws IOException, InterruptedException {
        remote = new BuildProject(WAITS, plain);
        var answerYes = onATerminal("\n");
        assertThat(answerYes).contains("Stop build " + remote.name(), "was stopped");
        assertThat(remote.status(remote.builds().getFirst())).isEqualTo("STOPPED");

        var answerNo = onATerminal("n\n");
        assertThat(answerNo).contains("goes on", "slipway follow " + remote.builds().getFirst());
        assertThat(remote.status(remote.builds().getFirst())).isEqualTo("IN_PROGRESS");
    }

    /// Runs it on a terminal of its own, presses Ctrl-C when the run has begun, and types.
    private String onATerminal(String answer) throws IOException, InterruptedException {
        var line =
                String.join(
                        " ",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp 'target/slipway.jar:target/lib/*'",
                        "dev.slipway.cli.Main start migrate --project",
                        remote.name());
        var screen = directory.resolve("screen-" + answer.length());
        var process =
                new ProcessBuilder(
                                "script",
                                "--quiet",
                                "--flush",
                                "--command",
                                line,
                                screen.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Wait.until("the run has begun", () -> shown(screen).contains("begun"));
        var keyboard = process.getOutputStream();
        keyboard.write(3);
        keyboard.flush();
        Wait.until("the question", () -> shown(screen).contains("too?"));
        keyboard.write(answer.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        assertThat(process.waitFor(Duration.ofSeconds(40))).as(shown(screen)).isTrue();
        return shown(screen);
    }

    private static String shown(Path screen) {
        try {
            return Files.exists(screen) ? Files.readString(screen) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
