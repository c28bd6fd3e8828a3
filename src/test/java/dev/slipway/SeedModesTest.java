package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// What is written and what is deleted: `insert`, `upsert`, `sync` and `replace`.
class SeedModesTest {
    private static final String VERSIONS = "select id, ctid, xmin from prices order by id, ctid";

    @RegisterExtension final SeedBench bench = new SeedBench(server());

    /// Where the tests run; the same on others, where a class says so.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    /// A table with one row that stays, one that differs and one that the seed does not have.
    private void prices(String mode) {
        bench.sql("create table prices (id int primary key, price numeric, note text)");
        bench.sql("insert into prices values (1, 1.10, 'a'), (2, 2.20, 'b'), (9, 9.90, 'z')");
        bench.with("prices.csv", "id,price,note\n1,1.10,a\n2,2.50,b\n3,3.30,\n");
        bench.with("seeds.yaml", "seeds:\n  prices: {mode: " + mode + "}\n");
    }

    private static String deleting(String mode) {
        return mode + ", environments: [staging], max-delete: 50%";
    }

    private List<String> counts() {
        return PlannedLoad.counts(bench, "--env", "staging");
    }

    // ---- each mode ----

    @Test
    void insertNeverTouchesWhatExists() {
        prices("insert");

        assertThat(PlannedLoad.counts(bench)).containsExactly("prices 1/0/0/2");

        assertThat(bench.rows("select * from prices order by id"))
                .containsExactly("1|1.10|a", "2|2.20|b", "3|3.30|∅", "9|9.90|z");
    }

    @Test
    void upsertUpdatesAndDeletesNothing() {
        prices("upsert");

        assertThat(PlannedLoad.counts(bench)).containsExactly("prices 1/1/0/1");

        assertThat(bench.rows("select * from prices order by id"))
                .containsExactly("1|1.10|a", "2|2.50|b", "3|3.30|∅", "9|9.90|z");
    }

    @Test
    void syncDeletesWhatTheSeedNoLongerHas() {
        prices(deleting("sync"));
        var before = bench.rows(VERSIONS);

        assertThat(counts()).containsExactly("prices 1/1/1/1");

        assertThat(bench.rows("select * from prices order by id"))
                .containsExactly("1|1.10|a", "2|2.50|b", "3|3.30|∅");
        assertThat(bench.rows(VERSIONS).getFirst()).isEqualTo(before.getFirst());
        assertThat(
                        bench.rows(
                                "select inserted, updated, deleted, unchanged from slipway_seed_history"))
                .containsExactly("1|1|1|1");
    }

    @Test
    void replaceComparesWholeRows() {
        prices("replace, environments: [staging], max-delete: 2");
        var before = bench.rows(VERSIONS);

        assertThat(counts()).containsExactly("prices 2/0/2/1");

        assertThat(bench.rows("select * from prices order by id"))
                .containsExactly("1|1.10|a", "2|2.50|b", "3|3.30|∅");
        assertThat(bench.rows(VERSIONS).getFirst()).isEqualTo(before.getFirst());
        bench.forget();
        assertThat(counts()).containsExactly("prices 0/0/0/3");
    }

    @Test
    void replaceNeedsNoKeyAndCountsRowsThatAreThere() {
        bench.sql("create table log (word text, n int)");
        bench.sql("insert into log values ('a', 1), ('a', 1), ('a', 1), ('b', null), ('gone', 7)");
        bench.with("log.csv", "word,n\na,1\nb,\na,1\nc,3\nc,3\n");
        bench.with(
                "seeds.yaml",
                "seeds:\n  log: {mode: replace, environments: staging, max-delete: 2}\n");
        var before = bench.rows("select ctid, xmin from log where word = 'b'");

        assertThat(counts()).containsExactly("log 2/0/2/3");

        assertThat(bench.rows("select word, n from log order by 1"))
                .containsExactly("a|1", "a|1", "b|∅", "c|3", "c|3");
        assertThat(bench.rows("select ctid, xmin from log where word = 'b'")).isEqualTo(before);
    }

