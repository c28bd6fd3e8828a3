package dev.slipway.cli;

import picocli.CommandLine.Command;

@Command(
        name = "roles",
        description = "Set up the database's roles and their rights, or check them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class RolesCommand {}
