package dev.slipway.report;

import dev.slipway.failure.Failure;
import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// A rehearsal as JUnit XML: a suite a migration, a case a statement.
public final class RehearsalJUnit {
    private static final int STATEMENT = 60;

    private final Rehearsal rehearsal;
    private final @Nullable Level failOn;
    private final UnaryOperator<String> redact;
    private final List<LocatedFinding> findings;

    private RehearsalJUnit(
            Rehearsal rehearsal, @Nullable Level failOn, UnaryOperator<String> redact) {
        this.rehearsal = rehearsal;
        this.failOn = failOn;
        this.redact = redact;
        this.findings = LocatedFinding.of(rehearsal);
    }

    /// One document. A statement fails with findings at the level or above it; a statement whose
    /// findings are all allowed is skipped, with the reasons; other findings are in its output. The
    /// last suite holds the rehearsal itself, which fails when a migration did.
    ///
    /// @param failOn the least level at which a statement fails, or null for never
    /// @param redact takes the secrets out of a text
    public static String of(
            Rehearsal rehearsal, @Nullable Level failOn, UnaryOperator<String> redact) {
        return new RehearsalJUnit(rehearsal, failOn, redact).document();
    }

    private String document() {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            attribute(xml, "name", "slipway rehearse");
            for (var migration : rehearsal.migrations()) {
                suite(xml, migration);
            }
            rehearsal(xml, rehearsal.failure());
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string takes any XML", e);
        }
        return text.append('\n').toString();
    }

    private void suite(XMLStreamWriter xml, RehearsedMigration migration)
            throws XMLStreamException {
        var cases = migration.statements();
        start(
                xml,
                migration.script(),
                cases.size(),
                cases.stream()
                        .filter(statement -> !failing(migration, statement).isEmpty())
                        .count(),
                cases.stream().filter(RehearsalJUnit::isAllowed).count(),
                migration.elapsed());
        for (var statement : cases) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("testcase");
            attribute(xml, "classname", migration.script());
            attribute(
                    xml,
                    "name",
                    "line "
                            + statement.line()
                            + ": "
                            + PlainLine.beginning(statement.sql(), STATEMENT));
            attribute(xml, "file", ScriptPath.of(migration.file()));
            attribute(xml, "line", Integer.toString(statement.line()));
            attribute(xml, "time", XmlText.seconds(statement.elapsed()));
            outcome(xml, migration, statement);
            xml.writeEndElement();
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private void outcome(
            XMLStreamWriter xml, RehearsedMigration migration, RehearsedStatement statement)
            throws XMLStreamException {
        var failing = failing(migration, statement);
        if (!failing.isEmpty()) {
            var first = failing.getFirst().finding();
            failure(
                    xml,
                    first.rule().word(),
                    first.message(),
                    String.join("\n\n", failing.stream().map(this::told).toList()));
        } else if (isAllowed(statement)) {
            xml.writeStartElement("skipped");
            attribute(xml, "message", String.join("; ", allowed(statement)));
            xml.writeEndElement();
        }
        var other = new ArrayList<String>();
        of(migration, statement)
                .filter(found -> found.finding().isOpen() && !found.fails(failOn))
                .forEach(found -> other.add(told(found)));
        if (!isAllowed(statement)) {
            other.addAll(allowed(statement));
        }
        if (!other.isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(clean(String.join("\n", other)));
            xml.writeEndElement();
        }
    }

    private void rehearsal(XMLStreamWriter xml, @Nullable Failure failure)
            throws XMLStreamException {
        // One case for the rehearsal itself: a report without any would be an error to CodeBuild.
        start(xml, "slipway", 1, failure == null ? 0 : 1, 0, rehearsal.elapsed());
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", "slipway");
        attribute(xml, "name", "rehearse");
        attribute(xml, "time", XmlText.seconds(rehearsal.elapsed()));
        if (failure != null) {
            failure(
                    xml,
                    failure.kind().word(),
                    failure.what(),
                    String.join("\n", TextReport.failure(failure)));
        }
        xml.writeEndElement();
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private void start(
            XMLStreamWriter xml,
            String name,
            long tests,
            long failures,
            long skipped,
            Duration elapsed)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", name);
        attribute(xml, "tests", Long.toString(tests));
        attribute(xml, "failures", Long.toString(failures));
        attribute(xml, "errors", "0");
        attribute(xml, "skipped", Long.toString(skipped));
        attribute(xml, "time", XmlText.seconds(elapsed));
    }

    private void failure(XMLStreamWriter xml, String type, String message, String text)
            throws XMLStreamException {
        xml.writeStartElement("failure");
        attribute(xml, "type", type);
        attribute(xml, "message", message);
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    private void attribute(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    private Stream<LocatedFinding> of(RehearsedMigration migration, RehearsedStatement statement) {
        return findings.stream()
                .filter(
                        found ->
                                found.migration().script().equals(migration.script())
                                        && found.statement().equals(statement));
    }

    private List<LocatedFinding> failing(
            RehearsedMigration migration, RehearsedStatement statement) {
        return of(migration, statement).filter(found -> found.fails(failOn)).toList();
    }

    /// Whether everything that was found in it is allowed.
    private static boolean isAllowed(RehearsedStatement statement) {
        return !statement.findings().isEmpty()
                && statement.findings().stream().noneMatch(finding -> finding.isOpen());
    }

    private static List<String> allowed(RehearsedStatement statement) {
        return statement.findings().stream()
                .filter(finding -> !finding.isOpen())
                .map(finding -> "allowed " + finding.rule().word() + ": " + finding.allowed())
                .toList();
    }

    private String told(LocatedFinding found) {
        return found.finding().level().word()
                + "["
                + found.finding().rule().word()
                + "] "
                + found.place()
                + "\n"
                + String.join("\n", RehearsalWords.explained(rehearsal, found));
    }

    private String clean(String text) {
        return XmlText.clean(redact.apply(text));
    }
}
