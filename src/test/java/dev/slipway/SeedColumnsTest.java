package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where columns get their values: from other columns of the file, from the manifest, from SQL.
class SeedColumnsTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    @BeforeEach
    void createTable() {
        bench.sql(
                "create table items (code varchar(5) primary key, name text, n int, source text, at timestamptz)");
    }

    private void manifest(String columns) {
        bench.with("seeds.yaml", "seeds:\n  items:\n    columns: {" + columns + "}\n");
    }

    @Test
    void takesColumnsUnderOtherNames() {
        manifest("code: id, name: {from: label}, n: size");
        bench.with("items.csv", "id,label,size\na,x,1\nb,y,\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 2/0/0/0");
        bench.with("items.csv", "id,label,size\na,xx,1\nb,y,\nc,z,3\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/1");

        assertThat(bench.rows("select code, name, n from items order by 1"))
                .containsExactly("a|xx|1", "b|y|∅", "c|z|3");
        bench.with("items.csv", "id,label,size\na,xx,many\n");
        assertThat(bench.seed().stderr()).contains("items.csv:2:6: size (integer) is 'many'");
    }

    @Test
    void handsOneColumnOnToSeveral() {
        manifest("code: id, name: id");
        bench.with("items.csv", "id\na\nb\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 2/0/0/0");

        assertThat(bench.rows("select code, name from items order by 1"))
                .containsExactly("a|a", "b|b");
    }

    @Test
    void putsConstantsIntoEveryRow() {
        manifest("source: {value: geo names}, n: {value: null}");
        bench.sql(
                "insert into items values ('b', 'y', 7, 'geo names'), ('c', 'z', null, 'geo names')");
        bench.with("items.csv", "code,name\na,x\nb,y\nc,z\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/1");

        assertThat(bench.rows("select code, n, source from items order by 1"))
                .containsExactly("a|∅|geo names", "b|∅|geo names", "c|∅|geo names");
    }

    @Test
    void putsConstantsIntoTheFirstLoadToo() {
        manifest("source: {value: 'tab\\there'}, n: {value: 3}");
        bench.with("items.csv", "code,name\na,x\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/0/0/0");

        assertThat(bench.rows("select code, name, n, source from items"))
                .containsExactly("a|x|3|tab\\there");
    }

    @Test
    void reckonsInSql() {
        manifest(
                "name: {sql: \"upper(label) || ' ' || n\"}, source: {sql: \"coalesce(extra, 'none')\"}");
        bench.with("items.csv", "code,label,n,extra\na,x,1,\nb,y,2,e\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 2/0/0/0");
        bench.with("items.csv", "code,label,n,extra\na,x,3,\nb,y,2,e\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 0/1/0/1");

        assertThat(bench.rows("select code, name, n, source from items order by 1"))
                .containsExactly("a|X 3|3|none", "b|Y 2|2|e");
    }

    @Test
    void reckonsWithAColumnOfTheSameName() {
        manifest("name: {sql: \"trim(name)\"}");
        bench.with("items.csv", "code,name\na,\" x \"\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/0/0/0");

        assertThat(bench.value("select name from items")).isEqualTo("x");
    }

    @Test
    void givesSomeValuesToNewRowsOnly() {
        manifest(
                "at: {sql: now(), on: insert}, source: {value: seed, on: insert}, n: {from: n, on: insert}");
        bench.sql("insert into items values ('a', 'x', 1, 'hand', '2001-01-01Z')");
        bench.with("items.csv", "code,name,n\na,x,5\nb,y,6\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/0/0/1");

        assertThat(bench.rows("select code, n, source, at > '2002-01-01' from items order by 1"))
                .containsExactly("a|1|hand|f", "b|6|seed|t");
    }

    @Test
    void passesOverIgnoredColumns() {
        bench.with("seeds.yaml", "seeds:\n  items: {ignore: [comment, id]}\n");
        bench.with("items.csv", "id,code,comment,name\n1,a,c,x\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/0/0/0");

        assertThat(bench.rows("select code, name from items")).containsExactly("a|x");
    }

    @Test
    void replacesPlaceholdersInDataWhereItIsAsked() {
        bench.sql("create table plain (code text primary key)");
        bench.with("plain.csv", "code\n${domain}\n");
        bench.with(
                "seeds.yaml",
                "placeholders: {domain: example.com, n: 7}\nseeds:\n  items: {placeholders: true, columns: {source: {value: 'from ${domain}'}}}\n");
        bench.with("items.csv", "code,name,n\na,x@${domain},${n}\nb,${other} $5,1\n");

        assertThat(PlannedLoad.counts(bench))
                .containsExactlyInAnyOrder("items 2/0/0/0", "plain 1/0/0/0");

        assertThat(bench.rows("select code, name, n, source from items order by 1"))
                .containsExactly(
                        "a|x@example.com|7|from example.com", "b|${other} $5|1|from example.com");
        assertThat(bench.value("select code from plain")).isEqualTo("${domain}");

        bench.with(
                "seeds.yaml",
                "placeholders: {domain: example.org, n: 7}\nseeds:\n  items: {placeholders: true, columns: {source: {value: 'from ${domain}'}}}\n");
        assertThat(PlannedLoad.counts(bench))
                .containsExactlyInAnyOrder("items 0/2/0/0", "plain current");
    }

    // ---- keys ----

    private void regions() {
        bench.sql(
                "create table prices (region text, code text, price int, primary key (region, code))");
        bench.sql("insert into prices values ('us', 'a', 1), ('eu', 'a', 1), ('eu', 'z', 1)");
    }

    @Test
    void takesAConstantIntoTheKey() {
        regions();
        bench.with("seeds.yaml", "seeds:\n  prices: {columns: {region: {value: eu}}}\n");
        bench.with("prices.csv", "code,price\na,2\nb,3\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("prices 1/1/0/0");

        assertThat(bench.rows("select * from prices order by 1, 2"))
                .containsExactly("eu|a|2", "eu|b|3", "eu|z|1", "us|a|1");
        bench.with("prices.csv", "code,price\na,2\na,3\n");
        assertThat(bench.seed().stderr())
                .contains(
                        "prices.csv:3",
                        "the key (region, code) = (eu, a) stands on line 2 already");
    }

    @Test
    void takesAnExpressionIntoTheKey() {
        manifest("code: {sql: lower(id)}");
        bench.sql("insert into items values ('a', 'old')");
        bench.with("items.csv", "id,name\nA,x\nB,y\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/0");

        bench.with("items.csv", "id,name\nA,x\na,y\n");
        assertThat(bench.seed().stderr())
                .contains("items.csv:3: the key (code) = (a) stands on line 2 already");
        bench.with("items.csv", "id,name\n,x\nb,y\n");
        var empty = bench.seed();
        assertThat(empty.exitCode()).isEqualTo(9);
        assertThat(empty.stderr())
                .contains("items.csv:2: code is empty, and it is part of the key");
    }

    // ---- faults ----

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nmae: x;columns: nmae: table items has no such column; did you mean name?",
                "name: label;columns: name: the file has no column label",
                "n: {value: many};invalid input syntax for type integer: \"many\"",
                "code: {value: too long};value too long for type character varying(5)",
                "source: {sql: lower(nowhere)};columns: source: column \"nowhere\" does not exist",
                "source: {sql: 'lower('};syntax error",
                "n: {sql: now()};cannot cast type timestamp with time zone to integer",
                "code: {sql: \"code || 'longer'\"};items.csv:2: code: value too long for type character varying(5)",
                "n: {sql: '1 / (length(name) - 1)'};division by zero",
                "n: {sql: count(*)};aggregate functions are not allowed"
            })
    void tellsWhatIsWrongWithAColumn(String column, String message) {
        manifest(column);
        bench.with("items.csv", column.startsWith("code: {v") ? "name\nx\n" : "code,name\na,x\n");

        for (var command : new String[] {"--plan", "--force"}) {
            var result = bench.seed(command);

            assertThat(result.exitCode()).as(result.stderr()).isEqualTo(9);
            assertThat(result.stderr()).startsWith("error[seed]: ").contains(message);
        }
        assertThat(bench.value("select count(*) from items")).isEqualTo("0");
    }

    @Test
    void tellsAllFaultsOfTheColumnsAtOnce() {
        bench.sql(
                "create table sums (a int primary key, b int generated always as (a * 2) stored)");
        bench.with(
                "seeds.yaml",
                "seeds:\n  sums: {columns: {b: {value: 1}, c: {value: 1}, a: x}, ignore: [gone]}\n");
        bench.with("sums.csv", "y\n1\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "columns: b: it is generated by the database and cannot be given",
                        "columns: c: table sums has no such column",
                        "columns: a: the file has no column x",
                        "ignore names gone, which is no column of the file",
                        "sums.csv:1:1: table sums has no column y");
    }

    @Test
    void refusesAColumnThatIsGivenTwice() {
        manifest("name: {value: x}");
        bench.with("items.csv", "code,name\na,y\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "items.csv:1:6: column name gets its value from seeds.yaml and cannot be given too");
    }

    @Test
    void refusesNullWhereTheTableRequiresAValue() {
        bench.sql("create table must (id int primary key, v text not null)");
        bench.with("seeds.yaml", "seeds:\n  must: {columns: {v: {value: null}}}\n");
        bench.with("must.csv", "id\n1\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains("null value in column \"v\" of relation \"must\" violates not-null");
    }

    @Test
    void loadsAgainWhenAColumnsRuleChanges() {
        manifest("source: {value: a}");
        bench.with("items.csv", "code,name\na,x\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/0/0/0");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items current");

        manifest("source: {value: b}");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 0/1/0/0");
    }
}
