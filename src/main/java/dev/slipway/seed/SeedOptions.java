package dev.slipway.seed;

import java.util.Set;

/// What a command asks of the seeds.
///
/// @param only names of seeds, or empty for all
/// @param force whether seeds are loaded although they are as they were loaded last
/// @param keepGoing whether rows without a fault are loaded although others have one
/// @param verify whether a plan looks also at seeds that are as they were loaded last
/// @param switchEnvironment whether a database that was seeded for another environment is seeded
///     all the same
/// @param samples how many changed rows of each kind are shown
public record SeedOptions(
        Set<String> only,
        boolean force,
        boolean keepGoing,
        boolean verify,
        boolean switchEnvironment,
        int samples) {
    /// All seeds that changed.
    public static final SeedOptions ALL = new SeedOptions(Set.of(), false, false, false, false, 0);

    public SeedOptions {
        only = Set.copyOf(only);
    }

    /// The same with samples.
    public SeedOptions withSamples(int number) {
        return new SeedOptions(only, force, keepGoing, verify, switchEnvironment, number);
    }
}
