package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Loaded seeds beside tables that somebody changed since.
class SeedDriftTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    @BeforeEach
    void load() {
        bench.sql("create table items (id int primary key, name text)");
        bench.with("items.csv", "id,name\n1,a\n2,b\n3,c\n");
    }

    private void mode(String mode) {
        bench.with("seeds.yaml", "seeds:\n  items: {" + mode + "}\n");
        assertThat(bench.seed("--env", "test").exitCode()).isZero();
    }

    @Test
    void findsNone() {
        mode("environments: test");

        var text = bench.seed("--verify", "--env", "test");
        var json = bench.seed("--verify", "--env", "test", "--output=json");

        assertThat(text.exitCode()).isZero();
        assertThat(text.stdout()).contains("No drift: 1 loaded seed is as the tables have them.");
        assertThat(json.exitCode()).isZero();
        assertThat(SeedBench.json(json).get("result").stringValue()).isEqualTo("done");
        assertThat(SeedBench.json(json).get("seeds").get(0).get("status").stringValue())
                .isEqualTo("verified");
        assertThat(PlannedLoad.counts(json)).containsExactly("items 0/0/0/3");
    }

    @Test
    void tellsDriftAndChangesNothing() {
        mode("environments: test, mode: sync, max-delete: 1");
        bench.sql(
                "update items set name = 'x' where id = 2; delete from items where id = 1; insert into items values (9, 'z')");

        var text = bench.seed("--verify", "--env", "test");
        var json = bench.seed("--verify", "--env", "test", "--output=json");

        assertThat(text.exitCode()).isEqualTo(10);
        assertThat(text.stdout())
                .contains("1 loaded seed has drifted from the tables; to set them right:")
                .containsPattern("items +items.csv +1 +1 +1 +1")
                .containsPattern("~ +2 +name +x +→ +b")
                .contains("Nothing was changed. Load them again with: slipway seed --force");
        assertThat(json.exitCode()).isEqualTo(10);
        assertThat(SeedBench.json(json).get("result").stringValue()).isEqualTo("drifted");
        assertThat(PlannedLoad.counts(json)).containsExactly("items 1/1/1/1");
        assertThat(bench.rows("select id from items order by 1")).containsExactly("2", "3", "9");
        assertThat(bench.seed("--env", "test").stdout()).startsWith("Nothing to seed");
    }

    @Test
    void forceSetsThingsRight() {
        mode("environments: test, mode: sync, max-delete: 1");
        bench.sql("update items set name = 'x' where id = 2; insert into items values (9, 'z')");

        assertThat(PlannedLoad.counts(bench, "--env", "test")).containsExactly("items current");
        assertThat(PlannedLoad.counts(bench, "--env", "test", "--force"))
                .containsExactly("items 0/1/1/2");

        assertThat(bench.seed("--verify", "--env", "test").exitCode()).isZero();
        assertThat(bench.value("select count(*) from slipway_seed_history")).isEqualTo("2");
    }

    @Test
    void rowsThatTheSeedHasNotAreNoDriftOfAnUpsert() {
        mode("environments: test");
        bench.sql("insert into items values (9, 'z')");

        assertThat(bench.seed("--verify", "--env", "test").exitCode()).isZero();
    }

    @Test
    void onlyMissingRowsAreDriftOfAnInsert() {
        mode("environments: test, mode: insert");
        bench.sql("update items set name = 'x'");
        assertThat(bench.seed("--verify", "--env", "test").exitCode()).isZero();

        bench.sql("delete from items where id = 2");
        var drifted = bench.seed("--verify", "--env", "test", "--output=json");

        assertThat(drifted.exitCode()).isEqualTo(10);
        assertThat(PlannedLoad.counts(drifted)).containsExactly("items 1/0/0/2");
        assertThat(bench.rows("select name from items")).containsExactly("x", "x");
    }

    @Test
    void looksAtChangedSeedsBesideThoseThatAreLoaded() {
        mode("environments: test");
        bench.sql("create table more (id int primary key); update items set name = 'x'");
        bench.with("more.csv", "id\n1\n");

        var result = bench.seed("--verify", "--env", "test");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stdout())
                .contains("1 loaded seed has drifted", "1 seed would be loaded")
                .containsPattern("items +items.csv +0 +3 +0")
                .containsPattern("more +more.csv +1 +0 +0");
    }
}
