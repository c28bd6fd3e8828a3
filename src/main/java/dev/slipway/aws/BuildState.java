package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A build of CodeBuild as it is at one moment.
///
/// @param id `PROJECT:UUID`
/// @param number counts the project's builds
/// @param initiator who started it, as CodeBuild has it: a user's or a role's session name
/// @param startedAt null while CodeBuild does not say
/// @param status `IN_PROGRESS`, `SUCCEEDED`, `FAILED`, `FAULT`, `TIMED_OUT` or `STOPPED`
/// @param complete whether it has come to its end
/// @param currentPhase `QUEUED`, `PRE_BUILD` and so on
/// @param phases those that have begun, in their order
/// @param log null while it has none
/// @param variables the plain ones that it runs with
/// @param exported what it exported; empty before it is complete
/// @param reports their ARNs
public record BuildState(
        String id,
        String project,
        long number,
        String initiator,
        @Nullable Instant startedAt,
        String status,
        boolean complete,
        String currentPhase,
        List<Phase> phases,
        @Nullable LogPlace log,
        Map<String, String> variables,
        SequencedMap<String, String> exported,
        List<String> reports) {
    /// One phase.
    ///
    /// @param status null while it is under way
    /// @param elapsed null while it is under way
    /// @param messages what CodeBuild says went wrong
    public record Phase(
            String name,
            @Nullable String status,
            @Nullable Duration elapsed,
            List<String> messages) {
        public Phase {
            messages = List.copyOf(messages);
        }
    }

    public BuildState {
        phases = List.copyOf(phases);
        variables = Map.copyOf(variables);
        exported = new LinkedHashMap<>(exported);
        reports = List.copyOf(reports);
    }
}
