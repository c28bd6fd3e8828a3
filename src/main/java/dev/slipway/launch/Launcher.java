package dev.slipway.launch;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.BuildProject;
import dev.slipway.aws.BuildProjects;
import dev.slipway.aws.BuildState;
import dev.slipway.aws.CodeBuilds;
import dev.slipway.aws.EcsTasks;
import dev.slipway.aws.TaskState;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.image.ImagePlatforms;
import dev.slipway.progress.Progress;
import dev.slipway.settings.LaunchSettings;
import dev.slipway.settings.LaunchTarget;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Starts runs, and finds those that were started before.
public final class Launcher {
    private static final Pattern BUILD =
            Pattern.compile(
                    "(arn:aws[\\w-]*:codebuild:(?<region>[a-z0-9-]+):[0-9]{12}:build/)?(?<id>[\\w-]+:[0-9a-f-]{36})");
    private static final Pattern TASK =
            Pattern.compile(
                    "(arn:aws[\\w-]*:ecs:(?<region>[a-z0-9-]+):[0-9]{12}:task/)?(?<cluster>[\\w-]+)/(?<task>[0-9a-f-]{32,36})");

    /// An answer can get lost; the token makes asking again safe for as long as AWS remembers it.
    private static final int TRIES = 4;

    /// What ECS shows beside a task; it takes 128 characters at most.
    private static final String STARTED_BY = "slipway start";

    private final LaunchSettings settings;
    private final AwsAccess access;
    private final Progress progress;
    private final Interruptions interruptions;

    public Launcher(LaunchSettings settings, Progress progress, Interruptions interruptions) {
        this.settings = settings;
        this.access = new AwsAccess(settings.region(), settings.profile());
        this.progress = progress;
        this.interruptions = interruptions;
    }

    /// Starts a run: looks first whether it can go well, then starts it, once.
    ///
    /// @param image to run in place of the project's, or null
    /// @throws FailureException when the target or the image is not there, or no image can be
    ///     chosen (exit 3); when the platform cannot be reached (exit 4) or refuses, or the image
    ///     is for another architecture (exit 5); when another run is under way (exit 6); when the
    ///     platform has no room (exit 11). Nothing was started then, unless it says so
    public Follower start(Requested requested, @Nullable String image) {
        var run =
                switch (Objects.requireNonNull(settings.target())) {
                    case LaunchTarget.CodeBuild target -> build(target, requested, image);
                    case LaunchTarget.Ecs target -> task(target, requested, image);
                };
        return new Follower(run, settings.timeout(), progress, interruptions);
    }

    /// Finds a run.
    ///
    /// @param id as {@link Follower#id} has it, or its ARN
    /// @throws FailureException when it is no such id (exit 2)
    public Follower find(String id) {
        var build = BUILD.matcher(id);
        if (build.matches()) {
            var there = there(build.group("region"));
            return follower(new CodeBuildRun(CodeBuilds.of(there), there, build.group("id")));
        }
        var task = TASK.matcher(id);
        if (task.matches()) {
            var there = there(task.group("region"));
            return follower(
                    new EcsRun(
                            EcsTasks.of(there),
                            there,
                            task.group("cluster"),
                            id(task.group("task"), id),
                            null));
        }
        throw Failure.of(
                        Kind.USAGE,
                        "'" + id + "' is no run",
                        "a build of CodeBuild is PROJECT:UUID, a task of ECS is its ARN or CLUSTER/ID",
                        "take it from what slipway start --detach printed, or from the console")
                .exception();
    }

    /// ECS takes a task's own part of the ARN as well.
    private static String id(String task, String given) {
        return given.startsWith("arn:") ? given : task;
    }

    private AwsAccess there(@Nullable String region) {
        return region == null ? access : access.in(region);
    }

    private Follower follower(RemoteRun run) {
        return new Follower(run, settings.timeout(), progress, interruptions);
    }

