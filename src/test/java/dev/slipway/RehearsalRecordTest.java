package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a rehearsal leaves for `migrate --plan` to tell.
class RehearsalRecordTest {
    @TempDir private Path directory;

    private Project project;
    private Path file;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        file = directory.resolve("kept/rehearsal.json");
        project.migrations()
                .with("V1__shop.sql", "create table orders (id int primary key, total int)")
                .with(
                        "V2__amount.sql",
                        "set lock_timeout = '2s'; alter table orders rename column total to amount")
                .with("V3__other.sql", "create table other (id int)");
        var result = FrontDoor.run(project.environment("FLYWAY_TARGET", "1"), "migrate");
        assertThat(result.exitCode()).as(result.stderr()).isZero();
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Execution rehearse(String... options) {
        var url = project.database().url();
        var environment =
                project.environment(
                        "REHEARSAL_FILE",
                        file.toString(),
                        "REHEARSAL_SERVER",
                        url.replace("/" + project.database().name(), "/postgres"));
        var args = new ArrayList<>(List.of("rehearse", "--from", "1"));
        args.addAll(List.of(options));
        return FrontDoor.run(environment, args.toArray(String[]::new));
    }

    private Execution plan(String... options) {
        var args = new ArrayList<>(List.of("migrate", "--plan"));
        args.addAll(List.of(options));
        return FrontDoor.run(
                project.environment("REHEARSAL_FILE", file.toString()),
                args.toArray(String[]::new));
    }

    private JsonNode kept() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    /// As if the rehearsal had been longer ago.
    private void age(Duration age) throws IOException {
        var at = kept().get("rehearsedAt").stringValue();
        Files.writeString(
                file, Files.readString(file).replace(at, Instant.parse(at).minus(age).toString()));
    }

