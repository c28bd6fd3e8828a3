package dev.slipway.report;

import dev.slipway.launch.Outcome;
import dev.slipway.run.RunResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How a remote run ended, for people.
public final class LaunchText {
    private LaunchText() {}

    /// What the run did, as if it had run here, and what it took.
    ///
    /// @param result what the run told, or null when it told nothing
    public static List<String> outcome(Outcome outcome, @Nullable RunResult result) {
        var lines = new ArrayList<String>();
        if (result != null) {
            lines.addAll(TextReport.run(result));
        } else {
            outcome.exported().forEach((name, value) -> lines.add(name + "=" + value));
        }
        var phases =
                outcome.phases().stream()
                        .filter(phase -> phase.elapsed() != null && !phase.elapsed().isZero())
                        .map(phase -> phase.name() + " " + Format.elapsed(phase.elapsed()))
                        .collect(Collectors.joining(", "));
        lines.add(
                outcome.platform()
                        + ": "
                        + outcome.name()
                        + " "
                        + outcome.ending().words()
                        + ", "
                        + Format.elapsed(outcome.elapsed())
                        + (phases.isEmpty() ? "" : " (" + phases + ")"));
        outcome.reports().forEach(report -> lines.add("Report: " + report));
        return lines;
    }
}
