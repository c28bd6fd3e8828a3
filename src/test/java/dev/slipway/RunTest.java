package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class RunTest {
    @TempDir private Path directory;

    private TestDatabase database;
    private Folder migrations;
    private Folder seeds;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        migrations =
                new Folder(directory.resolve("migrations"))
                        .with(
                                "V1__fruits.sql",
                                "create table fruits (name text primary key, color text);");
        seeds =
                new Folder(directory.resolve("seeds"))
                        .with("fruits.csv", "name,color\napple,red\nplum,blue\n");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private Map<String, String> environment(String... pairs) {
        var environment = new HashMap<>(database.environment(pairs));
        environment.put("MIGRATIONS_DIR", migrations.toString());
        environment.put("SEEDS_DIR", seeds.toString());
        return environment;
    }

    @Test
    void refusesToRunWhenNoModeIsSelected() {
        var result = FrontDoor.run(environment(), "run");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .startsWith("error[usage]: ")
                .contains("RUN_MIGRATIONS", "RUN_SEED");
        assertThat(database.tables()).isEmpty();
    }

    @Test
    void migratesThenSeedsWhenBothModesAreSelected() {
        var result =
                FrontDoor.run(environment("RUN_MIGRATIONS", "true", "RUN_SEED", "True"), "run");

        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("Applied 1 migration", "Loaded 1 seed");
        assertThat(database.rows("select name, color from fruits order by 1"))
                .containsExactly("apple|red", "plum|blue");
    }

    @Test
    void doesOnlyWhatTheModesSelect() {
        var result = FrontDoor.run(environment("RUN_MIGRATIONS", "1", "RUN_SEED", "0"), "run");

        assertThat(result.exitCode()).isZero();
        assertThat(database.value("select count(*) from fruits")).isEqualTo("0");
    }

    @Test
    void doesNothingTwice() {
        var both = environment("RUN_MIGRATIONS", "true", "RUN_SEED", "true");
        FrontDoor.run(both, "run");
        var history = database.rows("select * from flyway_schema_history");

        var result = FrontDoor.run(both, "run");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .contains(
                        "Nothing to migrate: the schema is at version 1.",
                        "Nothing to seed: 1 seed is unchanged.");
        assertThat(database.rows("select * from flyway_schema_history")).isEqualTo(history);
        assertThat(database.value("select count(*) from slipway_seed_history")).isEqualTo("1");
    }
}
