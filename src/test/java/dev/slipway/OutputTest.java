package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

/// What every command has in common: its answer for people, for programs and for build servers.
class OutputTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private static JsonNode json(Execution result) {
        return JsonMapper.builder().build().readTree(result.stdout());
    }

    private static List<String> keys(JsonNode node) {
        return node.propertyNames().stream().toList();
    }

    @Test
    void writesOneJsonDocumentOfTheSameShapeOnSuccessAndOnFailure() {
        project.migrations().with("V2__bad.sql", "create table a (x int);\n\tcreat table b;\n");

        var failed = project.run("migrate", "--output", "json");
        project.migrations().with("V2__bad.sql", "create table a (x int);");
        var done = project.run("migrate", "--output", "json");

        assertThat(done.exitCode()).isZero();
        assertThat(done.stderr()).isEmpty();
        var success = json(done);
        assertThat(keys(success))
                .containsExactly(
                        "result",
                        "exitCode",
                        "roles",
                        "schemaVersion",
                        "snapshot",
                        "migrations",
                        "seeds",
                        "elapsedMillis",
                        "doctor",
                        "error");
        assertThat(success.path("result").asString()).isEqualTo("done");
        assertThat(success.path("exitCode").asInt()).isZero();
        assertThat(success.path("schemaVersion").asString()).isEqualTo("2");
        assertThat(success.path("error").isNull()).isTrue();
        var applied = success.path("migrations").path(0);
        assertThat(keys(applied))
                .containsExactly("version", "description", "script", "elapsedMillis");
        assertThat(applied.path("version").asString()).isEqualTo("2");
        assertThat(applied.path("script").asString()).isEqualTo("V2__bad.sql");

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stderr()).startsWith("error[migration]: ");
        var failure = json(failed);
        assertThat(keys(failure)).isEqualTo(keys(success));
        assertThat(failure.path("result").asString()).isEqualTo("migration");
        assertThat(failure.path("exitCode").asInt()).isEqualTo(7);
        assertThat(failure.path("migrations").path(0).path("version").asString()).isEqualTo("1");
        var error = failure.path("error");
        assertThat(keys(error))
                .containsExactly("kind", "what", "subject", "problems", "excerpt", "why", "fix");
        assertThat(error.path("kind").asString()).isEqualTo("migration");
        assertThat(error.path("subject").asString()).isEqualTo("V2__bad.sql");
        assertThat(error.path("problems").path(0).path("file").asString()).isEqualTo("V2__bad.sql");
        assertThat(error.path("problems").path(0).path("line").asInt()).isEqualTo(2);
        assertThat(error.path("problems").path(0).path("column").asInt()).isEqualTo(2);
        assertThat(error.path("why").path(0).asString()).contains("syntax error", "42601");
        assertThat(error.path("fix").path(0).asString()).contains("run again");
        assertThat(failed.stderr()).contains(error.path("what").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate --output json",
                "migrate --output=json",
                "migrate --plan --output JSON",
                "status --output json",
                "run --output json"
            })
    void writesJsonAlsoWhenTheSettingsAreWrong(String command) {
        var result = FrontDoor.run(Map.of("CONNECT_TIMEOUT", "soon"), command.split(" ", -1));

        assertThat(result.stderr()).startsWith("error[");
        assertThat(json(result).path("exitCode").asInt()).isEqualTo(result.exitCode());
        assertThat(result.exitCode()).isIn(2, 3);
        assertThat(json(result).path("error").path("fix").size()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate --output json --plna",
                "migrate --plna --output=json",
                "migrate --plna --output=JSON",
                "--output json migrat"
            })
    void writesJsonAlsoWhenTheCommandLineIsWrong(String command) {
        var result = FrontDoor.run(project.environment(), command.split(" ", -1));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(json(result).path("result").asString()).isEqualTo("usage");
        assertThat(result.stderr()).startsWith("error[usage]: ");
    }

    @Test
    void writesThePlanAndTheStatusAsJson() {
        var plan = project.run("migrate", "--plan", "--output", "json");
        var status = project.run("status", "--output", "json");

        assertThat(plan.exitCode()).isZero();
        var planned = json(plan).path("pending").path(0);
        assertThat(planned.path("version").asString()).isEqualTo("1");
        assertThat(planned.path("transactional").asBoolean()).isTrue();
        assertThat(planned.path("sql").asString()).isEqualTo("create table fruits (name text);");
        assertThat(status.exitCode()).isEqualTo(10);
        assertThat(json(status).path("exitCode").asInt()).isEqualTo(10);
        assertThat(json(status).path("result").asString()).isEqualTo("pending");
        assertThat(json(status).path("applied").size()).isZero();
        assertThat(json(status).path("pending").size()).isEqualTo(1);
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void printsNoNotesWhenQuiet() {
        project.migrations().with("V2_odd.sql", "select 2;");

        var result = project.run("migrate", "--quiet");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr().lines())
                .singleElement()
                .asString()
                .startsWith("warning: V2_odd");
        assertThat(result.stdout()).contains("Applied 1 migration");
    }

    private Element junit(Path report) throws Exception {
        var factory = DocumentBuilderFactory.newDefaultInstance();
        return factory.newDocumentBuilder()
                .parse(report.resolve("junit.xml").toFile())
                .getDocumentElement();
    }

    private static Element testCase(Element suite, String name) {
        var cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            if (cases.item(i) instanceof Element found && found.getAttribute("name").equals(name)) {
                return found;
            }
        }
        throw new AssertionError("no test case " + name);
    }

    @Test
    void writesATestCaseForEachMigration() throws Exception {
        var report = directory.resolve("made/report");
        project.migrations().with("V2__color.sql", "alter table fruits add color text;");

        var result = project.run("migrate", "--report-dir", report.toString());

        assertThat(result.exitCode()).isZero();
        var suite = junit(report);
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        assertThat(testCase(suite, "V1__fruits.sql").getAttribute("classname"))
                .isEqualTo("migrations");
        assertThat(testCase(suite, "V2__color.sql").getAttribute("time")).matches("\\d+\\.\\d{3}");
        assertThat(report.resolve("result.env"))
                .hasContent(
                        """
                        SLIPWAY_ROLES_CHANGED='0'
                        SLIPWAY_SCHEMA_VERSION='2'
                        SLIPWAY_MIGRATIONS_APPLIED='2'
                        SLIPWAY_SEEDS_LOADED='0'
                        SLIPWAY_RESULT='done'
                        """);
    }

    @Test
    void writesTheFailureWithItsCauseAndFix() throws Exception {
        var report = directory.resolve("report");
        project.migrations().with("V2__bad.sql", "select '<&\u0001>' from nowhere;");

        var result = FrontDoor.run(project.environment("REPORT_DIR", report.toString()), "migrate");

        assertThat(result.exitCode()).isEqualTo(7);
        var suite = junit(report);
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(testCase(suite, "V1__fruits.sql").getElementsByTagName("failure").getLength())
                .isZero();
        var failed = testCase(suite, "V2__bad.sql");
        assertThat(failed.getAttribute("classname")).isEqualTo("migrations");
        assertThat(failed.getTextContent())
                .contains("relation \"nowhere\" does not exist", "why: ", "fix: ", "'<&");
        assertThat(Files.readString(report.resolve("result.env"), StandardCharsets.UTF_8))
                .contains("SLIPWAY_RESULT='migration'", "SLIPWAY_MIGRATIONS_APPLIED='1'");
    }

    @Test
    void writesTheReportAlsoWhenTheDatabaseCannotBeReached() throws Exception {
        var report = directory.resolve("report");

        var result =
                FrontDoor.run(
                        project.environment(
                                "DATABASE_URL",
                                "postgresql://app@127.0.0.1:1/db",
                                "CONNECT_TIMEOUT",
                                "1s"),
                        "migrate",
                        "--report-dir",
                        report.toString());

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(testCase(junit(report), "run").getTextContent())
                .contains("nothing is listening");
        assertThat(report.resolve("result.env"))
                .content(StandardCharsets.UTF_8)
                .contains("SLIPWAY_RESULT='unreachable'");
    }

    @Test
    void warnsWhenTheReportCannotBeWritten() {
        project.root().with("file", "in the way");

        var result =
                project.run("migrate", "--report-dir", directory.resolve("file/below").toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).startsWith("warning: the report could not be written to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "migrate --version", "-V"})
    void saysWhichSlipwayItIs(String command) {
        var result = FrontDoor.run(Map.of(), command.split(" ", -1));

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout())
                .matches("slipway \\d+\\.\\d+\\.\\d+ \\(commit [0-9a-z]+\\)\nJDK 2[5-9].*\n.*\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "migrate", "seed", "status", "local", "completion"})
    void helpsWithAnExample(String command) {
        var result =
                command.isEmpty()
                        ? FrontDoor.run(Map.of(), "--help")
                        : FrontDoor.run(Map.of(), command, "--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout())
                .startsWith("Usage: slipway " + command)
                .containsPattern("Examples?:\n  .*slipway " + command);
    }

    @Test
    void namesEveryCommandInTheHelp() {
        assertThat(FrontDoor.run(Map.of(), "--help").stdout())
                .contains("run ", "migrate ", "seed ", "status ", "local ", "completion ");
    }

    @Test
    void printsACompletionScriptThatBashAccepts() throws IOException, InterruptedException {
        var result = FrontDoor.run(Map.of(), "completion");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout()).contains("migrate", "--plan");
        var script = directory.resolve("completion.bash");
        Files.writeString(script, result.stdout());
        var bash =
                new ProcessBuilder("bash", "-n", script.toString())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    migrat           | did you mean migrate? see slipway --help
                    stats            | did you mean status? see slipway --help
                    migrate --plann  | did you mean --plan? see slipway migrate --help
                    migrate --ulr x  | did you mean --url? see slipway migrate --help
                    migrate --output=yaml | see slipway migrate --help
                    migrate --target | see slipway migrate --help
                    migrate extra    | see slipway migrate --help
                    frobnicate       | see slipway --help
                    """)
    void suggestsWhatWasMeant(String command, String fix) {
        var result = FrontDoor.run(project.environment(), command.split(" ", -1));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr()).startsWith("error[usage]: ").endsWith("  fix: " + fix + "\n");
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void refusesToDoNothingWithoutACommand() {
        var result = FrontDoor.run(project.environment());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .startsWith("error[usage]: no command is given")
                .contains("slipway --help");
    }
}
