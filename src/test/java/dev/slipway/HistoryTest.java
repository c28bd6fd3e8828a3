package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// When what was applied and what the files say are not the same.
class HistoryTest {
    private static final List<List<String>> COMMANDS =
            List.of(List.of("migrate"), List.of("migrate", "--plan"), List.of("status"));

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void migrateTwoVersions() {
        project = new Project(directory);
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text);")
                .with("V3__color.sql", "alter table fruits add color text;");
        assertThat(project.run("migrate").exitCode()).isZero();
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private void assertRefusedByAllCommands(String... texts) {
        var history = project.database().rows("select * from flyway_schema_history");
        for (var command : COMMANDS) {
            var result = project.run(command.toArray(String[]::new));

            assertThat(result.exitCode()).as(command.toString()).isEqualTo(8);
            assertThat(result.stderr())
                    .startsWith("error[history]: ")
                    .contains("nothing was applied", "  fix: ")
                    .contains(texts);
            assertThat(project.database().rows("select * from flyway_schema_history"))
                    .isEqualTo(history);
        }
    }

    @Test
    void refusesAnEditedMigration() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text not null);")
                .with("V4__never.sql", "create table never (a int);");

        assertRefusedByAllCommands(
                "  - V1__fruits.sql: was edited after it was applied (checksum ");
        assertThat(project.database().tables()).doesNotContain("never");
    }

    @Test
    void refusesAMissingFile() {
        project.migrations().without("V1__fruits.sql");

        assertRefusedByAllCommands("version 1 (fruits): is applied, but its file is missing");
    }

    @Test
    void refusesARenamedFile() {
        project.migrations()
                .without("V1__fruits.sql")
                .with("V1__vegetables.sql", "create table fruits (name text);");

        assertRefusedByAllCommands("V1__vegetables.sql: was renamed after it was applied");
    }

    @Test
    void refusesAVersionBelowTheAppliedOnes() {
        project.migrations().with("V2__late.sql", "create table late (a int);");

        assertRefusedByAllCommands(
                "V2__late.sql: is not applied, but a later version is", "FLYWAY_OUT_OF_ORDER=true");
        assertThat(project.database().tables()).doesNotContain("late");
    }

    @Test
    void appliesAVersionBelowTheAppliedOnesWhenThatIsAllowed() {
        project.migrations().with("V2__late.sql", "create table late (a int);");
        var environment = project.environment("FLYWAY_OUT_OF_ORDER", "true");

        var plan = FrontDoor.run(environment, "migrate", "--plan");
        var result = FrontDoor.run(environment, "migrate");

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.stdout()).contains("1 migration pending", "create table late");
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(project.applied()).isEqualTo("1 3 2");
    }

    @Test
    void tellsAllDisagreementsAtOnce() {
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text not null);")
                .with("V2__late.sql", "create table late (a int);")
                .with("V4__new.sql", "create table new (a int);")
                .without("V3__color.sql");

        assertRefusedByAllCommands(
                "V1__fruits.sql: was edited",
                "V2__late.sql: is not applied",
                "version 3 (color): is applied, but its file is missing");
    }

    @Test
    void refusesTwoFilesOfOneVersion() {
        project.migrations()
                .with("V4__one.sql", "create table one (a int);")
                .with("V4__two.sql", "create table two (a int);");

        for (var command : COMMANDS) {
            Execution result = project.run(command.toArray(String[]::new));

            assertThat(result.exitCode()).as(command.toString()).isEqualTo(8);
            assertThat(result.stderr())
                    .startsWith("error[history]: ")
                    .contains("V4__one.sql", "V4__two.sql");
            assertThat(project.database().tables()).doesNotContain("one", "two");
        }
    }

    @Test
    void goesOnWhenTheDatabaseIsNewerThanTheFiles() {
        project.migrations().without("V3__color.sql");

        var result = project.run("migrate");
        var status = project.run("status");

        assertThat(result.exitCode()).isZero();
        assertThat(status.exitCode()).isZero();
        assertThat(status.stderr())
                .contains("warning: V3__color.sql is applied but newer than every file here");
    }

    @Test
    void takesLineEndsAndAByteOrderMarkForNoChange() {
        project.migrations()
                .with("V1__fruits.sql", "\uFEFFcreate table fruits (name text);\r\n")
                .with("V3__color.sql", "alter table fruits add color text;\n");

        var result = project.run("migrate");

        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("Nothing to migrate: the schema is at version 3.");
    }
}
