package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.FrontDoor;
import dev.slipway.support.SeedBench;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.Map;

/// The repository's own migrations and seeds, as a new user meets them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleTest {
    private TestDatabase database;
    private Map<String, String> environment;

    @BeforeAll
    void migrateAndSeed() {
        database = TestDatabase.create();
        environment =
                database.environment(
                        "MIGRATIONS_DIR",
                        "migrations",
                        "SEEDS_DIR",
                        "seeds",
                        "SEED_LIB_DIR",
                        "target/seed-lib",
                        "RUN_MIGRATIONS",
                        "true",
                        "RUN_SEED",
                        "true");
        var result = FrontDoor.run(environment, "run");

        assertThat(result.stderr()).doesNotContain("error", "warning");
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("Applied 13 migrations", "Loaded 6 seeds");
    }

    @AfterAll
    void dropDatabase() {
        database.close();
    }

    @Test
    void loadsEveryRowOfItsFiles() {
        var rows =
                database.value(
                        "select (select count(*) from cities) + (select count(*) from organizations) + (select count(*) from countries) + (select count(*) from country_currencies) + (select count(*) from people) + (select count(*) from memberships)");

        assertThat(Integer.parseInt(rows)).isGreaterThanOrEqualTo(140_000);
        assertThat(database.value("select sum(inserted) from slipway_seed_history"))
                .isEqualTo(rows);
    }

    @Test
    void doesNothingTheSecondTime() {
        var again = FrontDoor.run(environment, "run");

        assertThat(again.exitCode()).isZero();
        assertThat(again.stdout())
                .contains("Nothing to migrate", "Nothing to seed: 6 seeds are unchanged.");
    }

    @Test
    void plansNothingAfterwards() {
        var plan = FrontDoor.run(environment, "seed", "--plan", "--output=json");

        assertThat(plan.exitCode()).isZero();
        assertThat(SeedBench.json(plan).get("seeds").valueStream())
                .hasSize(6)
                .allSatisfy(
                        seed -> assertThat(seed.get("status").stringValue()).isEqualTo("current"));
    }

    @Test
    void findsParentsInTheSameFile() {
        assertThat(
                        database.value(
                                "select p.domain from organizations o join organizations p on p.id = o.parent_id where o.domain = 'camden.rutgers.edu'"))
                .isEqualTo("rutgers.edu");
        assertThat(
                        database.value(
                                "select path from organization_paths where domain = 'camden.rutgers.edu'"))
                .isEqualTo("{rutgers.edu,camden.rutgers.edu}");
        assertThat(
                        database.value(
                                "select (select count(*) from organization_paths) = (select count(*) from organizations)"))
                .isEqualTo("t");
    }

    @Test
    void answersFromItsViews() {
        assertThat(
                        database.rows(
                                "select name, currencies, largest_city from country_summary where iso2 = 'FR'"))
                .containsExactly("France|EUR|Paris");
        assertThat(database.value("select count(*) from country_summary where cities > 1000"))
                .isNotEqualTo("0");
    }

    @Test
    void keepsNullAndEmptyApart() {
        assertThat(database.rows("select bio is null, bio = '' from people where handle = 'allen'"))
                .containsExactly("f|t");
        assertThat(database.rows("select bio is null from people where handle = 'knuth'"))
                .containsExactly("f");
        assertThat(database.rows("select bio is null from people where handle = 'hopper'"))
                .containsExactly("f");
        assertThat(database.rows("select bio is null from people where handle = 'lamport'"))
                .containsExactly("t");
        assertThat(
                        database.value(
                                "select c.iso2 from people p join countries c on c.id = p.country_id where handle = 'nygaard'"))
                .isEqualTo("NO");
    }
}
