package dev.slipway.aws;

import java.time.Duration;

/// A snapshot that was taken and is complete.
///
/// @param kind of what it was taken
/// @param source the identifier of the instance or cluster
/// @param engine of that
/// @param elapsed from the wish to its end
public record Snapshot(
        String name, RdsDatabase.Kind kind, String source, String engine, Duration elapsed) {
    /// The command that makes a new instance or cluster of it. A snapshot cannot be put back in
    /// place.
    public String restoreCommand() {
        return switch (kind) {
            case INSTANCE ->
                    "aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier "
                            + name
                            + " --db-instance-identifier "
                            + source
                            + "-restored";
            case CLUSTER ->
                    "aws rds restore-db-cluster-from-snapshot --snapshot-identifier "
                            + name
                            + " --db-cluster-identifier "
                            + source
                            + "-restored --engine "
                            + engine;
        };
    }
}
