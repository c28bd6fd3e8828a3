package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/// `slipway seed --plan`: what the load would do, exactly, and nothing done.
class SeedPlanTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    @BeforeEach
    void createTablesAndSeeds() {
        bench.sql(
                "create table countries (id int generated always as identity primary key, iso text not null unique, name text);"
                        + "create table places (id serial primary key, code text not null unique, country_id int not null references countries, parent_id int references places, area numeric);"
                        + "create table notes (place_id int references places, no int, text text, primary key (place_id, no))");
        bench.with(
                        "seeds.yaml",
                        """
                        seeds:
                          countries: {key: iso}
                          places:
                            key: code
                            references:
                              country_id: {from: country, to: countries.iso}
                              parent_id: {from: parent, to: places.code}
                          notes:
                            references:
                              place_id: {from: place, to: places.code}
                        """)
                .with("countries.csv", "iso,name\nNO,Norway\nFR,France\n")
                .with("places.csv", "code,country,parent,area\nb,NO,a,1\na,NO,,2.50\nc,FR,,\n")
                .with(
                        "notes.ndjson",
                        "{\"place\":\"a\",\"no\":1,\"text\":\"x\"}\n{\"place\":\"b\",\"no\":1}\n");
    }

    private List<String> planThenLoad() {
        var before = state();
        var planned = bench.counts("--plan");
        assertThat(state()).isEqualTo(before);
        assertThat(bench.counts()).isEqualTo(planned);
        return planned;
    }

    /// Everything that a plan could change.
    private List<List<String>> state() {
        return List.of(
                bench.database().tables(),
                bench.rows("select ctid, xmin, c.* from countries c order by 1"),
                bench.rows("select ctid, xmin, p.* from places p order by 1"),
                bench.rows("select ctid, xmin, n.* from notes n order by 1"),
                bench.rows("select sequencename, last_value from pg_sequences order by 1"));
    }

    @Test
    void countsForAnEmptyDatabase() {
        assertThat(planThenLoad())
                .containsExactly("countries 2/0/0", "places 3/0/0", "notes 2/0/0");
    }

    @Test
    void countsForChangedDataAndRowsThatEarlierSeedsBring() {
        bench.seed();
        bench.sql(
                "insert into countries (iso) values ('SE'); update places set area = 9 where code = 'c'");
        bench.with("countries.csv", "iso,name\nNO,Norge\nFR,France\nDK,Denmark\n")
                .with(
                        "places.csv",
                        "code,country,parent,area\nb,DK,a,1\na,NO,new,2.5\nc,FR,,\nnew,SE,c,\nleaf,DK,new,\n")
                .with(
                        "notes.ndjson",
                        "{\"place\":\"a\",\"no\":1,\"text\":\"x\"}\n{\"place\":\"leaf\",\"no\":1}\n{\"place\":\"b\",\"no\":1,\"text\":\"y\"}\n");

        assertThat(planThenLoad())
                .containsExactly("countries 1/1/1", "places 2/3/0", "notes 1/1/1");
        assertThat(planThenLoad())
                .containsExactly("countries current", "notes current", "places current");
    }

    @Test
    void countsRowsThatTwoSeedsBringToOneTable() {
        bench.with("extra.csv", "iso,name\nIS,Iceland\n")
                .with(
                        "seeds.yaml",
                        """
                        seeds:
                          countries: {key: iso}
                          extra: {table: countries, key: iso}
                          places:
                            key: code
                            references:
                              country_id: {from: country, to: countries.iso}
                              parent_id: {from: parent, to: places.code}
                          notes:
                            references:
                              place_id: {from: place, to: places.code}
                        """)
                .with("places.csv", "code,country,parent\na,NO,\nb,IS,a\n");

        assertThat(planThenLoad())
                .containsExactly("countries 2/0/0", "extra 1/0/0", "places 2/0/0", "notes 2/0/0");
    }

    @Test
    void countsOnlyTheSeedsThatAreNamed() {
        assertThat(bench.counts("--plan", "--only", "countries"))
                .containsExactly("countries 2/0/0");
    }

    @Test
    void showsTheCountsToPeople() {
        bench.seed("--only", "countries");
        bench.with("countries.csv", "iso,name\nNO,Norge\nFR,France\nDK,Denmark\n");

        var result = bench.seed("--plan", "--only", "countries");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout())
                .isEqualTo(
                        """
                        1 seed would be loaded:
                          seed       source         insert  update  unchanged
                          countries  countries.csv       1       1          1

                        countries, 1 to insert:
                             iso  name
                          +  DK   Denmark

                        countries, 1 to update:
                             row  column  before     after
                          ~  NO   name    Norway  →  Norge

                        Nothing was changed. Load with: slipway seed
                        """);
    }

    @Test
    void saysWhenThereIsNothingToDo() {
        bench.seed();

        var result = bench.seed("--plan");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).startsWith("Nothing to seed: 3 seeds are unchanged.");
    }

    @Test
    void comparesLoadedSeedsWithTheTablesAndScriptsWithNothing() {
        bench.sql("create table log (id int primary key)");
        bench.with("log.sql", "insert into log values (1) on conflict do nothing;");
        bench.seed();
        var inOrder = bench.seed("--verify");
        assertThat(inOrder.exitCode()).isZero();
        assertThat(inOrder.stdout())
                .startsWith("No drift: 3 loaded seeds are as the tables have them.");

        bench.sql("update countries set name = 'by hand' where iso = 'NO'; delete from log");
        var drifted = bench.seed("--verify");

        assertThat(drifted.exitCode()).isEqualTo(10);
        assertThat(drifted.stdout())
                .startsWith("1 loaded seed has drifted")
                .containsPattern("countries +countries.csv +0 +1 +1\n")
                .containsPattern("~ +NO +name +by hand +→ +Norway");
        assertThat(bench.value("select name from countries where iso = 'NO'")).isEqualTo("by hand");
        assertThat(bench.seed("--force").exitCode()).isZero();
        assertThat(bench.value("select name from countries where iso = 'NO'")).isEqualTo("Norway");
    }
}
