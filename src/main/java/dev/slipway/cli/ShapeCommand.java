package dev.slipway.cli;

import picocli.CommandLine.Command;

@Command(
        name = "shape",
        description = "What production's tables are like, without what is in them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class ShapeCommand {}
