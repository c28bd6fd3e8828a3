package dev.slipway.support;

import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A project of CodeBuild in the stand-in for AWS, with a buildspec of the test's own.
public final class BuildProject implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final CodeBuildClient client =
            CodeBuildClient.builder().endpointOverride(StandIn.ENDPOINT).build();
    private final String name =
            "start-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();

    /// @param buildspec what its builds do
    /// @param variables plain ones
    public BuildProject(String buildspec, Map<String, String> variables) {
        this(buildspec, "aws/codebuild/standard:7.0", "LINUX_CONTAINER", variables);
    }

    /// The same on another machine.
    ///
    /// @param image what its builds run in
    /// @param type `LINUX_CONTAINER`, `ARM_CONTAINER`
    public BuildProject(
            String buildspec, String image, String type, Map<String, String> variables) {
        var list = new ArrayList<EnvironmentVariable>();
        variables.forEach(
                (key, value) ->
                        list.add(
                                EnvironmentVariable.builder()
                                        .name(key)
                                        .value(value)
                                        .type("PLAINTEXT")
                                        .build()));
        var environment =
                ProjectEnvironment.builder()
                        .type(type)
                        .image(image)
                        .computeType("BUILD_GENERAL1_SMALL")
                        .environmentVariables(list)
                        .build();
        client.createProject(
                request ->
                        request.name(name)
                                .source(source -> source.type("NO_SOURCE").buildspec(buildspec))
                                .artifacts(artifacts -> artifacts.type("NO_ARTIFACTS"))
                                .environment(environment)
                                .concurrentBuildLimit(1)
                                .serviceRole("arn:aws:iam::123456789012:role/start-test")
                                .logsConfig(
                                        logs ->
                                                logs.cloudWatchLogs(
                                                        to ->
                                                                to.status("ENABLED")
                                                                        .groupName(
                                                                                "/start-test"))));
    }

    public String name() {
        return name;
    }

    /// Starts a build without Slipway, and gives its id.
    public String startBuild() {
        return client.startBuild(request -> request.projectName(name)).build().id();
    }

    public void stopBuild(String id) {
        client.stopBuild(request -> request.id(id));
    }

    /// The ids of its builds, the newest first.
    public List<String> builds() {
        return client.listBuildsForProject(request -> request.projectName(name)).ids();
    }

    /// The state of a build: `IN_PROGRESS`, `STOPPED` …
    public String status(String id) {
        return client.batchGetBuilds(request -> request.ids(id))
                .builds()
                .getFirst()
                .buildStatusAsString();
    }

    /// Whether a build runs its commands by now.
    public boolean isBuilding(String id) {
        return "BUILD"
                .equals(
                        client.batchGetBuilds(request -> request.ids(id))
                                .builds()
                                .getFirst()
                                .currentPhase());
    }

    @Override
    public void close() {
        builds().stream().filter(id -> status(id).equals("IN_PROGRESS")).forEach(this::stopBuild);
        client.deleteProject(request -> request.name(name));
        client.close();
    }
}
