package dev.slipway.doctor;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.BuildProject;
import dev.slipway.aws.BuildProjects;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import java.util.ArrayList;
import java.util.List;

/// Whether the CodeBuild project can run the image: in a VPC, with docker, with the variables that
/// its buildspec asks for.
final class ProjectCheck implements Check {
    private static final List<String> DATABASE =
            List.of("DATABASE_URL", "DATABASE_SECRET", "DB_HOST");

    @Override
    public CheckName name() {
        return CheckName.PROJECT;
    }

    @Override
    public Finding run(Facts facts) {
        var wanted = facts.subjects().project();
        if (wanted == null) {
            return Finding.notApplicable(name(), "none is named (--project)");
        }
        var found = BuildProjects.named(wanted, AwsAccess.DEFAULT);
        if (found.isEmpty()) {
            return Finding.failed(
                    name(),
                    Failure.of(
                            Kind.SETTINGS,
                            "there is no CodeBuild project " + wanted + "; nothing was done",
                            "CodeBuild knows none of that name in this region and account",
                            "correct --project, AWS_REGION or AWS_PROFILE, or create the project as the README says"));
        }
        var project = found.get();
        facts.found(project);
        var problems = problems(project);
        var what =
                project.image()
                        + " ("
                        + project.architecture()
                        + "), role "
                        + project.serviceRole()
                                .substring(project.serviceRole().lastIndexOf('/') + 1);
        return problems.isEmpty()
                ? Finding.passed(
                        name(),
                        what
                                + ", in "
                                + project.vpc()
                                + ", "
                                + String.join(", ", project.subnets()))
                : Finding.failed(
                        name(),
                        String.join("; ", problems.stream().map(Problem::message).toList()),
                        Failure.of(
                                Kind.SETTINGS,
                                "the CodeBuild project "
                                        + project.name()
                                        + " cannot run Slipway; nothing was done",
                                problems,
                                "correct them with aws codebuild update-project; infrastructure/codebuild/project.json shows a project that works"));
    }

    private static List<Problem> problems(BuildProject project) {
        var problems = new ArrayList<Problem>();
        if (project.vpc() == null) {
            problems.add(
                    Problem.of(
                            "it runs outside of a VPC, where no private database is reached (vpcConfig)"));
        }
        if (!project.privileged() && project.image().startsWith("aws/codebuild/")) {
            problems.add(Problem.of("its builds may not run docker (privilegedMode)"));
        }
        if (!project.variables().contains("IMAGE_URI")
                && project.image().startsWith("aws/codebuild/")) {
            problems.add(Problem.of("it has no variable IMAGE_URI"));
        }
        if (DATABASE.stream().noneMatch(project.variables()::contains)) {
            problems.add(
                    Problem.of("it names no database: no variable " + String.join(", ", DATABASE)));
        }
        return problems;
    }
}
