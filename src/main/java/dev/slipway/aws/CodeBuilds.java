package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Starts, looks at and stops builds of CodeBuild. Close it.
public final class CodeBuilds implements AutoCloseable {
    /// One call tells the state of a hundred; only the newest can be running.
    private static final int NEWEST = 100;

    private final CodeBuildClient client;

    private CodeBuilds(CodeBuildClient client) {
        this.client = client;
    }

    public static CodeBuilds of(AwsAccess access) {
        return call("CodeBuild cannot be asked; nothing was started", "codebuild:StartBuild", "*")
                .ask(
                        () ->
                                new CodeBuilds(
                                        AwsClients.configured(CodeBuildClient.builder(), access)
                                                .build()));
    }

    /// Starts a build.
    ///
    /// @param overrides variables that beat the project's, in the clear
    /// @param token the same one starts the same build: a call whose answer was lost can be made
    ///     again
    /// @return empty when the project runs as many builds as it may
    /// @throws FailureException when CodeBuild cannot be reached (exit 4) or refuses (exit 5)
    public Optional<BuildState> start(String project, Map<String, String> overrides, String token) {
        var call =
                call(
                        "no build of the project " + project + " could be started",
                        "codebuild:StartBuild",
                        arn(project));
        var request =
                StartBuildRequest.builder()
                        .projectName(project)
                        .idempotencyToken(token)
                        .environmentVariablesOverride(variables(overrides))
                        .build();
        try {
            return Optional.of(state(call.ask(() -> client.startBuild(request).build())));
        } catch (FailureException e) {
            if (e.getCause() instanceof AccountLimitExceededException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<EnvironmentVariable> variables(Map<String, String> overrides) {
        return overrides.entrySet().stream()
                .map(
                        override ->
                                EnvironmentVariable.builder()
                                        .name(override.getKey())
                                        .value(override.getValue())
                                        .type(EnvironmentVariableType.PLAINTEXT)
                                        .build())
                .toList();
    }

    /// How a build is; empty when CodeBuild knows none of this id.
    ///
    /// @param id `PROJECT:UUID`
    /// @throws FailureException when CodeBuild cannot be reached (exit 4) or refuses (exit 5)
    public Optional<BuildState> look(String id) {
        return look(id.substring(0, id.lastIndexOf(':')), List.of(id)).stream().findFirst();
    }

    /// The builds of a project that have not come to their end, the newest first.
    ///
    /// @throws FailureException when CodeBuild cannot be reached (exit 4) or refuses (exit 5)
    public List<BuildState> running(String project) {
        var ids =
                call(
                                "the builds of the project " + project + " cannot be listed",
                                "codebuild:ListBuildsForProject",
                                arn(project))
                        .ask(
                                () ->
                                        client.listBuildsForProject(
                                                        request -> request.projectName(project))
                                                .ids());
        return ids.isEmpty()
                ? List.of()
                : look(project, ids.subList(0, Math.min(ids.size(), NEWEST))).stream()
                        .filter(build -> !build.complete())
                        .toList();
    }

    private List<BuildState> look(String project, List<String> ids) {
        return call(
                        "the builds of the project " + project + " cannot be looked at",
                        "codebuild:BatchGetBuilds",
                        arn(project))
                .ask(
                        () ->
                                client.batchGetBuilds(request -> request.ids(ids)).builds().stream()
                                        .map(CodeBuilds::state)
                                        .toList());
    }

    /// Stops a build; it is complete a little later.
    ///
    /// @param id `PROJECT:UUID`
    /// @throws FailureException when CodeBuild cannot be reached (exit 4) or refuses (exit 5)
    public void stop(String id) {
        call(
                        "the build " + id + " could not be stopped; it goes on",
                        "codebuild:StopBuild",
                        arn(id.substring(0, id.lastIndexOf(':'))))
                .ask(() -> client.stopBuild(request -> request.id(id)));
    }

    private static BuildState state(Build build) {
        var log = build.logs();
        var exported = new LinkedHashMap<String, String>();
        build.exportedEnvironmentVariables()
                .forEach(variable -> exported.put(variable.name(), variable.value()));
        return new BuildState(
                build.id(),
                build.projectName(),
                build.buildNumber() == null ? 0 : build.buildNumber(),
                build.initiator() == null ? "somebody" : build.initiator(),
                build.startTime(),
                build.buildStatusAsString(),
                Boolean.TRUE.equals(build.buildComplete()),
                build.currentPhase() == null ? "QUEUED" : build.currentPhase(),
                build.phases().stream().map(CodeBuilds::phase).toList(),
                log == null || log.groupName() == null || log.streamName() == null
                        ? null
                        : new LogPlace(log.groupName(), log.streamName()),
                build.environment().environmentVariables().stream()
                        .filter(
                                variable ->
                                        variable.type() == null
                                                || variable.type()
                                                        == EnvironmentVariableType.PLAINTEXT)
                        .collect(
                                Collectors.toMap(
                                        EnvironmentVariable::name,
                                        EnvironmentVariable::value,
                                        (_, last) -> last)),
                exported,
                build.reportArns());
    }

    private static BuildState.Phase phase(BuildPhase phase) {
        return new BuildState.Phase(
                phase.phaseTypeAsString(),
                phase.phaseStatusAsString(),
                phase.durationInSeconds() == null
                        ? null
                        : Duration.ofSeconds(phase.durationInSeconds()),
                phase.contexts().stream()
                        .map(PhaseContext::message)
                        .filter(CodeBuilds::isSaid)
                        .toList());
    }

    private static boolean isSaid(@Nullable String message) {
        return message != null && !message.isBlank();
    }

    private static String arn(String project) {
        return "arn:aws:codebuild:REGION:ACCOUNT:project/" + project;
    }

    private static AwsCall call(String what, String action, String resource) {
        return new AwsCall(what, "CodeBuild", "codebuild", action, resource);
    }

    @Override
    public void close() {
        client.close();
    }
}
