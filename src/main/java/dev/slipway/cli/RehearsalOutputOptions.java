package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.report.RehearsalAnnotations;
import dev.slipway.report.RehearsalCodeQuality;
import dev.slipway.report.RehearsalHtml;
import dev.slipway.report.RehearsalJUnit;
import dev.slipway.report.RehearsalJson;
import dev.slipway.report.RehearsalMarkdown;
import dev.slipway.report.RehearsalSarif;
import dev.slipway.report.RehearsalText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// How a rehearsal is told, and where else it is written.
final class RehearsalOutputOptions {
    enum Style {
        TEXT,
        JSON,
        GITHUB
    }

    @Option(
            names = "--output",
            paramLabel = "text|json|github",
            defaultValue = "text",
            description =
                    "For people, one JSON document, or annotations of a GitHub workflow. Default: text.")
    private Style style = Style.TEXT;

    @Option(names = "--quiet", description = "No progress and no notes; results and errors only.")
    private boolean quiet;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write a page with a timeline of locks and waits.")
    private @Nullable Path html;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Also write a comment for a pull request.")
    private @Nullable Path markdown;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Also write SARIF 2.1.0.")
    private @Nullable Path sarif;

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML.")
    private @Nullable Path junit;

    @Option(
            names = "--gitlab",
            paramLabel = "FILE",
            description = "Also write a GitLab code quality report.")
    private @Nullable Path gitlab;

    boolean json() {
        return style == Style.JSON;
    }

    boolean quiet() {
        return quiet;
    }

    /// Prints it, and writes the files that are asked for.
    ///
    /// @param failOn the least level at which it fails, or null for never
    /// @throws dev.slipway.failure.FailureException when a file cannot be written (exit 3), after
    ///     it was printed
    void tell(Console console, Rehearsal rehearsal, @Nullable Level failOn) {
        switch (style) {
            case JSON -> console.printJson(RehearsalJson.of(rehearsal, failOn, console::redact));
            case GITHUB ->
                    RehearsalAnnotations.of(rehearsal, console::redact).forEach(console::printJson);
            case TEXT ->
                    RehearsalText.of(rehearsal, failOn, console.hasColor()).forEach(console::print);
        }
        write(html, () -> RehearsalHtml.of(rehearsal, failOn, console::redact));
        write(markdown, () -> RehearsalMarkdown.of(rehearsal, failOn, console::redact));
        write(sarif, () -> RehearsalSarif.of(rehearsal, console::redact));
        write(junit, () -> RehearsalJUnit.of(rehearsal, failOn, console::redact));
        write(gitlab, () -> RehearsalCodeQuality.of(rehearsal, console::redact));
    }

    private static void write(@Nullable Path file, Supplier<String> text) {
        if (file == null) {
            return;
        }
        try {
            var parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text.get());
        } catch (IOException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            file + " could not be written; the rehearsal itself is over",
                            String.valueOf(e.getMessage()),
                            "name a file in a folder that can be written to")
                    .exception(e);
        }
    }
}
