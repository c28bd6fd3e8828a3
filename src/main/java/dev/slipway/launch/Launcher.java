package dev.slipway.launch;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.CodeBuilds;
import dev.slipway.aws.EcsTasks;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;
import dev.slipway.settings.LaunchSettings;
import dev.slipway.settings.LaunchTarget;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.regex.Pattern;

/// Starts runs, and finds those that were started before.
public final class Launcher {
    private static final Pattern BUILD =
            Pattern.compile(
                    "(arn:aws[\\w-]*:codebuild:(?<region>[a-z0-9-]+):[0-9]{12}:build/)?(?<id>[\\w-]+:[0-9a-f-]{36})");
    private static final Pattern TASK =
            Pattern.compile(
                    "(arn:aws[\\w-]*:ecs:(?<region>[a-z0-9-]+):[0-9]{12}:task/)?(?<cluster>[\\w-]+)/(?<task>[0-9a-f-]{32,36})");

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
        var preparation = new Preparation(access, progress, interruptions);
        var run =
                switch (Objects.requireNonNull(settings.target())) {
                    case LaunchTarget.CodeBuild target ->
                            new CodeBuildStart(preparation).start(target, requested, image);
                    case LaunchTarget.Ecs target ->
                            new EcsStart(preparation).start(target, requested, image);
                };
        return new Follower(run, true, settings.timeout(), progress, interruptions);
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
        return new Follower(run, false, settings.timeout(), progress, interruptions);
    }
}
