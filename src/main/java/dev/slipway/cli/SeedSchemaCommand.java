package dev.slipway.cli;

import dev.slipway.manifest.SeedManifest;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

@Command(
        name = "schema",
        description =
                "Print the JSON Schema of seeds.yaml, by which editors complete and check it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example:", "  slipway seed schema > seeds/seeds.schema.json"})
final class SeedSchemaCommand implements Callable<Integer> {
    private final Console console;

    SeedSchemaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.print(SeedManifest.schema().stripTrailing());
        return 0;
    }
}
