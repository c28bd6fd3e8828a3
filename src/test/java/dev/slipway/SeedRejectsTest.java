package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Bad rows: the file that holds them, and loading the others all the same.
class SeedRejectsTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    private Path rejects() {
        return bench.folder().resolveSibling("rejects");
    }

    private String rejected(String seed) throws IOException {
        return Files.readString(rejects().resolve(seed + ".rejects.csv"));
    }

    /// Loads what is good, and makes sure that the others are told.
    private String keepGoing(String... more) {
        var result = bench.seed("--keep-going", "--rejects", rejects().toString());
        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(9);
        assertThat(result.stderr()).contains(more);
        return result.stderr();
    }

    private void people() {
        bench.sql(
                "create table people (id int primary key, name text not null, age int check (age >= 0), email text unique)");
    }

    @Test
    void writesTheBadRowsWithTheirReason() throws IOException {
        people();
        bench.with(
                "people.csv",
                "id,name,age,email\n1,ada,36,a@x\nx,\"bob, jr\",3O,b@x\n3,,5,\n4,dan\n5,\"e\"\"ve\",7,\"\"\n");

        var result = bench.seed("--rejects", rejects().toString());

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(rejected("people"))
                .isEqualTo(
                        """
                        file,line,reason,id,name,age,email
                        people.csv,3,"age (integer) is '3O': invalid input syntax for type integer: ""3O""; id (integer) is 'x': invalid input syntax for type integer: ""x""\",x,"bob, jr",3O,b@x
                        people.csv,5,"the row has 2 values, the header has 4",,,,
                        """);
        assertThat(bench.value("select count(*) from people")).isEqualTo("0");
        assertThat(bench.database().tables()).containsExactly("people");
    }

    @Test
    void loadsTheGoodRowsBesideMalformedOnesAndBadValues() throws IOException {
        people();
        bench.with(
                "people.csv",
                "id,name,age,email\n1,ada,36,a@x\nx,bob,3O,b@x\n3,,5,\n4,dan\n5,eve,7,e@x\n");

        keepGoing(
                "3 rows were left out of people; all others are loaded",
                "people.csv:3:1: id (integer) is 'x'",
                "people.csv:3:7: age (integer) is '3O'",
                "people.csv:4:3: name is empty, and the table requires a value",
                "people.csv:5: the row has 2 values, the header has 4");

        assertThat(bench.rows("select * from people order by id"))
                .containsExactly("1|ada|36|a@x", "5|eve|7|e@x");
        assertThat(rejected("people").lines().count()).isEqualTo(4);
        assertThat(bench.rows("select inserted, rejected from slipway_seed_history"))
                .containsExactly("2|3");
    }

    @Test
    void leavesOutDuplicatesAndOrphansAndWhatRefersToThem() throws IOException {
        bench.sql(
                "create table nodes (id int generated always as identity primary key, code text unique, parent_id int references nodes)");
        bench.with(
                "seeds.yaml",
                "seeds:\n  nodes: {key: code, references: {parent_id: {from: parent, to: nodes.code}}}\n");
        bench.with("nodes.csv", "code,parent\nroot,\na,root\na,root\nb,gone\nc,b\nd,c\ne,a\n");

        keepGoing(
                "4 rows were left out of nodes",
                "nodes.csv:4:1: the key (code) = (a) stands on line 3 already",
                "nodes.csv:5:3: parent 'gone' is in no nodes.code",
                "nodes.csv:6:3: parent 'b' is in no nodes.code",
                "nodes.csv:7:3: parent 'c' is in no nodes.code");

        assertThat(
                        bench.rows(
                                "select n.code, p.code from nodes n left join nodes p on p.id = n.parent_id order by 1"))
                .containsExactly("a|root", "e|a", "root|∅");
        assertThat(rejected("nodes").lines().count()).isEqualTo(5);
    }

    @Test
    void leavesOutWhatTheTableRefuses() throws IOException {
        people();
        bench.sql("insert into people values (9, 'zoe', 1, 'z@x')");
        bench.sql(
                "create table pets (id int primary key, owner int references people, kind text); insert into pets values (1, 9, 'cat')");
        bench.with(
                "people.csv",
                "id,name,age,email\n1,ada,36,a@x\n2,bob,-1,b@x\n3,cyd,5,z@x\n4,dan,6,d@x\n");
        bench.with("pets.csv", "id,owner,kind\n1,9,dog\n2,1,cat\n3,2,cat\n4,77,cat\n");

        keepGoing(
                "people.csv:3:7: the row breaks people_age_check: (age >= 0)",
                "people.csv:4:9: another row of people has (email) = (z@x) already",
                "pets.csv:4:3: owner '2' is in no people.id",
                "pets.csv:5:3: owner '77' is in no people.id");

        assertThat(bench.rows("select id from people order by 1")).containsExactly("1", "4", "9");
        assertThat(bench.rows("select id, owner, kind from pets order by 1"))
                .containsExactly("1|9|dog", "2|1|cat");
        assertThat(
                        bench.rows(
                                "select seed, inserted, updated, rejected from slipway_seed_history order by 1"))
                .containsExactly("people|2|0|2", "pets|1|1|2");
    }

    @Test
    void leavesOutWhatRefersToARowThatTheTableRefuses() {
        bench.sql(
                "create table nodes (id int generated always as identity primary key, code text unique, n int check (n > 0), parent_id int references nodes)");
        bench.with(
                "seeds.yaml",
                "seeds:\n  nodes: {key: code, references: {parent_id: {from: parent, to: nodes.code}}}\n");
        bench.with("nodes.csv", "code,n,parent\na,1,\nbad,-1,a\nc,1,bad\nd,2,c\ne,3,a\n");

        keepGoing(
                "3 rows were left out of nodes",
                "the row breaks nodes_n_check",
                "nodes.csv:4:5: parent 'bad' is in no nodes.code",
                "nodes.csv:5:5: parent 'c' is in no nodes.code");

        assertThat(
                        bench.rows(
                                "select n.code, p.code from nodes n left join nodes p on p.id = n.parent_id order by 1"))
                .containsExactly("a|∅", "e|a");
    }

    @Test
    void loadsNothingOfATriggersRefusalSinceNoRowCanBeNamed() {
        people();
        bench.sql(
                """
                create function no_bob() returns trigger language plpgsql as
                  $$ begin if new.name = 'bob' then raise exception 'no bob'; end if; return new; end $$;
                create trigger no_bob before insert on people for each row execute function no_bob()
                """);
        bench.with("people.csv", "id,name\n1,ada\n2,bob\n");

        keepGoing("no bob");

        assertThat(bench.value("select count(*) from people")).isEqualTo("0");
    }

    @Test
    void aSeedWithRejectsIsNotLoadedForGood() {
        people();
        bench.with("people.csv", "id,name,age\n1,ada,1\n2,bob,x\n");
        keepGoing("1 row was left out of people; all others are loaded");

        assertThat(bench.seed("--plan", "--keep-going").stdout())
                .containsPattern("people +people.csv +0 +0 +1 +1");
        keepGoing("people.csv:3:7: age (integer) is 'x'");
        assertThat(bench.seed().exitCode()).isEqualTo(9);

        bench.with("people.csv", "id,name,age\n1,ada,1\n2,bob,2\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("people 1/0/0/1");
        assertThat(PlannedLoad.counts(bench)).containsExactly("people current");
    }

    @Test
    void plansWithRejects() throws IOException {
        people();
        bench.with("people.csv", "id,name,age\n1,ada,1\n2,bob,x\n2,cyd,3\n2,dan,3\n");

        var strict = bench.seed("--plan", "--rejects", rejects().toString());
        assertThat(strict.exitCode()).isEqualTo(9);
        assertThat(rejected("people").lines().count()).isEqualTo(2);

        var plan =
                bench.seed(
                        "--plan",
                        "--keep-going",
                        "--output=json",
                        "--rejects",
                        rejects().toString());

        assertThat(PlannedLoad.counts(plan)).containsExactly("people 2/0/0/0");
        assertThat(SeedBench.json(plan).get("seeds").get(0).get("rejected").intValue())
                .isEqualTo(2);
        assertThat(rejected("people").lines().count()).isEqualTo(3);
        assertThat(bench.value("select count(*) from people")).isEqualTo("0");
        keepGoing("2 rows were left out of people");
        assertThat(bench.rows("select id, name from people order by 1"))
                .containsExactly("1|ada", "2|cyd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ndjson", "yaml"})
    void keepsGoingInOtherFormats(String format) throws IOException {
        people();
        bench.with(
                "people." + format,
                format.equals("yaml")
                        ? "- {id: 1, name: ada}\n- {id: x, name: bob}\n- {id: 3, name: cyd}\n"
                        : "{\"id\":1,\"name\":\"ada\"}\n{\"id\":\"x\",\"name\":\"bob\"}\n{\"id\":3,\"name\":\"cyd\"}\n");

        keepGoing("1 row was left out of people", "id (integer) is 'x'");

        assertThat(bench.rows("select id, name from people order by 1"))
                .containsExactly("1|ada", "3|cyd");
        assertThat(rejected("people")).contains("people." + format + ",2,", ",x,bob");
    }

    @Test
    void guardsCountTheGoodRows() {
        people();
        bench.with("seeds.yaml", "seeds:\n  people: {min-rows: 2}\n");
        bench.with("people.csv", "id,name,age\n1,ada,1\n2,bob,x\n");

        keepGoing("it has 1 row, and min-rows wants 2");

        assertThat(bench.value("select count(*) from people")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "replace"})
    void deletesNoRowForAFaultOfItsLine(String mode) {
        people();
        bench.sql("insert into people values (2, 'bob', 1), (9, 'zoe', 1)");
        bench.with(
                "seeds.yaml",
                "seeds:\n  people: {mode: " + mode + ", environments: a, max-delete: 2}\n");
        bench.with("people.csv", "id,name,age\n1,ada,1\n2,bob,x\n");

        var result = bench.seed("--keep-going", "--env", "a");

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("people.csv:3:7: age (integer) is 'x'");
        assertThat(bench.rows("select id from people order by 1")).containsExactly("2", "9");
    }
}
