package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.Project;

import java.util.List;
import java.util.Optional;

/// The projects of CodeBuild.
public final class BuildProjects {
    private BuildProjects() {}

    /// The project of this name.
    ///
    /// @throws FailureException when CodeBuild cannot be reached (exit 4) or refuses (exit 5)
    public static Optional<BuildProject> named(String name, AwsAccess access) {
        var call =
                new AwsCall(
                        "CodeBuild cannot be asked for the project " + name,
                        "CodeBuild",
                        "codebuild",
                        "codebuild:BatchGetProjects",
                        "arn:aws:codebuild:REGION:ACCOUNT:project/" + name);
        return call.ask(
                () -> {
                    try (var client =
                            AwsClients.configured(CodeBuildClient.builder(), access).build()) {
                        return client
                                .batchGetProjects(request -> request.names(name))
                                .projects()
                                .stream()
                                .findFirst()
                                .map(BuildProjects::project);
                    }
                });
    }

    private static BuildProject project(Project project) {
        var environment = project.environment();
        var network = Optional.ofNullable(project.vpcConfig());
        return new BuildProject(
                project.name(),
                environment.image(),
                environment.environmentVariables().stream()
                        .filter(variable -> variable.name().equals("IMAGE_URI"))
                        // Of any other type the value is the name of what holds it.
                        .filter(
                                variable ->
                                        variable.type() == null
                                                || variable.type()
                                                        == EnvironmentVariableType.PLAINTEXT)
                        .map(EnvironmentVariable::value)
                        .findFirst()
                        .orElse(null),
                environment.typeAsString().startsWith("ARM") ? "arm64" : "amd64",
                Boolean.TRUE.equals(environment.privilegedMode()),
                String.valueOf(project.serviceRole()),
                network.map(found -> found.vpcId()).orElse(null),
                network.map(found -> found.subnets()).orElse(List.of()),
                network.map(found -> found.securityGroupIds()).orElse(List.of()),
                project.concurrentBuildLimit(),
                environment.environmentVariables().stream()
                        .map(EnvironmentVariable::name)
                        .toList());
    }
}
