package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// `DB_ROLE`: everything is made by, and belongs to, a role other than the one that logs in.
class RoleTest {
    private static final String ROLE = "Fruit Owner\\1";

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text primary key);");
        project.root().with("seeds/fruits.csv", "name\napple\n");
        project.database().executeAsSuperuser("create role \"" + ROLE + "\"");
        project.database()
                .executeAsSuperuser(
                        "grant create on database "
                                + project.database().name()
                                + " to \""
                                + ROLE
                                + "\"");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
        project.database().executeAsSuperuser("drop role \"" + ROLE + "\"");
    }

    @Test
    void whatIsMadeBelongsToTheRole() {
        project.database().executeAsSuperuser("grant \"" + ROLE + "\" to app");
        var environment = project.environment("DB_ROLE", ROLE, "DB_SCHEMA", "fruit");

        var migrated = FrontDoor.run(environment, "migrate");
        var seeded = FrontDoor.run(environment, "seed");

        assertThat(migrated.exitCode()).as(migrated.stderr()).isZero();
        assertThat(seeded.exitCode()).as(seeded.stderr()).isZero();
        assertThat(
                        project.database()
                                .rows(
                                        "select distinct tableowner from pg_tables where schemaname in ('fruit', 'slipway')"))
                .containsExactly(ROLE);
    }

    @Test
    void refusesARoleThatIsNotThere() {
        var result = FrontDoor.run(project.environment("DB_ROLE", "nobody else"), "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        "there is no role nobody else, which DB_ROLE names; nothing was done",
                        "fix: correct DB_ROLE, or create the role and grant it to app");
    }

    @Test
    void refusesARoleThatIsNotTheUsers() {
        var result = FrontDoor.run(project.environment("DB_ROLE", ROLE), "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        "user app may not take the role " + ROLE, "grant \"" + ROLE + "\" to app");
        assertThat(project.database().tables()).isEmpty();
    }
}
