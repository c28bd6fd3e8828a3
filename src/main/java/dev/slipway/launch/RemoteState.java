package dev.slipway.launch;

import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// How a remote run is at one moment, whatever it runs on.
///
/// @param complete whether it has come to its end
/// @param ending null while it is under way
/// @param status in the platform's own word
/// @param modes what was asked of it
/// @param phases those that have begun, in their order
/// @param exitStatus what the process ended with; null while it is under way, and when the platform
///     does not say
/// @param reasons why it ended as it did, in the platform's own words
/// @param exported what it tells those who come after it; empty where the platform has no such
///     thing
/// @param reports the ARNs of its reports
record RemoteState(
        boolean complete,
        @Nullable Ending ending,
        String status,
        Set<Mode> modes,
        List<Phase> phases,
        @Nullable Integer exitStatus,
        List<String> reasons,
        SequencedMap<String, String> exported,
        List<String> reports) {
    RemoteState {
        modes = Set.copyOf(modes);
        phases = List.copyOf(phases);
        reasons = List.copyOf(reasons);
        exported = new LinkedHashMap<>(exported);
        reports = List.copyOf(reports);
    }
}
