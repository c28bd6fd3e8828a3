package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/// A rehearsal on a real server, told in each of its ways.
class RehearseReportTest {
    private static final String RETYPE = "alter table orders alter column id type bigint";

    @TempDir private Path directory;

    private Folder migrations;

    @BeforeEach
    void writeMigrations() {
        migrations =
                new Folder(directory.resolve("migrations"))
                        .with(
                                "V1__orders.sql",
                                "create table orders (id int primary key, note text);")
                        .with("V2__ids.sql", "-- more ids\n" + RETYPE + ";\n")
                        .with("V3__quiet.sql", "alter table orders add column total int;");
    }

    private Execution rehearse(String... more) {
        return FrontDoor.run(
                Map.of("MIGRATIONS_DIR", migrations.path().toString()),
                Stream.concat(Stream.of("rehearse", "--from", "1"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private String file(String name) throws Exception {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void tellsPeople() {
        var result = rehearse();

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(10);
        assertThat(result.stdout())
                .contains(
                        "error[rewrite]: ",
                        "V2__ids.sql:2:",
                        "  2 | " + RETYPE + ";\n",
                        "  locks: ACCESS EXCLUSIVE on public.orders, blocks reads and writes",
                        "  safe form:\n",
                        "changes  column public.orders.id: ",
                        "the tables were without rows: durations say nothing of production",
                        " in 2 migrations; use the safe forms");
    }

    @Test
    void tellsProgramsTheSame() {
        var result = rehearse("--output", "json");
        var document = JsonMapper.shared().readTree(result.stdout());

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(document.get("result").stringValue()).isEqualTo("findings");
        assertThat(document.at("/migrations/0/statements/0/sql").stringValue()).isEqualTo(RETYPE);
        assertThat(document.at("/migrations/0/statements/0/line").intValue()).isEqualTo(2);
        assertThat(document.at("/migrations/0/statements/0/findings"))
                .extracting(finding -> finding.get("rule").stringValue())
                .contains("rewrite");
        assertThat(document.at("/migrations/0/statements/0/locks/0/mode").stringValue())
                .isEqualTo("ACCESS EXCLUSIVE");
    }

    @Test
    void tellsGitHubWhereItIs() {
        assertThat(rehearse("--output", "github").stdout().lines())
                .allMatch(line -> line.startsWith("::"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "::error"
                                                + " file=.*/V2__ids\\.sql,line=2,.*title=rewrite%3A.*"));
    }

    @Test
    void writesTheFilesAlsoWhenItFindsSomething() throws Exception {
        var folder = directory.resolve("out");
        var result =
                rehearse(
                        "--sarif", folder.resolve("findings.sarif").toString(),
                        "--junit", folder.resolve("junit.xml").toString(),
                        "--gitlab", folder.resolve("quality.json").toString(),
                        "--markdown", folder.resolve("comment.md").toString(),
                        "--html", folder.resolve("report.html").toString());

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(JsonMapper.shared().readTree(file("out/findings.sarif")).at("/runs/0/results"))
                .extracting(found -> found.get("ruleId").stringValue())
                .contains("rewrite");
        assertThat(JsonMapper.shared().readTree(file("out/quality.json")))
                .extracting(issue -> issue.get("check_name").stringValue())
                .contains("rewrite");
        assertThat(
                        DocumentBuilderFactory.newDefaultInstance()
                                .newDocumentBuilder()
                                .parse(folder.resolve("junit.xml").toFile())
                                .getElementsByTagName("testsuite")
                                .getLength())
                .isEqualTo(3);
        assertThat(file("out/comment.md"))
                .startsWith("### ✗ Rehearsal: ")
                .contains("```sql\n" + RETYPE + ";\n```");
        assertThat(file("out/report.html"))
                .contains(
                        "<h2 id=\"findings-heading\">", "<title>ACCESS EXCLUSIVE on public.orders");
    }

    @Test
    void aMigrationThatFailsIsToldEverywhere() throws Exception {
        migrations.with("V3__quiet.sql", "select 1/0;");
        var comment = directory.resolve("comment.md");

        var result = rehearse("--output", "json", "--markdown", comment.toString());

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(JsonMapper.shared().readTree(result.stdout()).at("/error/subject").stringValue())
                .isEqualTo("V3__quiet.sql");
        assertThat(file("comment.md"))
                .startsWith("### ✗ Rehearsal: V3__quiet.sql failed; ")
                .contains("division by zero");
    }
}
