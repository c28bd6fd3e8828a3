package dev.slipway.cli;

import dev.slipway.report.JsonReport;
import dev.slipway.report.RolesText;
import dev.slipway.seed.SeedOptions;
import dev.slipway.settings.Mode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "apply",
        description =
                "Make the roles, their rights, the schema and the extensions as the ROLES_ settings declare.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway roles apply --plan    the statements; changes nothing",
            "  slipway roles apply --adopt   also take over tables that the master made"
        })
final class RolesApplyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private RoleOptions roles = new RoleOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--plan",
            description = "Show the statements that would be executed and change nothing.")
    private boolean plan;

    RolesApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read =
                console.reader(console.settings(connection, roles, output))
                        .read(Set.of(Mode.ROLES));
        var session = new Session(console, output, read);
        if (!plan) {
            return session.finish(session.runner().run(SeedOptions.ALL));
        }
        var result = session.runner().roleManager().plan();
        if (output.json()) {
            console.printJson(JsonReport.rolesPlan(result, console::redact));
        } else {
            RolesText.plan(result).forEach(console::print);
        }
        return 0;
    }
}
