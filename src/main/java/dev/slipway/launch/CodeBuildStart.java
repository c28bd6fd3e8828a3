package dev.slipway.launch;

import dev.slipway.aws.BuildProject;
import dev.slipway.aws.BuildProjects;
import dev.slipway.aws.BuildState;
import dev.slipway.aws.CodeBuilds;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.LaunchTarget;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Starts builds of CodeBuild.
record CodeBuildStart(Preparation preparation) {
    /// @param image to run in place of the project's, or null
    /// @throws FailureException as {@link Launcher#start}
    RemoteRun start(LaunchTarget.CodeBuild target, Requested requested, @Nullable String image) {
        var project =
                BuildProjects.named(target.project(), preparation.access())
                        .orElseThrow(() -> noProject(target.project()));
        var chosen = image(project, image);
        preparation.checkImage(chosen, project.architecture());
        var builds = CodeBuilds.of(preparation.access());
        try {
            checkIdle(builds, project);
            var more = image == null ? Map.<String, String>of() : Map.of("IMAGE_URI", image);
            var token = UUID.randomUUID().toString();
            var started =
                    preparation.insist(
                            () -> builds.start(project.name(), requested.variables(more), token));
            if (started.isEmpty()) {
                // Somebody was quicker, between the look and the start.
                checkIdle(builds, project);
                throw Preparation.busy(
                        project.name(), "CodeBuild runs no more builds of it at a time");
            }
            return new CodeBuildRun(builds, preparation.access(), started.get().id());
        } catch (FailureException e) {
            builds.close();
            throw e;
        }
    }

    private static FailureException noProject(String name) {
        return Failure.of(
                        Kind.SETTINGS,
                        "there is no CodeBuild project " + name + "; nothing was started",
                        "CodeBuild knows none of that name in this region and account",
                        "correct --project (START_PROJECT), the region or the profile, or create it as docs/aws.md says")
                .exception();
    }

    private static String image(BuildProject project, @Nullable String wanted) {
        var direct = !project.image().startsWith("aws/codebuild/");
        if (direct && wanted != null) {
            throw Failure.of(
                            Kind.USAGE,
                            "the project "
                                    + project.name()
                                    + " has an image of its own; nothing was started",
                            "its build environment is the image itself, "
                                    + project.image()
                                    + ", so that --image has nothing to replace",
                            "change the project's image, or leave --image away")
                    .exception();
        }
        var image = wanted != null ? wanted : direct ? project.image() : project.imageUri();
        if (image == null) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "the project "
                                    + project.name()
                                    + " names no image; nothing was started",
                            "it has no variable IMAGE_URI of type PLAINTEXT",
                            "set it in the project, or give --image")
                    .exception();
        }
        return image;
    }

    private static void checkIdle(CodeBuilds builds, BuildProject project) {
        var running = builds.running(project.name());
        var limit = project.concurrentLimit() == null ? 1 : project.concurrentLimit();
        if (running.size() >= limit) {
            throw Preparation.busy(
                    project.name(),
                    running.stream().map(CodeBuildStart::words).collect(Collectors.joining("; ")));
        }
    }

    private static String words(BuildState build) {
        return "build "
                + build.id()
                + " (#"
                + build.number()
                + ") by "
                + build.initiator()
                + Preparation.words(Requested.modes(build.variables()), build.startedAt())
                + ", in phase "
                + build.currentPhase();
    }
}
