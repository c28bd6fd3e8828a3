package dev.slipway.roles;

import java.time.Duration;
import java.util.List;

/// What an apply did, or would do.
///
/// @param statements those that were executed and committed, in their order; none when everything
///     was so already
/// @param left what is still not as it must be, since an apply without more flags does not touch it
/// @param elapsed wall time
public record RolesResult(List<Statement> statements, List<Expectation> left, Duration elapsed) {
    public RolesResult {
        statements = List.copyOf(statements);
        left = List.copyOf(left);
    }
}
