package dev.slipway.buildspec;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.util.List;
import java.util.Optional;

/// What is wrong with a buildspec.
///
/// @param file as messages name it
/// @param faults in the order of the file
public record Verdict(String file, List<Fault> faults) {
    public Verdict {
        faults = List.copyOf(faults);
    }

    public long count(Level level) {
        return faults.stream().filter(fault -> fault.rule().level() == level).count();
    }

    /// Why the buildspec does not pass.
    ///
    /// @param strict whether a warning is enough
    public Optional<Failure> failure(boolean strict) {
        var errors = count(Level.ERROR);
        var warnings = count(Level.WARNING);
        if (errors == 0 && (!strict || warnings == 0)) {
            return Optional.empty();
        }
        return Optional.of(
                Failure.of(
                        Kind.SETTINGS,
                        errors > 0
                                ? "CodeBuild would reject "
                                        + file
                                        + ", or could not do what it says: "
                                        + Count.of(errors, "error")
                                : file
                                        + " has "
                                        + Count.of(warnings, "warning")
                                        + ", which --strict takes for errors",
                        List.of(),
                        "correct what is named on stdout"));
    }
}
