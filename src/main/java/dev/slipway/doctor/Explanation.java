package dev.slipway.doctor;

import dev.slipway.database.Database;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.Settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The one check that says of a failed run what its failure does not say by itself.
///
/// A run that never had a connection is explained by the network, without another login; one that
/// had is explained by the server, over one connection more.
public final class Explanation {
    private final Settings settings;
    private final Function<ConnectionSettings, Database> databases;

    /// Looks at nothing yet.
    ///
    /// @param databases makes the database of those connection settings
    public Explanation(Settings settings, Function<ConnectionSettings, Database> databases) {
        this.settings = settings;
        this.databases = databases;
    }

    /// Looks at what belongs to the failure.
    ///
    /// @param connected whether the run ever had a connection
    /// @return empty when the failure says it all
    public Optional<Finding> of(Failure failure, boolean connected) {
        var checks = connected ? asked(failure) : tried(failure);
        try (var facts = new Facts(() -> settings, databases)) {
            for (var check : checks) {
                var finding = Deadline.run(check, facts);
                if (finding.state() == Finding.State.FAILED
                        || finding.state() == Finding.State.WARNING
                        || check.name() == CheckName.TCP
                        || check.name() == CheckName.SIZE) {
                    return Optional.of(finding);
                }
            }
        } catch (FailureException interrupted) {
            // Told to stop: the failure itself is told all the same.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /// What the network is asked when there was no connection. Who was refused got through it.
    private static List<Check> tried(Failure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> List.of(new ResolutionCheck(), new TcpCheck());
            case REFUSED, LOCKED, HISTORY, MIGRATION, SEED -> List.of();
            case SETTINGS, USAGE, DEFECT, INTERRUPTED -> List.of();
        };
    }

    /// What the server is asked.
    private static List<Check> asked(Failure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> List.of(new ResolutionCheck(), new TcpCheck());
            case REFUSED -> List.of(new PrivilegesCheck(), new ServerCheck());
            case LOCKED ->
                    List.of(
                            new RunLockCheck(),
                            new TransactionsCheck(),
                            new PreparedTransactionsCheck());
            case HISTORY -> List.of(new HistoryCheck());
            case MIGRATION, SEED -> byState(failure);
            case SETTINGS, USAGE, DEFECT, INTERRUPTED -> List.of();
        };
    }

    /// The server's own words end with their SQLSTATE.
    private static List<Check> byState(Failure failure) {
        var words = String.join("\n", failure.why());
        if (words.contains("(SQLSTATE 53100)")) {
            return List.of(new ReplicationSlotsCheck(), new SizeCheck());
        }
        if (words.contains("(SQLSTATE 53300)")) {
            return List.of(new ConnectionsCheck());
        }
        if (words.contains("(SQLSTATE 55P03)")) {
            return List.of(new TransactionsCheck(), new PreparedTransactionsCheck());
        }
        return List.of();
    }
}
