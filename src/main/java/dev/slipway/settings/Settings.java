package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Everything that a command needs to know before it starts.
///
/// @param modes what the run does; never empty
/// @param roles what the database's roles are to be, or null unless they are asked for
/// @param snapshot null when none is to be taken
/// @param reportDirectory where the JUnit report and the result file go, or null for nowhere
/// @param reportLine whether the result is also told in lines of the log, for `slipway start`
/// @param warnings what was found odd but not wrong, a line each
public record Settings(
        ConnectionSettings connection,
        Set<Mode> modes,
        MigrationSettings migrations,
        SeedSettings seeds,
        @Nullable RoleSettings roles,
        TimeLimits limits,
        @Nullable SnapshotSettings snapshot,
        @Nullable Path reportDirectory,
        boolean reportLine,
        List<String> warnings) {
    public Settings {
        modes = Set.copyOf(modes);
        warnings = List.copyOf(warnings);
    }

    public Settings withModes(Set<Mode> newModes) {
        return new Settings(
                connection,
                newModes,
                migrations,
                seeds,
                roles,
                limits,
                snapshot,
                reportDirectory,
                reportLine,
                warnings);
    }

    public Settings withMigrations(MigrationSettings newMigrations) {
        return new Settings(
                connection,
                modes,
                newMigrations,
                seeds,
                roles,
                limits,
                snapshot,
                reportDirectory,
                reportLine,
                warnings);
    }
}
