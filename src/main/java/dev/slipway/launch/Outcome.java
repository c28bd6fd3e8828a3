package dev.slipway.launch;

import dev.slipway.run.ResultLines;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// How a remote run ended.
///
/// @param platform `CodeBuild` or `ECS`
/// @param id what `slipway follow` takes
/// @param name `build slipway:8a2f…`
/// @param ending as the platform sees it
/// @param status in the platform's own word
/// @param modes what was asked of it
/// @param phases in their order
/// @param exitStatus what its process ended with, or null when the platform does not say
/// @param reasons why it ended as it did, in the platform's own words
/// @param exported what it told those who come after it, by name
/// @param reports the ARNs of its reports
/// @param told what the run itself told of its result, or null when it told nothing
/// @param lastError the last failure in its log, as lines; empty when there is none
/// @param elapsed from the start of its first phase to the end of its last
public record Outcome(
        String platform,
        String id,
        String name,
        Ending ending,
        String status,
        Set<Mode> modes,
        List<Phase> phases,
        @Nullable Integer exitStatus,
        List<String> reasons,
        SequencedMap<String, String> exported,
        List<String> reports,
        ResultLines.@Nullable Told told,
        List<String> lastError,
        Duration elapsed) {
    public Outcome {
        modes = Set.copyOf(modes);
        phases = List.copyOf(phases);
        reasons = List.copyOf(reasons);
        exported = new LinkedHashMap<>(exported);
        reports = List.copyOf(reports);
        lastError = List.copyOf(lastError);
    }
}
