package dev.slipway.cli;

import dev.slipway.report.JsonReport;
import dev.slipway.report.RolesText;
import dev.slipway.settings.Mode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "check",
        description =
                "Compare the roles with the ROLES_ settings and try them, without leaving a trace; exit 10 when something differs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example:", "  slipway roles check --output json"})
final class RolesCheckCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    RolesCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read = console.reader(console.settings(connection, output)).read(Set.of(Mode.ROLES));
        var session = new Session(console, output, read);
        var check = session.runner().roleManager().check();
        if (output.json()) {
            console.printJson(JsonReport.rolesCheck(check, console::redact));
        } else {
            RolesText.check(check).forEach(console::print);
        }
        return Slipway.exitCode(!check.findings().isEmpty());
    }
}
