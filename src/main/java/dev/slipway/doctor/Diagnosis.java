package dev.slipway.doctor;

import dev.slipway.failure.Failure;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What all checks found.
///
/// @param findings in the order of the checks, one each
public record Diagnosis(List<Finding> findings) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /// How many checks ended so.
    public long count(Finding.State state) {
        return findings.stream().filter(finding -> finding.state() == state).count();
    }

    /// What the first failed check found, which a run would end with.
    public Optional<Failure> failure() {
        return findings.stream()
                .filter(finding -> finding.state() == Finding.State.FAILED)
                .map(Finding::failure)
                .filter(Objects::nonNull)
                .findFirst();
    }
}
