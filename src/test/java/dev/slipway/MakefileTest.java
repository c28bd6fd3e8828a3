package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.Execution;
import dev.slipway.support.NeedsProgram;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The Makefile: what it lists, and the commands behind each name (`make -n`).
@NeedsProgram("make")
@Alongside
class MakefileTest {
    private static final String ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
    private static final String IMAGE_URI = ECR + "/slipway:1.4.0";

    @TempDir private Path directory;

    /// Nothing of this machine's environment stands for a variable of the Makefile.
    private static Execution make(String... arguments) {
        return make(Map.of(), arguments);
    }

    private static Execution make(Map<String, String> environment, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "-u",
                                "IMAGE_URI",
                                "-u",
                                "ENV",
                                "-u",
                                "ARGS",
                                "-u",
                                "MAKEFLAGS",
                                "make"));
        command.addAll(List.of(arguments));
        return Shell.run(environment, command.toArray(String[]::new));
    }

    /// The commands that a goal would run, without those that only start make again.
    private static List<String> commands(String... arguments) {
        var words = new ArrayList<>(List.of("-n"));
        words.addAll(List.of(arguments));
        var result = make(words.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.stderr()).isZero();
        return result.stdout()
                .lines()
                .filter(line -> !line.startsWith("make "))
                .map(String::strip)
                .toList();
    }

    @Test
    void helpListsEveryGoalAndIsWhatABareMakeDoes() {
        var help = make("help");

        assertThat(help.stdout().lines().filter(line -> line.startsWith("  make ")))
                .extracting(line -> line.replaceFirst(" +make +(\\S+) .*", "$1"))
                .containsExactly(
                        "help",
                        "image",
                        "push",
                        "plan",
                        "apply",
                        "migrate",
                        "seed",
                        "deploy",
                        "ecs-db-migrate",
                        "b64-encode-prod-env",
                        "local",
                        "test",
                        "bench");
        assertThat(make().stdout()).isEqualTo(help.stdout());
    }

    @Test
    void imageBuildsForTheRunnersArchitecture() {
        assertThat(commands("image"))
                .containsExactly(
                        "docker buildx build --platform 'linux/amd64' -t 'slipway' --load .");
        assertThat(commands("image", "IMAGE_URI=" + IMAGE_URI, "PLATFORM=linux/arm64"))
                .containsExactly(
                        "docker buildx build --platform 'linux/arm64' -t '"
                                + IMAGE_URI
                                + "' --load .");
    }

    @Test
    void pushLogsInToEcrInTheRegionOfTheRegistry() {
        assertThat(commands("push", "IMAGE_URI=" + IMAGE_URI))
                .containsExactly(
                        "aws ecr get-login-password --region 'eu-central-1'"
                                + " | docker login --username AWS --password-stdin '"
                                + ECR
                                + "'",
                        "docker buildx build --platform 'linux/amd64' -t '"
                                + IMAGE_URI
                                + "' --push .");
    }

    @Test
    void pushToAnotherRegistryLeavesTheLoginToTheUser() {
        assertThat(commands("push", "IMAGE_URI=registry.example/slipway:1"))
                .containsExactly(
                        "docker buildx build --platform 'linux/amd64'"
                                + " -t 'registry.example/slipway:1' --push .");
    }

    @Test
    void terraformGetsTheImageAndTheFolder() {
        assertThat(commands("plan", "TF_DIR=infra", "TERRAFORM=tofu", "ARGS=-out=plan"))
                .containsExactly(
                        "tofu -chdir='infra' init -input=false",
                        "tofu -chdir='infra' plan -out=plan");
        assertThat(commands("apply", "IMAGE_URI=" + IMAGE_URI))
                .containsExactly(
                        "TF_VAR_image_uri='"
                                + IMAGE_URI
                                + "' terraform"
                                + " -chdir='infrastructure/terraform/examples/existing-vpc'"
                                + " init -input=false",
                        "TF_VAR_image_uri='"
                                + IMAGE_URI
                                + "' terraform"
                                + " -chdir='infrastructure/terraform/examples/existing-vpc' apply");
    }

    @Test
    void runsAreStartedInTheChosenEnvironment() {
        assertThat(commands("migrate")).containsExactly("./slipway start migrate --env 'staging'");
        assertThat(commands("seed", "ENV=production", "ARGS=--detach"))
                .containsExactly("./slipway start seed --env 'production' --detach");
        assertThat(commands("ecs-db-migrate", "ENV=production"))
                .containsExactly("./slipway start migrate --on ecs --env 'production'");
    }

    @Test
    void deployPushesThenAppliesThenMigratesEvenInParallel() {
        assertThat(
                        commands(
                                "-j8",
                                "deploy",
                                "IMAGE_URI=registry.example/slipway:1",
                                "ARGS=--set SNAPSHOT=true",
                                "TF_DIR=infra"))
                .containsExactly(
                        "docker buildx build --platform 'linux/amd64'"
                                + " -t 'registry.example/slipway:1' --push .",
                        "TF_VAR_image_uri='registry.example/slipway:1' terraform"
                                + " -chdir='infra' init -input=false",
                        "TF_VAR_image_uri='registry.example/slipway:1' terraform"
                                + " -chdir='infra' apply",
                        "./slipway start migrate --env 'staging' --set SNAPSHOT=true");
    }

    @Test
    void theRestIsTheReadmesCommands() {
        assertThat(commands("local", "ARGS=--keep")).containsExactly("./slipway local --keep");
        assertThat(commands("test")).containsExactly("mvn verify");
        assertThat(commands("bench", "BENCH=start-up")).containsExactly("bench/run 'start-up'");
    }

    @Test
    void aMissingImageUriIsSaidInOneLineBeforeAnythingIsDone() {
        for (var goal : List.of("push", "deploy")) {
            var result = make(goal);

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.stdout()).isEmpty();
            assertThat(result.stderr().lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "IMAGE_URI is missing: make "
                                    + goal
                                    + " IMAGE_URI=REGISTRY/REPOSITORY:TAG");
        }
    }

    @Test
    void theProductionEnvironmentIsPrintedAsOneLineOfBase64() throws IOException {
        var file = directory.resolve(".env.production");
        // Longer than the 76 characters at which some programs break the line.
        var settings = "SEED_ENV=production\nSEEDS_DIR=/slipway/" + "seeds/".repeat(20) + "\n";
        Files.writeString(file, settings);

        var result = make("b64-encode-prod-env", "ENV_FILE=" + file);

        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout().lines()).hasSize(1);
        assertThat(Base64.getDecoder().decode(result.stdout().strip()))
                .asString()
                .isEqualTo(settings);
    }

    @Test
    void onMacOsItGoesToTheClipboardAndNowhereElse() throws IOException {
        var file = Files.writeString(directory.resolve("settings"), "SEED_ENV=production\n");
        var clipboard = directory.resolve("clipboard");
        program("uname", "echo Darwin");
        program("pbcopy", "cat >'" + clipboard + "'");

        var result =
                make(
                        Map.of("PATH", directory + ":" + System.getenv("PATH")),
                        "b64-encode-prod-env",
                        "ENV_FILE=" + file);

        var encoded = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        assertThat(clipboard).hasContent(encoded);
        assertThat(result.stdout()).contains("clipboard").doesNotContain(encoded);
    }

    private void program(String name, String script) throws IOException {
        var file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aProductionEnvironmentWithADatabaseUrlIsNotEncoded() throws IOException {
        var file =
                Files.writeString(
                        directory.resolve(".env.production"),
                        "SEED_ENV=production\nDATABASE_URL=postgresql://app:hunter2@db/shop\n");

        var result = make("b64-encode-prod-env", "ENV_FILE=" + file);

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .contains("line 2: DATABASE_URL is a secret")
                .doesNotContain("hunter2");
    }
}