    /// The lines of a plan that follow the names of the scripts.
    private static List<String> verdicts(Execution plan) {
        var lines = plan.stdout().lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith("-- V") || line.startsWith("-- R"))
                .map(line -> lines.get(lines.indexOf(line) + 1))
                .map(line -> line.replaceAll("PostgreSQL \\d+", "PostgreSQL N"))
                .toList();
    }

    @Test
    void standsBesideEachPendingMigrationOfAPlan() throws IOException {
        assertThat(rehearse().exitCode()).isEqualTo(10);
        age(Duration.ofMinutes(125));

        var plan = plan();

        assertThat(plan.exitCode()).isZero();
        assertThat(verdicts(plan))
                .containsExactly(
                        "-- rehearsed 2 hours ago on PostgreSQL N: 1 error",
                        "-- rehearsed 2 hours ago on PostgreSQL N: nothing dangerous");
        assertThat(plan.stdout())
                .contains("--   " + kept().get("scripts").get(0).get("worst").stringValue() + "\n");
        assertThat(plan.stderr()).isEmpty();
    }

    @Test
    void isInTheDocumentOfAPlan() throws IOException {
        rehearse();

        var pending =
                JsonMapper.shared().readTree(plan("--output", "json").stdout()).get("pending");

        var kept = kept();
        var verdict = pending.get(0).get("rehearsal");
        assertThat(verdict.get("at")).isEqualTo(kept.get("rehearsedAt"));
        assertThat(verdict.get("serverVersion").stringValue()).matches("\\d+\\.\\d+");
        assertThat(verdict.get("start").stringValue()).isEqualTo("version 1");
        assertThat(verdict.get("failed").booleanValue()).isFalse();
        assertThat(verdict.get("errors").intValue()).isEqualTo(1);
        assertThat(verdict.get("worst").stringValue()).isNotBlank();
        assertThat(pending.get(1).get("rehearsal").get("errors").intValue()).isZero();
        assertThat(pending.get(1).get("rehearsal").get("worst").isNull()).isTrue();
    }

    @Test
    void saysNothingWhereNothingWasEverRehearsed() {
        var plan = plan();

        assertThat(plan.stdout()).doesNotContain("rehearsed");
        assertThat(plan.stderr()).isEmpty();
        assertThat(
                        JsonMapper.shared()
                                .readTree(plan("--output", "json").stdout())
                                .at("/pending/0/rehearsal")
                                .isNull())
                .isTrue();
    }

    @Test
    void doesNotCountForAScriptThatHasChangedNorForThoseBehindIt() {
        project.migrations().with("V4__more.sql", "create table more (id int)");
        rehearse();
        project.migrations().with("V3__other.sql", "create table other (id bigint)");

        assertThat(verdicts(plan()))
                .containsExactly(
                        "-- rehearsed just now on PostgreSQL N: 1 error",
                        "-- not rehearsed",
                        "-- not rehearsed");
    }

    @Test
    void doesNotCountBehindAMigrationThatIsNew() {
        rehearse();
        project.migrations().with("V2.5__between.sql", "create table between_them (id int)");

        assertThat(verdicts(plan()))
                .containsExactly(
                        "-- rehearsed just now on PostgreSQL N: 1 error",
                        "-- not rehearsed",
                        "-- not rehearsed");
    }

    @Test
    void countsBehindAMigrationThatWasAppliedAsItWasRehearsed() {
        rehearse();
        FrontDoor.run(project.environment("FLYWAY_TARGET", "2"), "migrate");

        assertThat(project.applied()).isEqualTo("1 2");
        assertThat(verdicts(plan()))
                .containsExactly("-- rehearsed just now on PostgreSQL N: nothing dangerous");
    }

    @Test
    void doesNotCountBehindAMigrationThatWasAppliedWithAnotherText() {
        rehearse();
        project.migrations().with("V2__amount.sql", "alter table orders add amount int");
        FrontDoor.run(project.environment("FLYWAY_TARGET", "2"), "migrate");

        assertThat(verdicts(plan())).containsExactly("-- not rehearsed");
    }

    @Test
    void tellsThatAMigrationFailedAndNothingOfThoseBehindIt() {
        project.migrations().with("V3__other.sql", "create table orders (id int)");
        project.migrations().with("V4__more.sql", "create table more (id int)");

        assertThat(rehearse().exitCode()).isEqualTo(7);
        assertThat(verdicts(plan()))
                .containsExactly(
                        "-- rehearsed just now on PostgreSQL N: 1 error",
                        "-- rehearsed just now on PostgreSQL N: it failed",
                        "-- not rehearsed");
    }

    @Test
    void countsWhatIsAllowedApart() {
        project.migrations()
                .with(
                        "V2__amount.sql",
                        """
                        set lock_timeout = '2s';
                        -- slipway: allow rename-column: the release of today reads amount
                        alter table orders rename column total to amount;
                        """);

        assertThat(rehearse().exitCode()).isZero();
        assertThat(verdicts(plan()).getFirst())
                .isEqualTo("-- rehearsed just now on PostgreSQL N: nothing dangerous, 1 allowed");
    }

    @Test
    void isKeptWhereTheFlagSaysAndNowhereWhenThatIsEmpty() {
        var other = directory.resolve("other.json");

        rehearse("--record", other.toString());
        rehearse("--record", "");

        assertThat(other).exists();
        assertThat(file).doesNotExist();
    }

    @Test
    void isKeptInTheWorkingDirectoryByDefault() throws Exception {
        var before = Files.exists(Path.of(".slipway/rehearsal.json"));
        var url = project.database().url();
        var environment =
                project.environment(
                        "REHEARSAL_SERVER",
                        url.replace("/" + project.database().name(), "/postgres"));
        environment.put("MIGRATIONS_DIR", project.migrations().path().toAbsolutePath().toString());
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var path =
                List.of("target/slipway.jar", "target/lib/*", "target/local-lib/*").stream()
                        .map(part -> Path.of("").toAbsolutePath() + "/" + part)
                        .reduce((left, right) -> left + ":" + right)
                        .orElseThrow();
        var builder =
                new ProcessBuilder(
                                java,
                                "-cp",
                                path,
                                "dev.slipway.cli.Main",
                                "rehearse",
                                "--from",
                                "1")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);

        assertThat(builder.start().waitFor()).isEqualTo(10);
        assertThat(directory.resolve(".slipway/rehearsal.json")).exists();
        assertThat(Files.exists(Path.of(".slipway/rehearsal.json"))).isEqualTo(before);
    }

    @Test
    void thatCannotBeWrittenIsAWarningAndNoFailure() throws IOException {
        Files.createDirectories(file);
        project.migrations().without("V2__amount.sql");

        var result = rehearse();

        assertThat(result.exitCode()).as(result.stdout()).isZero();
        assertThat(result.stderr())
                .contains("migrate --plan will not know of this rehearsal: " + file);
    }

    @Test
    void thatCannotBeReadIsOneWarningAndNoFailure() throws IOException {
        for (var content : List.of("{", "{}", "{\"format\": 1}", "{\"format\": 2}", "[]", "")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);

            var plan = plan();

            assertThat(plan.exitCode()).as(content).isZero();
            assertThat(plan.stdout()).contains("-- V2__amount.sql").doesNotContain("rehearsed");
            assertThat(plan.stderr().lines())
                    .as(content)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "warning: the last rehearsal could not be read from "
                                    + file
                                    + ": it is ");
        }
    }
}
