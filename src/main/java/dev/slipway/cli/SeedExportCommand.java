package dev.slipway.cli;

import dev.slipway.export.ExportRequest;
import dev.slipway.export.Exporter;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.report.ExportReport;
import dev.slipway.report.JsonReport;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "export",
        description =
                "Write tables as seeds: rows in key order, natural keys in place of generated ids.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway seed export countries shop.goods",
            "  slipway seed export cities --where \"population > 1000000\" --to drafts"
        })
final class SeedExportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "TABLE",
            description = "table or schema.table; a name with a dot in double quotes.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "The folder of the files. Default: the seeds folder.")
    private @Nullable Path directory;

    @Option(names = "--overwrite", description = "Replace files that are there already.")
    private boolean overwrite;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only rows for which this SQL condition holds; with one table.")
    private @Nullable String where;

    @Option(names = "--gzip", description = "Compress the files.")
    private boolean gzip;

    SeedExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (where != null && tables.size() > 1) {
            throw Failure.of(
                            Kind.USAGE,
                            "--where is given with several tables; nothing was written",
                            "a condition is about the columns of one table",
                            "export the table that it is meant for by itself")
                    .exception();
        }
        var read =
                console.reader(console.settings(connection, folders, output))
                        .read(Set.of(Mode.SEED));
        var session = new Session(console, output, read);
        var target = directory == null ? read.seeds().directory() : directory;
        var result =
                new Exporter(session.database(), session.progress())
                        .export(new ExportRequest(tables, target, overwrite, where, gzip));
        if (output.json()) {
            console.printJson(JsonReport.export(result, console::redact));
        } else {
            ExportReport.text(result).forEach(console::print);
            console.print(
                    "See what a load would change: slipway seed --plan"
                            + (directory == null ? "" : " --seeds " + directory));
        }
        return 0;
    }
}
