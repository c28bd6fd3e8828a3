package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.FrontDoor;
import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.HashMap;

/// Rows that the manifest has made up.
class GeneratedSeedTest {
    private static final String TABLES =
            """
            create table countries (id int generated always as identity primary key, iso2 text unique not null);
            create table people (id int generated always as identity primary key, handle text unique not null, born date,
              country_id int not null references countries, boss text references people (handle));
            create table teams (id int primary key, name text not null);
            create table memberships (team_id int not null references teams, person_id int not null references people,
              role text, primary key (team_id, person_id))
            """;
    private static final String ALL =
            """
            select p.handle, p.born, c.iso2, p.boss, m.team_id, m.role from people p
              join countries c on c.id = p.country_id left join memberships m on m.person_id = p.id order by 1, 5
            """;

    @RegisterExtension final SeedBench bench = new SeedBench();

    @BeforeEach
    void manifest() {
        bench.sql(TABLES);
        bench.with("countries.csv", "iso2\nDE\nFR\nIT\n");
        bench.with(
                "seeds.yaml",
                """
                seeds:
                  countries: {key: iso2}
                  people:
                    generate: 200
                    seed: 42
                    key: handle
                    columns:
                      handle: {fake: "#{Internet.username}"}
                      born: {moment: [1950-01-01, 2000-12-31], nulls: 20%}
                      country_id: {pick: countries.id}
                      boss: {pick: people.handle}
                  teams:
                    generate: 5
                    columns: {id: {row: 1}, name: {fake: "#{Company.name}"}}
                  memberships:
                    generate: 300
                    columns:
                      team_id: {pick: teams.id}
                      person_id: {pick: people.id}
                      role: {one-of: {member: 9, lead: 1}}
                """);
    }

    private void load() {
        var result = bench.seed();
        assertThat(result.exitCode()).as(result.stderr()).isZero();
    }

    @Test
    void fillsTablesThatReferToEachOther() {
        var loaded = bench.seed("--output=json");

        assertThat(loaded.exitCode()).as(loaded.stderr()).isZero();
        assertThat(PlannedLoad.counts(loaded))
                .containsExactlyInAnyOrder(
                        "countries 3/0/0/0",
                        "people 200/0/0/0",
                        "teams 5/0/0/0",
                        "memberships 300/0/0/0");
        assertThat(bench.value("select count(*) from people where boss is null")).isEqualTo("1");
        assertThat(bench.value("select count(distinct country_id) from people")).isEqualTo("3");
        assertThat(bench.value("select count(*) between 10 and 80 from people where born is null"))
                .isEqualTo("t");
        assertThat(
                        bench.value(
                                "select count(*) from people p join people b on b.handle = p.boss where b.id >= p.id"))
                .isEqualTo("0");
    }

    @Test
    void plansTheCountsOfALoad() {
        // Picks of rows that the same plan would bring cannot be foretold.
        var plan = bench.seed("--plan");
        assertThat(plan.stdout())
                .containsPattern("teams +generated +5 +0 +0")
                .containsPattern("people +generated +\\? +\\? +\\?");
        bench.seed("--only", "countries,teams");

        assertThat(PlannedLoad.counts(bench, "--only", "people"))
                .containsExactly("people 200/0/0/0");
        assertThat(PlannedLoad.counts(bench, "--only", "memberships"))
                .containsExactly("memberships 300/0/0/0");
    }

    @Test
    void makesTheSameRowsInAnotherDatabase() {
        load();
        try (var other = TestDatabase.create()) {
            other.execute(TABLES);
            var environment = new HashMap<>(bench.environment());
            environment.putAll(other.environment());

            assertThat(FrontDoor.run(environment, "seed").exitCode()).isZero();

            assertThat(other.rows(ALL)).isEqualTo(bench.rows(ALL)).hasSizeGreaterThan(200);
        }
    }

    @Test
    void findsItsRowsUnchanged() {
        load();
        assertThat(PlannedLoad.counts(bench))
                .containsExactlyInAnyOrder(
                        "countries current",
                        "people current",
                        "teams current",
                        "memberships current");
        var before = bench.rows("select ctid, xmin from people order by id");

        // The tables that are picked from are as they were, so each takes the same rows again.
        for (var name : new String[] {"countries", "people", "teams", "memberships"}) {
            var rows = bench.value("select count(*) from " + name);
            assertThat(PlannedLoad.counts(bench, "--force", "--only", name))
                    .containsExactly(name + " 0/0/0/" + rows);
        }
        assertThat(bench.rows("select ctid, xmin from people order by id")).isEqualTo(before);
        assertThat(bench.seed("--force").stdout())
                .containsPattern("memberships +generated +0 +0 +300");
        assertThat(bench.seed("--verify").exitCode()).isZero();
    }

    @Test
    void makesOtherRowsFromAnotherNumber() {
        load();
        bench.with(
                "seeds.yaml",
                "seeds:\n  teams: {generate: 7, seed: 2, mode: sync, environments: a, max-delete: 5, columns: {id: {row: 3}}}\n  countries: {key: iso2}\n");
        bench.sql("truncate memberships");

        assertThat(PlannedLoad.counts(bench, "--env", "a", "--only", "teams"))
                .containsExactly("teams 4/3/2/0");
    }

    @Test
    void refusesWhatCannotBeUnique() {
        bench.with(
                "seeds.yaml",
                "seeds:\n  teams: {generate: 10, columns: {id: {between: [1, 5]}}}\n  countries: {key: iso2}\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).startsWith("error[seed]: ").contains("teams");
        assertThat(bench.value("select count(*) from teams")).isEqualTo("0");
    }
}