    @Test
    void replaceLeavesAloneWhatOnlyNewRowsGet() {
        bench.sql("create table log (word text, at timestamptz)");
        bench.sql("insert into log values ('a', '2001-01-01Z'), ('b', '2001-01-01Z')");
        bench.with("log.csv", "word\na\nc\n");
        bench.with(
                "seeds.yaml",
                """
                seeds:
                  log:
                    mode: replace
                    environments: staging
                    max-delete: 1
                    columns:
                      at: {sql: now(), on: insert}
                """);

        assertThat(counts()).containsExactly("log 1/0/1/1");

        assertThat(bench.rows("select word, extract(year from at) > 2020 from log order by 1"))
                .containsExactly("a|f", "c|t");
    }

    @Test
    void replaceKnowsNoRowAgainThatOthersReferTo() {
        bench.sql(
                "create table nodes (id int generated always as identity primary key, code text unique, parent_id int references nodes)");
        bench.with("nodes.csv", "code,parent\na,\nb,a\n");
        bench.with(
                "seeds.yaml",
                """
                seeds:
                  nodes:
                    mode: replace
                    environments: staging
                    max-delete: 1
                    references: {parent_id: {from: parent, to: nodes.code}}
                """);

        var result = bench.seed("--env", "staging");

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "reference parent_id: mode replace knows no row again, so id cannot be generated for rows of the same file; use mode sync with a key");
    }

    @Test
    void replaceOfAPartitionedTableDeletesOnlyWhatIsGone() {
        bench.sql(
                """
                create table log (word text, n int) partition by list (n);
                create table log_1 partition of log for values in (1);
                create table log_2 partition of log for values in (2);
                insert into log values ('a', 1), ('b', 2)
                """);
        bench.with("log.csv", "word,n\na,1\n");
        bench.with(
                "seeds.yaml",
                "seeds:\n  log: {mode: replace, environments: staging, max-delete: 1}\n");

        assertThat(counts()).containsExactly("log 0/0/1/1");

        assertThat(bench.rows("select * from log")).containsExactly("a|1");
    }

    @Test
    void aRowsIdentityIsTheKeyAloneHoweverManyColumnsTheFileHas() {
        bench.sql("create table prices (id int primary key, price numeric, note text default 'x')");
        bench.sql("insert into prices values (1, 1, 'mine'), (2, 2, 'mine')");
        bench.with("prices.csv", "id,price\n1,5\n3,3\n");
        bench.with("seeds.yaml", "seeds:\n  prices: {mode: " + deleting("sync") + "}\n");

        assertThat(counts()).containsExactly("prices 1/1/1/0");

        assertThat(bench.rows("select * from prices order by id"))
                .containsExactly("1|5|mine", "3|3|x");
    }

    // ---- samples ----

    @Test
    void showsARowOfEachKindWithItsOldAndNewValues() {
        prices(deleting("sync"));

        var plan = bench.seed("--plan", "--env", "staging");

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.stdout())
                .containsPattern("seed +source +insert +update +delete +unchanged")
                .containsPattern("prices +prices.csv +1 +1 +1 +1")
                .containsPattern("prices, 1 to insert:\n +id +price +note *\n *\\+ +3 +3.30 +NULL")
                .containsPattern(
                        "prices, 1 to update:\n +row +column +before +after *\n *~ +2 +price +2.20 +→ +2.50")
                .containsPattern("prices, 1 to delete:\n +id +price +note *\n *- +9 +9.90 +z")
                .contains("Nothing was changed.");
        assertThat(bench.value("select count(*) from prices where id = 9")).isEqualTo("1");
    }

    @Test
    void tellsTheSamplesInJson() {
        prices(deleting("sync"));

        var samples =
                SeedBench.json(bench.seed("--plan", "--output=json", "--env", "staging"))
                        .get("seeds")
                        .get(0)
                        .get("samples");

        assertThat(samples.valueStream().map(Object::toString))
                .containsExactly(
                        "{\"change\":\"insert\",\"before\":null,\"after\":{\"id\":\"3\",\"price\":\"3.30\",\"note\":null}}",
                        "{\"change\":\"update\",\"before\":{\"id\":\"2\",\"price\":\"2.20\"},\"after\":{\"id\":\"2\",\"price\":\"2.50\"}}",
                        "{\"change\":\"delete\",\"before\":{\"id\":\"9\",\"price\":\"9.90\",\"note\":\"z\"},\"after\":null}");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 2", "100, 5"})
    void showsAsManySamplesAsAreAskedFor(String asked, int shown) {
        bench.sql("create table prices (id int primary key)");
        bench.with("prices.csv", "id\n1\n2\n3\n4\n5\n");

        for (var command : List.of("--plan", "--force")) {
            var result = bench.seed(command, "--output=json", "--samples", asked);

            assertThat(SeedBench.json(result).get("seeds").get(0).get("samples").size())
                    .as(command)
                    .isEqualTo(shown);
        }
    }

    // ---- deleting across seeds ----

    private void parentsAndChildren() {
        bench.sql(
                """
                create table parents (id int primary key, code text unique);
                create table children (id int primary key, parent_id int not null references parents on delete restrict);
                insert into parents values (1, 'a'), (2, 'b'), (3, 'c');
                insert into children values (10, 1), (20, 2), (30, 3)
                """);
        bench.with("parents.csv", "id,code\n1,a\n4,d\n")
                .with("children.csv", "id,parent_id\n10,1\n40,4\n30,4\n");
        bench.with(
                "seeds.yaml",
                """
                seeds:
                  parents: {mode: sync, environments: staging, max-delete: 2}
                  children: {mode: sync, environments: staging, max-delete: 1}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "seed"})
    void deletesChildrenBeforeTheirParents(String commitPer) {
        parentsAndChildren();

        assertThat(PlannedLoad.counts(bench, "--env", "staging", "--commit-per", commitPer))
                .containsExactlyInAnyOrder("parents 1/0/2/1", "children 1/1/1/1");

        assertThat(bench.rows("select * from parents order by id")).containsExactly("1|a", "4|d");
        assertThat(bench.rows("select * from children order by id"))
                .containsExactly("10|1", "30|4", "40|4");
        assertThat(bench.rows("select seed, deleted from slipway_seed_history order by 1"))
                .containsExactly("children|1", "parents|2");
    }

    @Test
    void letsANewRowTakeTheUniqueValueOfOneThatIsDeleted() {
        bench.sql("create table prices (id int primary key, code text unique)");
        bench.sql("insert into prices values (1, 'a'), (2, 'b'), (3, 'c')");
        bench.with("prices.csv", "id,code\n1,a\n7,b\n3,c\n");
        bench.with("seeds.yaml", "seeds:\n  prices: {mode: " + deleting("sync") + "}\n");

        assertThat(counts()).containsExactly("prices 1/0/1/2");

        assertThat(bench.rows("select * from prices order by id"))
                .containsExactly("1|a", "3|c", "7|b");
    }

    @Test
    void refusesTwoSeedsOfWhichOneWouldDeleteTheOthersRows() {
        bench.sql("create table prices (id int primary key)");
        bench.with("a.csv", "id\n1\n").with("b.csv", "id\n2\n");
        bench.with(
                "seeds.yaml",
                """
                seeds:
                  a: {table: prices, mode: sync, environments: staging, max-delete: 100%}
                  b: {table: prices}
                """);

        for (var command : List.of("--plan", "--force")) {
            var result = bench.seed(command, "--env", "staging");

            assertThat(result.exitCode()).isEqualTo(9);
            assertThat(result.stderr())
                    .contains("seed a has mode sync and would delete the rows of seed b");
        }
        assertThat(bench.value("select count(*) from prices")).isEqualTo("0");
    }

    // ---- guards ----

    @ParameterizedTest
    @CsvSource({
        "1, 'it would delete 2 of 4 rows (50.0 %) of prices, and max-delete allows 1'",
        "49%, 'it would delete 2 of 4 rows (50.0 %) of prices, and max-delete allows 49 %'",
        "0, 'it would delete 2 of 4 rows (50.0 %) of prices, and max-delete allows 0'"
    })
    void refusesToDeleteMoreThanIsAllowed(String limit, String message) {
        bench.sql("create table prices (id int primary key)");
        bench.sql("insert into prices select generate_series(1, 4)");
        bench.with("prices.csv", "id\n1\n2\n5\n");
        bench.with(
                "seeds.yaml",
                "seeds:\n  prices: {mode: sync, environments: staging, max-delete: "
                        + limit
                        + "}\n");

        var plan = bench.seed("--plan", "--env", "staging");
        var load = bench.seed("--env", "staging");

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.stdout()).contains("The load of prices would be refused: " + message);
        assertThat(load.exitCode()).isEqualTo(9);
        assertThat(load.stderr())
                .startsWith("error[seed]: seed prices is refused by its guards; nothing was loaded")
                .contains(message, "--plan --only prices");
        assertThat(bench.rows("select * from prices order by 1"))
                .containsExactly("1", "2", "3", "4");
        assertThat(bench.database().tables()).doesNotContain("slipway_seed_history");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "50%", "100%"})
    void deletesAsMuchAsIsAllowed(String limit) {
        bench.sql("create table prices (id int primary key)");
        bench.sql("insert into prices select generate_series(1, 4)");
        bench.with("prices.csv", "id\n1\n2\n");
        bench.with(
                "seeds.yaml",
                "seeds:\n  prices: {mode: sync, environments: staging, max-delete: "
                        + limit
                        + "}\n");

        assertThat(counts()).containsExactly("prices 0/0/2/2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesASeedThatHasTooFewRows(boolean isEmpty) {
        bench.sql("create table prices (id int primary key)");
        if (!isEmpty) {
            bench.sql("insert into prices values (1)");
        }
        bench.with("prices.csv", "id\n1\n2\n");
        bench.with("seeds.yaml", "seeds:\n  prices: {min-rows: 3}\n");

        assertThat(bench.seed("--plan").stdout())
                .contains("would be refused: it has 2 rows, and min-rows wants 3");
        var load = bench.seed();
        assertThat(load.exitCode()).isEqualTo(9);
        assertThat(load.stderr()).contains("it has 2 rows, and min-rows wants 3");
        assertThat(bench.value("select count(*) from prices")).isEqualTo(isEmpty ? "0" : "1");

        bench.with("prices.csv", "id\n1\n2\n3\n");
        assertThat(PlannedLoad.counts(bench))
                .containsExactly(isEmpty ? "prices 3/0/0/0" : "prices 2/0/0/1");
    }

    // ---- where ----

    @ParameterizedTest
    @ValueSource(strings = {"sync", "replace"})
    void deletesNothingOutsideItsEnvironments(String mode) {
        prices(mode + ", environments: [staging, test], max-delete: 100%");

        var none = bench.seed();
        assertThat(none.exitCode()).isZero();
        assertThat(none.stderr())
                .contains("warning: no environment is given", "these seeds are left out: prices");
        assertThat(none.stdout()).contains("not for this environment: prices");

        var other = bench.seed("--env", "production");
        assertThat(other.exitCode()).isEqualTo(3);
        var only = bench.seed("--only", "prices");
        assertThat(only.exitCode()).isEqualTo(2);
        assertThat(only.stderr())
                .contains("seed prices is only for staging, test (--env, SEED_ENV)");
        assertThat(bench.value("select count(*) from prices where id in (1, 2, 9)")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({
        "'mode: sync', 'so the same entry must say environments', 'so the same entry must say max-delete'",
        "'mode: replace, environments: [a]', 'mode replace deletes rows', 'max-delete: how many'",
        "'mode: sync, max-delete: 3', 'mode sync deletes rows', 'environments: where it may'",
        "'mode: replace, environments: [a], max-delete: 1, key: id', 'mode replace compares whole rows and has no key', ''",
        "'mode: sync, environments: [a], max-delete: some', 'max-delete must be a whole number', ''",
        "'mode: sync, environments: [a], max-delete: 101%', 'max-delete must be a number of rows or a share', ''",
        "'mode: snyc', 'did you mean sync?', ''"
    })
    void wantsLimitsForWhatDeletes(String entry, String first, String second) {
        bench.sql("create table prices (id int primary key)");
        bench.with("prices.csv", "id\n1\n");
        bench.with("seeds.yaml", "seeds:\n  prices: {" + entry + "}\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("seeds.yaml:2:", first, second);
        assertThat(bench.value("select count(*) from prices")).isEqualTo("0");
    }
}
