package dev.slipway.doctor;

import dev.slipway.database.Database;
import dev.slipway.progress.Progress;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.Settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Looks at everything that can stop a run. Changes nothing, and ends soon: no check outlives its
/// deadline, and what depends on a failed check is not made.
public final class Doctor {
    private static final List<Check> CHECKS =
            List.of(
                    new SettingsCheck(),
                    new ArchitectureCheck(),
                    new ResolutionCheck(),
                    new TcpCheck(),
                    new TlsCheck(),
                    new AuthenticationCheck(),
                    new ServerCheck(),
                    new PrivilegesCheck(),
                    new RunLockCheck(),
                    new TransactionsCheck(),
                    new PreparedTransactionsCheck(),
                    new ReplicationSlotsCheck(),
                    new ConnectionsCheck(),
                    new SizeCheck(),
                    new MigrationFilesCheck(),
                    new HistoryCheck(),
                    new SeedFilesCheck(),
                    new SeedsCheck(),
                    new SecretCheck(),
                    new ProjectCheck(),
                    new ImageCheck(),
                    new VpcCheck());

    private final Supplier<Settings> settings;
    private final Function<ConnectionSettings, Database> databases;
    private final Subjects subjects;
    private final Progress progress;

    /// Looks at nothing yet.
    ///
    /// @param settings reads them, or throws every problem
    /// @param databases makes the database of those connection settings
    /// @param subjects what to look at in AWS
    public Doctor(
            Supplier<Settings> settings,
            Function<ConnectionSettings, Database> databases,
            Subjects subjects,
            Progress progress) {
        this.settings = settings;
        this.databases = databases;
        this.subjects = subjects;
        this.progress = progress;
    }

    /// Makes every check, in order.
    ///
    /// @throws dev.slipway.failure.FailureException when it is interrupted (exit 130)
    public Diagnosis examine() {
        var findings = new ArrayList<Finding>();
        // What could not be found out, and the failed check that is at the bottom of it.
        var missing = new EnumMap<CheckName, CheckName>(CheckName.class);
        try (var facts = new Facts(settings, databases, subjects)) {
            for (var check : CHECKS) {
                var cause =
                        check.name().needs().stream()
                                .flatMap(need -> Stream.ofNullable(missing.get(need)))
                                .findFirst();
                if (cause.isPresent()) {
                    missing.put(check.name(), cause.get());
                    findings.add(
                            Finding.notApplicable(check.name(), "needs " + cause.get().text()));
                    continue;
                }
                try (var _ = progress.begin(check.name().text(), 0)) {
                    var finding = Deadline.run(check, facts);
                    findings.add(finding);
                    if (finding.state() == Finding.State.FAILED) {
                        missing.put(check.name(), check.name());
                    }
                }
            }
        }
        return new Diagnosis(findings);
    }
}
