package dev.slipway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;

/// How a command answers.
final class OutputOptions implements Overlay {
    enum Style {
        TEXT,
        JSON
    }

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "For people, or one JSON document for programs. Default: text.")
    private Style style = Style.TEXT;

    @Option(
            names = "--quiet",
            description = "No progress and no notes; results, warnings and errors only.")
    private boolean quiet;

    @Option(
            names = "--report-dir",
            paramLabel = "DIR",
            description = "Write junit.xml and result.env there (REPORT_DIR).")
    private @Nullable Path reportDirectory;

    boolean json() {
        return style == Style.JSON;
    }

    boolean quiet() {
        return quiet;
    }

    @Override
    public void over(Map<String, String> settings) {
        if (reportDirectory != null) {
            settings.put("REPORT_DIR", reportDirectory.toString());
        }
    }
}
