package dev.slipway.doctor;

import dev.slipway.database.Database;
import dev.slipway.failure.Failure;
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
        try (var facts = new Facts(() -> settings, databases, Subjects.NONE)) {
            for (var check : checks) {
                var finding = Deadline.run(check, facts);
                if (finding.state() == Finding.State.FAILED
                        || finding.state() == Finding.State.WARNING
                        || check.name() == CheckName.TCP
                        || check.name() == CheckName.SIZE) {
                    return Optional.of(finding);
                }
            }
        } catch (RuntimeException e) {
            // Told to stop, or worse: nothing may hide the failure that was to be explained.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /// What the network is asked when there was no connection. Whom the server itself refused, in
    /// its own words, got through it.
    private static List<Check> tried(Failure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE ->
                    said(failure).contains("(SQLSTATE ")
                            ? List.of()
                            : List.of(new ResolutionCheck(), new TcpCheck());
            case REFUSED, LOCKED, HISTORY, MIGRATION, SEED -> List.of();
            case SETTINGS, USAGE, DEFECT, REMOTE, INTERRUPTED -> List.of();
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
            case SETTINGS, USAGE, DEFECT, REMOTE, INTERRUPTED -> List.of();
        };
    }

    /// The server's own words end with their SQLSTATE.
    private static String said(Failure failure) {
        return String.join("\n", failure.why());
    }

    private static List<Check> byState(Failure failure) {
        var words = said(failure);
        if (words.contains("(SQLSTATE 53100)")) {
            return List.of(new ReplicationSlotsCheck(), new SizeCheck());
        }
        if (words.contains("(SQLSTATE 53300)")) {
            return List.of(new ConnectionsCheck());
        }
        if (words.contains("(SQLSTATE 42501)")) {
            return List.of(new PrivilegesCheck());
        }
        if (words.contains("(SQLSTATE 55P03)")) {
            return List.of(new TransactionsCheck(), new PreparedTransactionsCheck());
        }
        return List.of();
    }
}
