package dev.slipway.cli;

import picocli.CommandLine.Command;

@Command(
        name = "slipway",
        description = "Runs PostgreSQL migrations and seeds where the database lives.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  slipway local                   an embedded PostgreSQL, migrated and seeded",
            "  slipway migrate --plan          the pending SQL; changes nothing",
            "  slipway rehearse --since main   what it would lock, rewrite and break in production",
            "  RUN_MIGRATIONS=true slipway run what the container runs",
            "  slipway start migrate           the same in AWS, followed to its end",
            "",
            "The database comes from DATABASE_URL, or from DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD.",
            "Exit codes: 0 done, 1 defect, 2 usage, 3 settings, 4 unreachable, 5 refused, 6 locked, 7 migration failed,",
            "8 history and files disagree, 9 seed wrong, 10 work is pending, a danger was found or roles differ, 11 the remote run failed or",
            "was stopped, 130 interrupted."
        })
final class SlipwayCommand {}
