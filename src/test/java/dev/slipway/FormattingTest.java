package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/// All source is as google-java-format (AOSP style) writes it. To write it so:
/// `mvn verify -Dformat=write -Dtest=FormattingTest`.
///
/// A test and no Maven plugin, since a plugin runs on Maven's own JDK, which may be too old to read
/// this source.
class FormattingTest {
    @Test
    void sourceIsFormatted() throws IOException, FormatterException {
        var formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        var unformatted = new ArrayList<Path>();
        try (var files = Files.walk(Path.of("src"))) {
            for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var source = Files.readString(file);
                var formatted =
                        formatter.formatSource(
                                ImportOrderer.reorderImports(
                                        RemoveUnusedImports.removeUnusedImports(source),
                                        JavaFormatterOptions.Style.AOSP));
                if (!formatted.equals(source)) {
                    if ("write".equals(System.getProperty("format"))) {
                        Files.writeString(file, formatted);
                    } else {
                        unformatted.add(file);
                    }
                }
            }
        }
        assertThat(unformatted)
                .as("mvn verify -Dformat=write -Dtest=FormattingTest writes these")
                .isEmpty();
    }
}
