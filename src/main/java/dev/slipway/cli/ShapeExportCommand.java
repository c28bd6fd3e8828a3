package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.report.ShapeText;
import dev.slipway.shape.OwnTables;
import dev.slipway.shape.Shape;
import dev.slipway.shape.ShapeExporter;
import dev.slipway.shape.ShapeFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "export",
        description =
                "Write sizes, row estimates, column statistics, indexes and constraints of a"
                        + " database as JSON, and no value of any row. Changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway shape export --file shape.json",
            "  slipway shape export > shape.json"
        })
final class ShapeExportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where it is written, over what is there. Default: stdout.")
    private @Nullable Path file;

    ShapeExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var read = console.reader(console.settings(connection, output)).read(Set.of());
        var session = new Session(console, output, read);
        var shape =
                new ShapeExporter(
                                session.database(),
                                OwnTables.names(read.migrations().table()),
                                session.progress())
                        .export();
        var text = console.redact(ShapeFile.text(shape));
        if (file == null) {
            console.printJson(text.stripTrailing());
        } else {
            write(file, text);
        }
        tell(shape);
        return 0;
    }

    private void tell(Shape shape) {
        if (output.quiet()) {
            return;
        }
        var summary = ShapeText.summary(shape);
        console.say(file == null ? summary : summary + "; written to " + file);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "the shape could not be written to " + file,
                            String.valueOf(e),
                            "name a file in a folder that exists and can be written to")
                    .exception(e);
        }
    }
}
