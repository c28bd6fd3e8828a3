package dev.slipway.image;

import dev.slipway.aws.Platform;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What docker says of an image in a registry: it has the logins of all of them.
final class DockerManifest {
    private static final long TIMEOUT_SECONDS = 20;

    private DockerManifest() {}

    /// The platforms; empty when docker is missing, does not answer or may not look.
    ///
    /// @throws FailureException when the registry has no such image (exit 3)
    static Optional<List<Platform>> platforms(String image) {
        try {
            var process =
                    new ProcessBuilder(
                                    "docker",
                                    "buildx",
                                    "imagetools",
                                    "inspect",
                                    "--format",
                                    "{{json .Image}}",
                                    image)
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            // One that hangs is ended, so that reading its output comes to an end, too.
            var watchdog = process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            watchdog.exceptionally(
                    _ -> {
                        process.destroyForcibly();
                        return process;
                    });
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                return parse(output);
            }
            if (output.contains("not found")) {
                throw Failure.of(
                                Kind.SETTINGS,
                                "there is no image " + image + "; nothing was done",
                                "its registry says: " + output.strip(),
                                "push it: docker buildx build --platform linux/amd64 -t "
                                        + image
                                        + " --push .")
                        .exception();
            }
            return Optional.empty();
        } catch (IOException noDocker) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// The configuration of the image, or those of an image for several platforms by their names.
    private static Optional<List<Platform>> parse(String output) {
        try {
            var node = JsonMapper.shared().readTree(output);
            if (node.has("architecture")) {
                return Optional.of(List.of(platform(node)));
            }
            var platforms = new ArrayList<Platform>();
            node.forEach(entry -> platforms.add(platform(entry)));
            return platforms.isEmpty() ? Optional.empty() : Optional.of(platforms);
        } catch (JacksonException anOlderDocker) {
            return Optional.empty();
        }
    }

    private static Platform platform(JsonNode node) {
        return new Platform(
                node.path("os").asString("unknown"),
                node.path("architecture").asString("unknown"),
                node.path("variant").asString(""));
    }
}
