package dev.slipway.report;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.run.RunResult;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// The files that a build server picks up after a run: `junit.xml`, where the roles, each
/// migration and each seed are a test case, and `result.env`, shell variables for what comes after.
public final class ReportFiles {
    private final RunResult result;
    private final UnaryOperator<String> redact;

    private ReportFiles(RunResult result, UnaryOperator<String> redact) {
        this.result = result;
        this.redact = redact;
    }

    /// Writes both into the directory, which is made if need be.
    ///
    /// @param redact takes the secrets out of a text
    /// @throws IOException when they cannot be written; the run itself is over by then
    public static void write(RunResult result, Path directory, UnaryOperator<String> redact)
            throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("junit.xml"), new ReportFiles(result, redact).junit());
        Files.writeString(directory.resolve("result.env"), variables(result));
    }

    /// Values are versions, numbers and fixed words: safe for a shell to read.
    private static String variables(RunResult result) {
        return """
        SLIPWAY_ROLES_CHANGED='%d'
        SLIPWAY_SCHEMA_VERSION='%s'
        SLIPWAY_MIGRATIONS_APPLIED='%d'
        SLIPWAY_SEEDS_LOADED='%d'
        SLIPWAY_RESULT='%s'
        """
                .formatted(
                        result.roles() == null ? 0 : result.roles().statements().size(),
                        Objects.requireNonNullElse(result.schemaVersion(), ""),
                        result.migrations().size(),
                        result.seedsLoaded(),
                        result.failure() == null ? "done" : result.failure().kind().word());
    }

    private String junit() {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            var failure = result.failure();
            var roles = result.roles();
            var cases =
                    (roles == null ? 0 : 1)
                            + result.migrations().size()
                            + result.seeds().size()
                            + 1;
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "slipway");
            xml.writeAttribute(
                    "tests",
                    Integer.toString(
                            cases + (failure == null || failure.subject() == null ? 0 : 1)));
            xml.writeAttribute("failures", failure == null ? "0" : "1");
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("time", XmlText.seconds(result.elapsed()));
            if (roles != null) {
                testCase(xml, "roles", "apply", roles.elapsed(), null);
            }
            for (var migration : result.migrations()) {
                testCase(xml, "migrations", migration.script(), migration.elapsed(), null);
            }
            for (var seed : result.seeds()) {
                testCase(xml, "seeds", seed.name(), seed.elapsed(), null);
            }
            if (failure != null && failure.subject() != null) {
                testCase(
                        xml,
                        isScript(failure.subject(), result) ? "migrations" : "seeds",
                        failure.subject(),
                        Duration.ZERO,
                        failure);
            }
            // One case for the run itself: a report without any would be an error to CodeBuild.
            testCase(
                    xml,
                    "slipway",
                    "run",
                    result.elapsed(),
                    failure != null && failure.subject() == null ? failure : null);
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string takes any XML", e);
        }
        return text.append('\n').toString();
    }

    private static boolean isScript(String subject, RunResult result) {
        // A script's name has an ending, a seed's has none.
        return Objects.requireNonNull(result.failure()).kind() == Kind.MIGRATION
                || subject.indexOf('.') >= 0;
    }

    private void testCase(
            XMLStreamWriter xml,
            String group,
            String name,
            Duration elapsed,
            @Nullable Failure failure)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", group);
        xml.writeAttribute("name", name);
        xml.writeAttribute("time", XmlText.seconds(elapsed));
        if (failure != null) {
            xml.writeStartElement("failure");
            xml.writeAttribute("type", failure.kind().word());
            xml.writeAttribute("message", clean(failure.what()));
            xml.writeCharacters(clean(String.join("\n", TextReport.failure(failure))));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private String clean(String text) {
        return XmlText.clean(redact.apply(text));
    }
}
