package dev.slipway.cli;

import dev.slipway.drift.Drift;
import dev.slipway.drift.DriftCheck;
import dev.slipway.embedded.EmbeddedServer;
import dev.slipway.report.DriftText;
import dev.slipway.report.JsonReport;
import dev.slipway.report.TextReport;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.Mode;
import dev.slipway.settings.Settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "status",
        description =
                "Say where the database stands beside the files; exit 0 when it is current, 10 when work is pending or, with --drift, when the schema is not as the applied migrations make it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway status --output json",
            "  slipway status --drift   also compare the schema with the migrations"
        })
final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private SeedSettingOptions seeds = new SeedSettingOptions();

    @Mixin private DriftOptions drift = new DriftOptions();

    StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var reader = console.reader(console.settings(connection, folders, output, seeds, drift));
        var server = reader.scratchServer("DRIFT_SERVER");
        var settings = reader.read(Set.of(Mode.MIGRATIONS));
        var session = new Session(console, output, settings);
        var result = session.runner().status();
        var found = drift.isAskedFor() ? drift(session, settings, server) : null;
        if (output.json()) {
            console.printJson(JsonReport.status(result, found, console::redact));
        } else {
            TextReport.status(result).forEach(console::print);
            if (found != null) {
                DriftText.of(found).forEach(console::print);
            }
        }
        return Slipway.exitCode(
                result.pending() || (found != null && !found.differences().isEmpty()));
    }

    private Drift drift(Session session, Settings settings, Optional<ConnectionSettings> server) {
        var check =
                new DriftCheck(
                        session.database(),
                        settings.migrations(),
                        settings.limits(),
                        session.progress(),
                        session::database);
        try (var throwaway =
                Throwaway.of(
                        console,
                        server,
                        EmbeddedServer.MAJOR,
                        "status --drift",
                        "--against-server URL, or DRIFT_SERVER")) {
            return check.compare(throwaway.server());
        }
    }
}
