package dev.slipway.aws;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.Image;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.StreamSupport;

/// The platforms that an image in ECR is built for, read from its manifest; nothing is pulled.
public final class EcrPlatforms {
    private static final List<String> MANIFESTS =
            List.of(
                    "application/vnd.oci.image.index.v1+json",
                    "application/vnd.docker.distribution.manifest.list.v2+json",
                    "application/vnd.oci.image.manifest.v1+json",
                    "application/vnd.docker.distribution.manifest.v2+json");
    private static final int TIMEOUT_MILLIS = 10_000;

    private EcrPlatforms() {}

    /// The platforms, in the manifest's order.
    ///
    /// @throws FailureException when there is no such image (exit 3), when ECR cannot be reached
    ///     (exit 4) or refuses (exit 5)
    public static List<Platform> of(EcrImage image, AwsAccess access) {
        try (var client =
                AwsClients.configured(EcrClient.builder(), access.in(image.region())).build()) {
            var manifest = json(image, manifest(client, image).imageManifest());
            if (manifest.has("manifests")) {
                return StreamSupport.stream(manifest.get("manifests").spliterator(), false)
                        .map(entry -> platform(entry.path("platform")))
                        // What buildx adds about how it built is of no platform.
                        .filter(platform -> !platform.os().equals("unknown"))
                        .toList();
            }
            return List.of(
                    platform(config(client, image, manifest.at("/config/digest").asString(""))));
        } catch (SdkException e) {
            throw call(image, "ecr:BatchGetImage").failure(e).exception(e);
        }
    }

    private static Image manifest(EcrClient client, EcrImage image) {
        var id =
                ImageIdentifier.builder().imageTag(image.tag()).imageDigest(image.digest()).build();
        try {
            return call(image, "ecr:BatchGetImage")
                    .ask(
                            () ->
                                    client
                                            .batchGetImage(
                                                    request ->
                                                            request.registryId(image.account())
                                                                    .repositoryName(
                                                                            image.repository())
                                                                    .acceptedMediaTypes(MANIFESTS)
                                                                    .imageIds(id))
                                            .images()
                                            .stream()
                                            .findFirst())
                    .orElseThrow(() -> absent(image, "the repository has no such image"));
        } catch (FailureException e) {
            if (e.getCause() instanceof RepositoryNotFoundException) {
                throw absent(image, "there is no repository " + image.repository());
            }
            throw e;
        }
    }

    private static FailureException absent(EcrImage image, String why) {
        return Failure.of(
                        Kind.SETTINGS,
                        what(image),
                        why + " in account " + image.account() + ", region " + image.region(),
                        "push it: docker buildx build --platform linux/amd64 -t IMAGE_URI --push .")
                .exception();
    }

    /// A manifest of one platform does not name it; the image's configuration does, a blob that is
    /// fetched by a URL of its own.
    private static JsonNode config(EcrClient client, EcrImage image, String digest) {
        var url =
                call(image, "ecr:GetDownloadUrlForLayer")
                        .ask(
                                () ->
                                        client.getDownloadUrlForLayer(
                                                        request ->
                                                                request.registryId(image.account())
                                                                        .repositoryName(
                                                                                image.repository())
                                                                        .layerDigest(digest))
                                                .downloadUrl());
        try {
            var connection = URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try (var body = connection.getInputStream()) {
                return JsonMapper.shared().readTree(body);
            }
        } catch (IOException | JacksonException e) {
            throw Failure.of(
                            Kind.UNREACHABLE,
                            what(image),
                            "its configuration could not be fetched from S3",
                            "give the subnet a way to S3: a NAT gateway, or the gateway endpoint com.amazonaws."
                                    + image.region()
                                    + ".s3")
                    .exception(e);
        }
    }

    private static JsonNode json(EcrImage image, String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException malformed) {
            throw absent(image, "its manifest is no JSON");
        }
    }

    private static Platform platform(JsonNode node) {
        return new Platform(
                node.path("os").asString("unknown"),
                node.path("architecture").asString("unknown"),
                node.path("variant").asString(""));
    }

    private static String what(EcrImage image) {
        return "the manifest of " + image + " cannot be read";
    }

    private static AwsCall call(EcrImage image, String action) {
        return new AwsCall(what(image), "ECR", "ecr.api", action, image.arn());
    }
}
