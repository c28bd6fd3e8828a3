package dev.slipway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.support.SampleRehearsal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

/// What build servers are told of a rehearsal: GitHub's annotations, GitLab's code quality, JUnit.
class RehearsalCiTest {
    private static final Pattern COMMAND = Pattern.compile("::(\\w+) (.*?)::(.*)");

    /// A workflow command as GitHub's runner reads it.
    private record Annotation(String command, Map<String, String> properties, String message) {
        private static Annotation read(String line) {
            var command = COMMAND.matcher(line);
            assertThat(command.matches()).as(line).isTrue();
            var properties = new HashMap<String, String>();
            for (var pair : command.group(2).split(",", -1)) {
                var parts = pair.split("=", 2);
                properties.put(
                        parts[0], unescaped(parts[1].replace("%3A", ":").replace("%2C", ",")));
            }
            return new Annotation(command.group(1), properties, unescaped(command.group(3)));
        }

        private static String unescaped(String text) {
            return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        }
    }

    private static List<Annotation> annotations(Rehearsal rehearsal) {
        return RehearsalAnnotations.of(rehearsal, text -> text).stream()
                .map(Annotation::read)
                .toList();
    }

    @Test
    void annotatesTheChangedLines() {
        assertThat(
                        String.join(
                                        "\n",
                                        RehearsalAnnotations.of(
                                                SampleRehearsal.dangerous(), text -> text))
                                + "\n")
                .isEqualTo(Expected.text("annotations.txt"));
    }

    @Test
    void anAnnotationIsReadBackAsItWasMeant() {
        var annotation = annotations(SampleRehearsal.hostile()).getFirst();

        assertThat(annotation.command()).isEqualTo("error");
        assertThat(annotation.properties())
                .containsEntry("file", "mig rations/V1__a,b:c% <x> \"ü\".sql")
                .containsEntry("line", "2")
                .containsEntry("col", "3")
                .containsEntry("endColumn", "13");
        assertThat(annotation.message())
                .startsWith("::error::shop.\"<script>")
                .contains("\nDo as <b>told</b>: 100 %, now.\n", "select '</details>%0A'");
    }

    @Test
    void annotatesTheScriptThatFailed() {
        var annotation = annotations(SampleRehearsal.failed()).getLast();

        assertThat(annotation.properties())
                .containsEntry("file", "migrations/V14__order_ids.sql")
                .containsEntry("title", "rehearsal failed");
        assertThat(annotation.message()).contains("failed at line 5", "\n  fix: ");
    }

    @Test
    void whatWasSecretIsSoEverywhere() {
        assertThat(
                        RehearsalAnnotations.of(
                                SampleRehearsal.hostile(), text -> text.replace("100 %", "***")))
                .anyMatch(line -> line.contains("</b>: ***, now"))
                .noneMatch(line -> line.contains("100 %"));
    }

    @Test
    void tellsGitLabWhatNobodyHasAllowed() {
        var issues =
                JsonMapper.shared()
                        .readTree(
                                RehearsalCodeQuality.of(SampleRehearsal.dangerous(), text -> text));

        assertThat(issues).hasSize(4);
        assertThat(issues)
                .extracting(
                        issue -> issue.get("check_name").stringValue(),
                        issue -> issue.get("severity").stringValue(),
                        issue -> issue.at("/location/path").stringValue(),
                        issue -> issue.at("/location/lines/begin").intValue())
                .containsExactly(
                        tuple("rewrite", "critical", "migrations/V14__order_ids.sql", 3),
                        tuple("index-build", "critical", "migrations/V14__order_ids.sql", 5),
                        tuple("foreign-key-scan", "critical", "migrations/V15__customers.sql", 5),
                        tuple("unbatched-write", "major", "migrations/V15__customers.sql", 8));
        assertThat(issues)
                .extracting(issue -> issue.get("fingerprint").stringValue())
                .doesNotHaveDuplicates();
        assertThat(issues.get(0).get("description").stringValue())
                .startsWith("Integer and bigint are stored differently");
        assertThat(RehearsalCodeQuality.of(SampleRehearsal.nothing(), text -> text).strip())
                .isEqualTo("[ ]");
    }

    private static Element junit(Rehearsal rehearsal, @Nullable Level failOn) throws Exception {
        var xml = RehearsalJUnit.of(rehearsal, failOn, text -> text);
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static List<Element> all(Element root, String name) {
        var found = root.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    @Test
    void aMigrationIsASuiteAndAStatementACase() throws Exception {
        var root = junit(SampleRehearsal.dangerous(), Level.ERROR);

        assertThat(all(root, "testsuite"))
                .extracting(
                        suite -> suite.getAttribute("name"),
                        suite -> suite.getAttribute("tests"),
                        suite -> suite.getAttribute("failures"),
                        suite -> suite.getAttribute("skipped"))
                .containsExactly(
                        tuple("V13__order_note.sql", "1", "0", "0"),
                        tuple("V14__order_ids.sql", "2", "2", "0"),
                        tuple("V15__customers.sql", "3", "1", "1"),
                        tuple("V16__search.sql", "1", "0", "0"),
                        tuple("slipway", "1", "0", "0"));
        var retype = all(root, "testcase").get(1);
        assertThat(retype.getAttribute("name"))
                .isEqualTo("line 2: alter table shop.orders alter column id type bigint");
        assertThat(retype.getAttribute("file")).isEqualTo("migrations/V14__order_ids.sql");
        assertThat(all(retype, "failure"))
                .singleElement()
                .satisfies(
                        failure -> {
                            assertThat(failure.getAttribute("type")).isEqualTo("rewrite");
                            assertThat(failure.getTextContent())
                                    .startsWith("error[rewrite] migrations/V14__order_ids.sql:3:5")
                                    .contains("Safe form:");
                        });
        assertThat(all(root, "skipped"))
                .extracting(skipped -> skipped.getAttribute("message"))
                .containsExactly("allowed drop-column: no release since 41 reads it");
    }

    @Test
    void whatIsBelowTheLevelIsOutputAndNoFailure() throws Exception {
        var errors = junit(SampleRehearsal.dangerous(), Level.ERROR);
        var warnings = junit(SampleRehearsal.dangerous(), Level.WARNING);
        var never = junit(SampleRehearsal.dangerous(), null);

        assertThat(all(errors, "failure")).hasSize(3);
        assertThat(all(errors, "system-out"))
                .extracting(Element::getTextContent)
                .singleElement()
                .asString()
                .startsWith("warning[unbatched-write]");
        assertThat(all(warnings, "failure")).hasSize(4);
        assertThat(all(never, "failure")).isEmpty();
        assertThat(all(never, "system-out")).hasSize(4);
    }

    @Test
    void aFailureIsThatOfTheRehearsal() throws Exception {
        var root = junit(SampleRehearsal.failed(), null);

        assertThat(all(root, "failure"))
                .singleElement()
                .satisfies(
                        failure -> {
                            assertThat(failure.getAttribute("type")).isEqualTo("migration");
                            assertThat(((Element) failure.getParentNode()).getAttribute("name"))
                                    .isEqualTo("rehearse");
                        });
    }

    @Test
    void anyNameFitsIntoTheXml() throws Exception {
        var root = junit(SampleRehearsal.hostile(), Level.ERROR);

        assertThat(all(root, "testsuite").getFirst().getAttribute("name"))
                .isEqualTo("V1__a,b:c% <x> \"ü\".sql");
        assertThat(all(root, "system-out").getFirst().getTextContent())
                .isEqualTo("allowed drop-column: ]]> <i>\"because\"</i> \uFFFD |");
    }
}
