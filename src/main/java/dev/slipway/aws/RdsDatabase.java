package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An instance or a cluster of RDS.
///
/// @param identifier as `aws rds describe-db-instances` names it
/// @param host its writer's endpoint, or null while it has none
/// @param port that it listens on, or 0 while it is not known
/// @param engine `postgres`, `aurora-postgresql`
/// @param status `available`, `modifying`, …
/// @param vpc null outside of one
/// @param subnets those that it may be in
/// @param securityGroups those that say who reaches it
/// @param iamAuthentication whether a token is taken in place of a password
public record RdsDatabase(
        Kind kind,
        String identifier,
        @Nullable String host,
        int port,
        String engine,
        String status,
        @Nullable String vpc,
        List<String> subnets,
        List<String> securityGroups,
        boolean publiclyAccessible,
        boolean iamAuthentication) {
    /// The two things that RDS has.
    public enum Kind {
        INSTANCE("instance"),
        CLUSTER("cluster");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// `instance` or `cluster`, as AWS's commands call it.
        public String word() {
            return word;
        }
    }

    public RdsDatabase {
        subnets = List.copyOf(subnets);
        securityGroups = List.copyOf(securityGroups);
    }

    @Override
    public String toString() {
        return "the " + kind.word() + " " + identifier;
    }
}
