package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.Execution;
import dev.slipway.support.NeedsProgram;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// The workflows of GitHub: what they may do, in which order, and their scripts, run with stand-ins
/// for the programs that they call.
@Alongside
@NeedsProgram("jq")
class WorkflowTest {
    private static final Path FOLDER = Path.of(".github/workflows");
    private static final Pattern PINNED =
            Pattern.compile("[\\w-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String OTHER_DIGEST = "sha256:" + "b".repeat(64);

    @TempDir private Path directory;

    private Path calls;

    @BeforeEach
    void noteCalls() throws IOException {
        calls = Files.createFile(directory.resolve("calls"));
    }

    private static JsonNode workflow(String name) {
        return new YAMLMapper().readTree(FOLDER.resolve(name + ".yml"));
    }

    private static List<String> names() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".yml", ""))
                    .sorted()
                    .toList();
        }
    }

    private static List<JsonNode> steps(JsonNode job) {
        return StreamSupport.stream(job.path("steps").spliterator(), false).toList();
    }

    private static List<JsonNode> allSteps(JsonNode workflow) {
        return StreamSupport.stream(workflow.get("jobs").spliterator(), false)
                .flatMap(job -> steps(job).stream())
                .toList();
    }

    /// Where the first step is that has this in its `run` or `uses`.
    private static int step(JsonNode job, String text) {
        var steps = steps(job);
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).path("run").asString("").contains(text)
                    || steps.get(i).path("uses").asString("").startsWith(text)) {
                return i;
            }
        }
        throw new AssertionError("no step has " + text);
    }

    private static Map<String, String> permissions(JsonNode workflow) {
        var permissions = new TreeMap<String, String>();
        workflow.get("jobs")
                .properties()
                .forEach(
                        job ->
                                job.getValue()
                                        .get("permissions")
                                        .properties()
                                        .forEach(
                                                permission ->
                                                        permissions.put(
                                                                job.getKey()
                                                                        + " "
                                                                        + permission.getKey(),
                                                                permission
                                                                        .getValue()
                                                                        .stringValue())));
        return permissions;
    }

    @Test
    void everyActionIsPinnedToACommit() throws IOException {
        for (var name : names()) {
            assertThat(Files.readAllLines(FOLDER.resolve(name + ".yml")))
                    .filteredOn(line -> line.contains("uses: ") && !line.contains("uses: ./"))
                    .as(name)
                    .allSatisfy(
                            line -> assertThat(line.replaceFirst(".*uses: ", "")).matches(PINNED));
        }
    }

    @Test
    void everyJobHasThePermissionsThatItNeedsAndNoOthers() throws IOException {
        assertThat(names()).containsExactly("deploy", "rehearse", "release", "test");
        for (var name : names()) {
            assertThat(workflow(name).get("permissions")).as(name).isEmpty();
        }
        assertThat(permissions(workflow("test"))).isEqualTo(Map.of("verify contents", "read"));
        assertThat(permissions(workflow("rehearse")))
                .isEqualTo(
                        Map.of(
                                "rehearse contents", "read",
                                "rehearse pull-requests", "write",
                                "rehearse security-events", "write"));
        assertThat(permissions(workflow("release")))
                .isEqualTo(
                        Map.of(
                                "test contents", "read",
                                "image contents", "read",
                                "image packages", "write",
                                "image id-token", "write",
                                "production contents", "read",
                                "production packages", "read",
                                "production id-token", "write"));
        assertThat(permissions(workflow("deploy")))
                .isEqualTo(
                        Map.of(
                                "migrate contents", "read",
                                "migrate packages", "read",
                                "migrate id-token", "write",
                                "rollout id-token", "write"));
    }

    @Test
    void nothingFromOutsideIsPastedIntoAScript() throws IOException {
        for (var name : names()) {
            assertThat(workflow(name).get("on").has("pull_request_target")).isFalse();
            assertThat(allSteps(workflow(name)))
                    .extracting(step -> step.path("run").asString(""))
                    .as(name)
                    .noneMatch(script -> script.contains("${{"));
            assertThat(allSteps(workflow(name)))
                    .filteredOn(
                            step -> step.path("uses").asString("").startsWith("actions/checkout@"))
                    .as(name)
                    .allMatch(step -> !step.at("/with/persist-credentials").asBoolean(true));
        }
    }

    @Test
    void everyJobEndsSomeTime() throws IOException {
        for (var name : names()) {
            assertThat(workflow(name).get("jobs"))
                    .as(name)
                    .allMatch(job -> job.has("uses") || job.has("timeout-minutes"));
        }
    }

    @Test
    void aReleaseTestsThenPushesBothArchitecturesThenSigns() {
        var jobs = workflow("release").get("jobs");
        var image = jobs.get("image");

        assertThat(jobs.at("/test/uses").stringValue()).isEqualTo("./.github/workflows/test.yml");
        assertThat(image.get("needs").stringValue()).isEqualTo("test");
        assertThat(jobs.at("/production/needs").stringValue()).isEqualTo("image");
        assertThat(steps(image))
                .filteredOn(
                        step ->
                                step.path("uses")
                                        .asString("")
                                        .startsWith("docker/build-push-action@"))
                .hasSize(2)
                .allSatisfy(
                        step -> {
                            var with = step.get("with");
                            assertThat(with.get("platforms").stringValue())
                                    .isEqualTo("linux/amd64,linux/arm64");
                            assertThat(with.get("push").booleanValue()).isTrue();
                            assertThat(with.get("sbom").booleanValue()).isTrue();
                            assertThat(with.get("provenance").stringValue()).isEqualTo("mode=max");
                        });
        assertThat(step(image, "cosign sign"))
                .isGreaterThan(step(image, "docker/build-push-action@"));
        assertThat(
                        steps(image)
                                .get(step(image, "cosign sign"))
                                .at("/env/IMAGE_DIGEST")
                                .stringValue())
                .isEqualTo("${{ steps.image.outputs.digest }}");
    }

    @Test
    void productionIsApprovedThenMigratedThenRolledOut() {
        var workflow = workflow("deploy");
        var migrate = workflow.at("/jobs/migrate");
        var rollout = workflow.at("/jobs/rollout");

        assertThat(workflow.at("/concurrency/cancel-in-progress").booleanValue()).isFalse();
        assertThat(migrate.get("environment").stringValue()).isEqualTo("production");
        assertThat(rollout.get("environment").stringValue()).isEqualTo("production");
        assertThat(rollout.get("needs").stringValue()).isEqualTo("migrate");
        // A condition such as always() would roll out after a failed migration.
        assertThat(rollout.has("if")).isFalse();
        assertThat(allSteps(workflow)).noneMatch(step -> step.has("continue-on-error"));
        assertThat(step(migrate, "production-env decode"))
                .isLessThan(step(migrate, "aws-actions/configure-aws-credentials@"));
        assertThat(step(migrate, "cosign verify")).isLessThan(step(migrate, "slipway start"));
        assertThat(step(rollout, "aws ecs update-service")).isNotNegative();
    }

    @Test
    void aRehearsalIsToldAlsoWhenItFindsSomething() {
        var job = workflow("rehearse").at("/jobs/rehearse");
        var steps = steps(job);
        var rehearse = step(job, "slipway rehearse");

        assertThat(steps.get(step(job, "actions/checkout@")).at("/with/fetch-depth").intValue())
                .isZero();
        assertThat(steps.subList(0, rehearse + 1)).noneMatch(step -> step.has("if"));
        assertThat(steps.subList(rehearse + 1, steps.size()))
                .hasSize(3)
                .allMatch(step -> step.path("if").asString("").contains("!cancelled()"));
        // A fork's token may not write, and its pull request is none the worse for it.
        assertThat(
                        List.of(
                                steps.get(step(job, "gh pr comment")),
                                steps.get(step(job, "github/codeql-action/upload-sarif@"))))
                .allMatch(
                        step ->
                                step.get("if")
                                        .stringValue()
                                        .contains("head.repo.full_name == github.repository"));
    }

    @Test
    void aPullRequestIsRehearsedFromItsTargetBranchAndCommentedOn() throws IOException {
        program("slipway", "exit 10");
        program("gh", "");

        var rehearsed = script("rehearse", "slipway rehearse", Map.of("BASE", "main; echo no"));
        var commented = script("rehearse", "gh pr comment", Map.of("NUMBER", "7"));

        assertThat(rehearsed.exitCode()).isEqualTo(10);
        assertThat(commented.exitCode()).isZero();
        assertThat(calls)
                .content()
                .contains("[rehearse] [--since] [origin/main; echo no] [--output] [github]")
                .contains("[pr] [comment] [7] [--edit-last] [--create-if-none]");
    }

    /// Runs a step's script as GitHub's runner does, with the folder of stand-ins first on the
    // path.
    private Execution script(String workflow, String text, Map<String, String> environment)
            throws IOException {
        var step =
                allSteps(workflow(workflow)).stream()
                        .filter(candidate -> candidate.path("run").asString("").contains(text))
                        .findFirst()
                        .orElseThrow();
        var file =
                Files.writeString(
                        directory.resolve("script"),
                        "cd '" + directory + "'\n" + step.get("run").stringValue());
        var all = new HashMap<>(environment);
        all.put("PATH", directory + ":" + System.getenv("PATH"));
        all.put("RUNNER_TEMP", directory.toString());
        all.put("GITHUB_ENV", directory.resolve("environment").toString());
        all.put("GITHUB_OUTPUT", directory.resolve("output").toString());
        all.put("GITHUB_STEP_SUMMARY", directory.resolve("summary").toString());
        var command = new ArrayList<>(List.of("bash", "--noprofile", "--norc", "-e"));
        if (step.path("shell").asString("").equals("bash")) {
            command.addAll(List.of("-o", "pipefail"));
        }
        command.add(file.toString());
        return Shell.run(all, command.toArray(String[]::new));
    }

    /// Puts a program on the path that notes how it was called, then runs a script.
    private void program(String name, String script) throws IOException {
        var file = directory.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\n{ printf '%s' '"
                        + name
                        + "'; for word in \"$@\"; do printf ' [%s]' \"$word\"; done; echo; } >>'"
                        + calls
                        + "'\n"
                        + script
                        + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theRunGetsEverySettingOfTheFileAndTheSnapshotWhateverTheFileSays() throws IOException {
        program("slipway", "");
        Files.writeString(
                directory.resolve("settings"),
                "SEED_ENV=production\nSNAPSHOT=false\nRUN_SEED=true\nLOCK_TIMEOUT=3 s; exit\n");

        var result = script("deploy", "slipway start", Map.of("IMAGE_URI", "registry/slipway:1"));

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(calls)
                .hasContent(
                        "slipway [start] [migrate] [--env] [production] [--yes]"
                                + " [--image] [registry/slipway:1]"
                                + " [--set] [SNAPSHOT=true]"
                                + " [--set] [SEED_ENV=production]"
                                + " [--set] [LOCK_TIMEOUT=3 s; exit]");
        assertThat(result.stderr()).contains("SNAPSHOT", "RUN_SEED").doesNotContain("true");
    }

    @Test
    void aFailedRunFailsTheStepWithItsOwnExitCode() throws IOException {
        program("slipway", "exit 7");
        Files.createFile(directory.resolve("settings"));

        var result = script("deploy", "slipway start", Map.of("IMAGE_URI", "registry/slipway:1"));

        assertThat(result.exitCode()).isEqualTo(7);
    }

    private Execution copy(String digestInEcr) throws IOException {
        program(
                "docker",
                """
                case "$*" in
                  *"imagetools create"*) touch copied ;;
                  *ghcr.io*) echo '{"digest": "%s"}' ;;
                  *) if [ -n "%s" ]; then echo '{"digest": "%s"}';
                     elif [ -f copied ]; then echo '{"digest": "%s"}'; else exit 1; fi ;;
                esac\
                """
                        .formatted(DIGEST, digestInEcr, digestInEcr, DIGEST));
        return script(
                "deploy",
                "cosign verify",
                Map.of(
                        "REPOSITORY", "Acme/Shop",
                        "TAG", "v1.4.0",
                        "ECR_REPOSITORY", "123.dkr.ecr.eu-central-1.amazonaws.com/slipway"));
    }

    @Test
    void theSignedImageIsCopiedByItsDigest() throws IOException {
        program("cosign", "");

        var result = copy("");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(calls)
                .content()
                .contains(
                        "cosign [verify] [ghcr.io/acme/shop@" + DIGEST + "]",
                        "[https://github.com/Acme/Shop/.github/workflows/release.yml@refs/tags/v1.4.0]",
                        "docker [buildx] [imagetools] [create] [--tag]"
                                + " [123.dkr.ecr.eu-central-1.amazonaws.com/slipway:1.4.0]"
                                + " [ghcr.io/acme/shop@"
                                + DIGEST
                                + "]");
        assertThat(directory.resolve("environment"))
                .hasContent("IMAGE_URI=123.dkr.ecr.eu-central-1.amazonaws.com/slipway:1.4.0");
    }

    @Test
    void anImageThatIsThereAlreadyIsNotPushedAgain() throws IOException {
        program("cosign", "");

        assertThat(copy(DIGEST).exitCode()).isZero();
        assertThat(calls).content().doesNotContain("[create]");
    }

    @Test
    void anUnsignedImageOrAnotherOneOfTheSameTagIsNotRun() throws IOException {
        program("cosign", "exit 1");
        var unsigned = copy("");
        program("cosign", "");
        var other = copy(OTHER_DIGEST);

        assertThat(unsigned.exitCode()).isEqualTo(1);
        assertThat(other.exitCode()).isEqualTo(5);
        assertThat(other.stderr()).contains(OTHER_DIGEST, "nothing was run");
        assertThat(directory.resolve("environment")).doesNotExist();
        assertThat(calls).content().doesNotContain("[create]");
    }

    @Test
    void onlyAVersionIsDeployed() throws IOException {
        for (var tag : List.of("main", "v1", "v1.4.0\"; rm", "1.4.0")) {
            assertThat(script("deploy", "the tag is not a version", Map.of("TAG", tag)).exitCode())
                    .as(tag)
                    .isEqualTo(2);
        }
        assertThat(
                        script("deploy", "the tag is not a version", Map.of("TAG", "v1.4.0-rc.1"))
                                .exitCode())
                .isZero();
    }

    @Test
    void imagesAreNamedInSmallLettersAndByTheirVersion() throws IOException {
        var result =
                script(
                        "release",
                        "GITHUB_OUTPUT",
                        Map.of("REPOSITORY", "Acme/Shop", "TAG", "v1.4.0"));

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(directory.resolve("output"))
                .hasContent("image=ghcr.io/acme/shop\nversion=1.4.0");
    }

    @Test
    void aRolloutOfNothingIsAnError() throws IOException {
        program("aws", "");

        var nothing =
                script(
                        "deploy",
                        "update-service",
                        Map.of("CLUSTER", "", "SERVICE", "", "TASK_DEFINITION", ""));
        var service =
                script(
                        "deploy",
                        "update-service",
                        Map.of("CLUSTER", "web", "SERVICE", "shop", "TASK_DEFINITION", "shop"));

        assertThat(nothing.exitCode()).isEqualTo(3);
        assertThat(nothing.stderr()).contains("the database is migrated, nothing was rolled out");
        assertThat(service.exitCode()).isZero();
        assertThat(calls)
                .content()
                .contains("[update-service] [--cluster] [web] [--service] [shop]");
        assertThat(calls).content().doesNotContain("[--cluster] []");
    }

    @Test
    void theSummarySaysWhatWasNotTested() throws IOException {
        Files.writeString(
                directory.resolve("build.log"),
                """
                [INFO] x
                skipped CodeBuildTest: it needs AWS
                skipped CodeBuildTest: it needs AWS
                """);

        script("test", "Not tested here", Map.of());

        assertThat(directory.resolve("summary"))
                .hasContent("### Not tested here\n\n- skipped CodeBuildTest: it needs AWS");
    }
}
