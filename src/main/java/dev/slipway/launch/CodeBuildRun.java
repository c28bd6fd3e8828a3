package dev.slipway.launch;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.BuildState;
import dev.slipway.aws.CodeBuilds;
import dev.slipway.aws.LogPlace;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A build of CodeBuild.
final class CodeBuildRun implements RemoteRun {
    /// `Error while executing command: … Reason: exit status 7`.
    private static final Pattern EXIT_STATUS = Pattern.compile("exit status (?<status>[0-9]{1,3})");

    private final CodeBuilds builds;
    private final RunLog log;
    private final String id;
    private @Nullable LogPlace place;

    /// @param builds closed with this
    CodeBuildRun(CodeBuilds builds, AwsAccess access, String id) {
        this.builds = builds;
        this.log = new RunLog(access);
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String platform() {
        return "CodeBuild";
    }

    @Override
    public String name() {
        return "build " + id;
    }

    @Override
    public Optional<RemoteState> look() {
        return builds.look(id).map(this::state);
    }

    private RemoteState state(BuildState build) {
        place = build.log();
        var failed = build.phases().stream().filter(phase -> !phase.messages().isEmpty()).toList();
        return new RemoteState(
                build.complete(),
                build.complete() ? ending(build.status()) : null,
                build.status(),
                Requested.modes(build.variables()),
                build.phases().stream()
                        // The last one, COMPLETED, is the end and no stretch.
                        .filter(phase -> !phase.name().equals("COMPLETED"))
                        .map(phase -> new Phase(phase.name(), phase.status(), phase.elapsed()))
                        .toList(),
                build.complete()
                        ? build.status().equals("SUCCEEDED") ? Integer.valueOf(0) : status(failed)
                        : null,
                failed.stream()
                        .flatMap(
                                phase ->
                                        phase.messages().stream()
                                                .map(message -> phase.name() + ": " + message))
                        .toList(),
                build.exported(),
                build.reports());
    }

    private static Ending ending(String status) {
        return switch (status) {
            case "SUCCEEDED" -> Ending.SUCCEEDED;
            case "STOPPED" -> Ending.STOPPED;
            case "TIMED_OUT" -> Ending.TIMED_OUT;
            default -> Ending.FAILED;
        };
    }

    /// That of the first command that failed: what comes after it only cleans up.
    private static @Nullable Integer status(List<BuildState.Phase> failed) {
        return failed.stream()
                .flatMap(phase -> phase.messages().stream())
                .map(EXIT_STATUS::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> Integer.valueOf(matcher.group("status")))
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean hasLog() {
        return place != null;
    }

    @Override
    public List<String> newEvents() {
        return log.next(place);
    }

    @Override
    public void stop(String reason) {
        builds.stop(id);
    }

    @Override
    public void close() {
        log.close();
        builds.close();
    }
}