    private RemoteRun build(
            LaunchTarget.CodeBuild target, Requested requested, @Nullable String image) {
        var project =
                BuildProjects.named(target.project(), access)
                        .orElseThrow(() -> noProject(target.project()));
        var chosen = image(project, image);
        checkImage(chosen, project.architecture());
        var builds = CodeBuilds.of(access);
        try {
            checkIdle(builds, project);
            var more = image == null ? Map.<String, String>of() : Map.of("IMAGE_URI", image);
            var token = UUID.randomUUID().toString();
            var started =
                    insist(() -> builds.start(project.name(), requested.variables(more), token));
            if (started.isEmpty()) {
                // Somebody was quicker, between the look and the start.
                checkIdle(builds, project);
                throw busy(project.name(), "CodeBuild runs no more builds of it at a time");
            }
            return new CodeBuildRun(builds, access, started.get().id());
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

    private void checkImage(String image, String architecture) {
        var found = ImagePlatforms.of(image, access);
        if (found.isEmpty()) {
            progress.warn(
                    "whether "
                            + image
                            + " is for linux/"
                            + architecture
                            + " could not be looked up: it is not in ECR, and docker is missing or not logged in to its registry");
            return;
        }
        if (!found.get().runsOn(architecture)) {
            throw found.get().refusal(architecture).exception();
        }
    }

    private static void checkIdle(CodeBuilds builds, BuildProject project) {
        var running = builds.running(project.name());
        var limit = project.concurrentLimit() == null ? 1 : project.concurrentLimit();
        if (running.size() >= limit) {
            throw busy(
                    project.name(),
                    running.stream().map(Launcher::words).collect(Collectors.joining("; ")));
        }
    }

    private static String words(BuildState build) {
        return "build "
                + build.id()
                + " (#"
                + build.number()
                + ") by "
                + build.initiator()
                + words(Requested.modes(build.variables()))
                + since(build.startedAt())
                + ", in phase "
                + build.currentPhase();
    }

    private static FailureException busy(String name, String why) {
        return Failure.of(
                        Kind.LOCKED,
                        name + " is busy; nothing was started",
                        why,
                        "watch it with slipway follow and its id, and start again when it has ended")
                .exception();
    }

    private static String words(Set<Mode> modes) {
        return modes.isEmpty()
                ? ""
                : " with "
                        + modes.stream().sorted().map(Mode::flag).collect(Collectors.joining(", "));
    }

    private static String since(@Nullable Instant start) {
        return start == null
                ? ""
                : ", for "
                        + Math.max(0, Duration.between(start, Instant.now()).toSeconds())
                        + " s by now";
    }

    private RemoteRun task(LaunchTarget.Ecs target, Requested requested, @Nullable String image) {
        if (image != null) {
            throw Failure.of(
                            Kind.USAGE,
                            "a task of ECS runs the image of its definition; nothing was started",
                            "ECS lets nobody replace it at the start, so that --image is for CodeBuild only",
                            "register a new revision of "
                                    + target.taskDefinition()
                                    + " with that image, or leave --image away")
                    .exception();
        }
        var tasks = EcsTasks.of(access);
        try {
            var definition = tasks.definition(target.taskDefinition(), target.container());
            checkImage(definition.image(), definition.architecture());
            var running = tasks.running(target.cluster(), definition.family());
            if (!running.isEmpty()) {
                throw busy(
                        definition.family(),
                        running.stream().map(Launcher::words).collect(Collectors.joining("; ")));
            }
            var place =
                    new EcsTasks.Place(
                            target.cluster(),
                            target.subnets(),
                            target.securityGroups(),
                            target.publicIp(),
                            STARTED_BY,
                            UUID.randomUUID().toString());
            var started =
                    insist(() -> tasks.start(definition, place, requested.variables(Map.of())));
            return new EcsRun(tasks, access, target.cluster(), started.arn(), definition);
        } catch (FailureException e) {
            tasks.close();
            throw e;
        }
    }

    private static String words(TaskState task) {
        return "task "
                + task.arn()
                + (task.startedBy().isEmpty() ? "" : " by " + task.startedBy())
                + words(Requested.modes(task.variables()))
                + since(task.createdAt())
                + ", "
                + task.status();
    }

    /// Starts with the same token until there is an answer: neither a lost answer nor a busy AWS
    /// starts anything twice.
    private <T> T insist(Supplier<T> start) {
        var backoff = new Backoff();
        for (var tries = 1; ; tries++) {
            try {
                return start.get();
            } catch (FailureException e) {
                if (e.failure().kind() != Kind.UNREACHABLE) {
                    throw e;
                }
                backoff.trouble();
                if (tries == TRIES || interruptions.await(backoff.pause())) {
                    throw e.failure()
                            .withWhat(
                                    e.failure().what()
                                            + ", as far as is known: no answer came to "
                                            + tries
                                            + (tries == 1 ? " try" : " tries"))
                            .withWhy(
                                    "one of them may have arrived all the same; look at the console before you start again")
                            .exception(e);
                }
                progress.note(
                        "no answer to the start: "
                                + e.failure().why().getFirst()
                                + "; asking again, which starts nothing twice");
            }
        }
    }
}
