package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Tables as databases have them: names, keys, rights, columns that are not like others.
class SeedTargetsTest {
    @RegisterExtension final SeedBench bench = new SeedBench(server());

    /// Where the tests run; the same on others, where a class says so.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    /// Loads the rows, and some of them changed, and each time the plan must have said so.
    private void loads(String table, String csv) {
        bench.with(table + ".csv", csv);
        var rows = csv.lines().count() - 1;
        assertThat(PlannedLoad.counts(bench)).containsExactly(table + " " + rows + "/0/0/0");
        bench.forget();
        assertThat(PlannedLoad.counts(bench)).containsExactly(table + " 0/0/0/" + rows);
    }

    // ---- rights ----

    @Test
    void loadsATableWithRowLevelSecurity() {
        bench.sql(
                """
                create table items (id int primary key, tenant text default 'a');
                alter table items enable row level security;
                alter table items force row level security;
                create policy own on items using (tenant = 'a')
                """);

        loads("items", "id,tenant\n1,a\n2,a\n");

        bench.with("items.csv", "id,tenant\n1,a\n3,b\n");
        var refused = bench.seed();
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.stderr()).contains("row-level security policy for table \"items\"");
        assertThat(bench.value("select count(*) from items")).isEqualTo("2");
    }

    @Test
    void loadsWithoutTheRightToTemporaryTables() {
        bench.database()
                .executeAsSuperuser(
                        "revoke temp on database "
                                + bench.database().name()
                                + " from public, "
                                + TestDatabase.USER);
        bench.sql("create table items (id int primary key, name text)");
        bench.sql("insert into items values (1, 'a'), (2, 'b')");
        bench.with("items.csv", "id,name\n1,x\n3,c\n");
        bench.with("seeds.yaml", "seeds:\n  items: {mode: sync, environments: a, max-delete: 1}\n");

        assertThat(PlannedLoad.counts(bench, "--env", "a")).containsExactly("items 1/1/1/0");

        assertThat(bench.rows("select * from items order by 1")).containsExactly("1|x", "3|c");
        assertThat(bench.database().tables()).containsExactly("items", "slipway_seed_history");

        bench.with("items.csv", "id,name\n1,x\nbad,c\n");
        var wrong = bench.seed("--env", "a");
        assertThat(wrong.exitCode()).isEqualTo(9);
        assertThat(wrong.stderr()).contains("items.csv:3:1: id (integer) is 'bad'");
        assertThat(bench.database().tables()).containsExactly("items", "slipway_seed_history");
        assertThat(bench.rows("select proname from pg_proc where proname like 'slipway%'"))
                .isEmpty();
    }

    @Test
    void saysWhichRightIsMissing() {
        bench.sql("create table items (id int primary key); insert into items values (1)");
        bench.sql("revoke insert on items from app");
        bench.with("items.csv", "id\n2\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.stderr()).contains("permission denied for table items");
    }

    // ---- columns ----

    @Test
    void leavesGeneratedColumnsToTheDatabase() {
        bench.sql(
                "create table items (id int primary key, price numeric, twice numeric generated always as (price * 2) stored)");

        loads("items", "id,price\n1,1.5\n2,2\n");

        assertThat(bench.rows("select twice from items order by id")).containsExactly("3.0", "4");
    }

    @Test
    void givesIdsOfAnIdentityThatIsAlwaysGenerated() {
        bench.sql(
                "create table items (id int generated always as identity primary key, name text)");

        loads("items", "id,name\n10,a\n20,b\n");

        bench.with("items.csv", "id,name\n10,x\n20,b\n30,c\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/1");
        bench.sql("insert into items (name) values ('next')");
        assertThat(bench.value("select id from items where name = 'next'")).isEqualTo("31");
    }

    @Test
    void updatesRowsWithAnIdentityBesideTheKey() {
        bench.sql(
                "create table items (id int generated always as identity, code text primary key, name text)");
        bench.with("items.csv", "id,code,name\n5,a,x\n6,b,y\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 2/0/0/0");

        bench.with("items.csv", "id,code,name\n5,a,xx\n6,b,y\n7,c,z\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/1");
        assertThat(bench.rows("select * from items order by id"))
                .containsExactly("5|a|xx", "6|b|y", "7|c|z");
    }

    @Test
    void leavesIdsToTheDatabaseThatTheFileDoesNotGive() {
        bench.sql(
                "create table items (id int generated always as identity primary key, code text unique, name text)");
        bench.with("seeds.yaml", "seeds:\n  items: {key: code}\n");

        loads("items", "code,name\na,x\nb,y\n");

        bench.with("items.csv", "code,name\na,z\nc,y\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/0");
        assertThat(bench.rows("select * from items order by id"))
                .containsExactly("1|a|z", "2|b|y", "3|c|y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serial",
                "bigserial",
                "smallserial",
                "int generated by default as identity",
                "int generated always as identity"
            })
    void generatedIdsGoOnAfterTheHighestOneGiven(String type) {
        bench.sql("create table \"My Items\" (\"the id\" " + type + " primary key, name text)");
        bench.with("seeds.yaml", "seeds:\n  items: {schema: public, table: My Items}\n");

        bench.with("items.csv", "the id,name\n7,a\n3,b\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 2/0/0/0");
        bench.sql("insert into \"My Items\" (name) values ('c')");
        bench.with("items.csv", "the id,name\n7,a\n3,b\n4,d\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/0/0/2");
        bench.sql("insert into \"My Items\" (name) values ('e')");

        assertThat(bench.rows("select * from \"My Items\" order by 1"))
                .containsExactly("3|b", "4|d", "7|a", "8|c", "9|e");
    }

    @Test
    void comparesColumnsThatHaveNoEquality() {
        bench.sql("create table items (id int primary key, j json, p point, x xml)");
        bench.with(
                "items.ndjson",
                "{\"id\":1,\"j\":{\"a\":1},\"p\":\"(1,2)\",\"x\":\"<a/>\"}\n{\"id\":2,\"j\":null,\"p\":\"(0,0)\",\"x\":null}\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 2/0/0/0");
        bench.with(
                "items.ndjson",
                "{\"id\":1,\"j\":{\"a\":2},\"p\":\"(1,2)\",\"x\":\"<a/>\"}\n{\"id\":2,\"j\":null,\"p\":\"(0,0)\",\"x\":null}\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 0/1/0/1");

        assertThat(bench.rows("select * from items order by id"))
                .containsExactly("1|{\"a\":2}|(1,2)|<a/>", "2|∅|(0,0)|∅");
    }

    @Test
    void loadsCompositesArraysRangesAndTheirLike() {
        bench.sql(
                """
                create type mood as enum ('sad', 'ok');
                create type size as (width int, unit text);
                create domain percent as int check (value between 0 and 100);
                create table items (id int primary key, s size, ss size[], a int[], m mood[], r int4range,
                  rs nummultirange, p percent, b bytea, i interval, t timestamptz, bits bit(3))
                """);
        var csv =
                """
                id,s,ss,a,m,r,rs,p,b,i,t,bits
                1,"(3,cm)","{""(1,\\""a b\\"")"",""(2,)""}","{1,NULL,3}","{ok,sad}","[1,5)","{[1,2),[3,4)}",7,\\xff00,1 mon 2 days,2024-02-29 12:00,101
                2,"(,\"\"\"\")",{},{},,empty,{},,,,,
                """;

        loads("items", csv);

        assertThat(bench.value("select s, ss, a, m, r, rs, p, b, i, bits from items where id = 1"))
                .isEqualTo(
                        "(3,cm)|{\"(1,\\\"a b\\\")\",\"(2,)\"}|{1,NULL,3}|{ok,sad}|[1,5)|{[1,2),[3,4)}|7|\\xff00|1 mon 2 days|101");
        bench.with("items.csv", csv.replace("(3,cm)", "(3,mm)").replace("{1,NULL,3}", "{1,2}"));
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 0/1/0/1");
    }

    // ---- keys ----

    @Test
    void takesAPartialUniqueIndexAsTheKey() {
        bench.sql(
                """
                create table items (id int generated always as identity primary key, code text, live bool not null, name text);
                create unique index on items (code) where live;
                insert into items (code, live, name) values ('a', true, 'old'), ('a', false, 'dead'), ('z', true, 'z'), ('z', false, 'dead')
                """);
        bench.with(
                "seeds.yaml",
                "seeds:\n  items: {key: code, mode: sync, environments: a, max-delete: 1}\n");
        bench.with("items.csv", "code,live,name\na,true,new\nb,true,b\n");

        assertThat(PlannedLoad.counts(bench, "--env", "a")).containsExactly("items 1/1/1/0");

        assertThat(bench.rows("select code, live, name from items order by 1, 2, 3"))
                .containsExactly("a|f|dead", "a|t|new", "b|t|b", "z|f|dead");
    }

    @Test
    void refusesRowsThatAPartialIndexDoesNotTellApart() {
        bench.sql(
                "create table items (code text, live bool not null); create unique index on items (code) where live");
        bench.with("seeds.yaml", "seeds:\n  items: {key: code}\n");
        bench.with("items.csv", "code,live\na,true\na,false\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("the key (code) = (a) stands on line 2 already");
    }

    @Test
    void takesNullAsAValueOfAKeyWhoseIndexDoes() {
        bench.sql(
                "create table items (region text, code text, name text, unique nulls not distinct (region, code))");
        bench.with("seeds.yaml", "seeds:\n  items: {key: [region, code]}\n");

        loads("items", "region,code,name\n,a,1\neu,a,2\n,,3\n");

        bench.with("items.csv", "region,code,name\n,a,9\neu,a,2\n,,3\n\"\",a,4\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/2");
        bench.with("items.csv", "region,code,name\n,a,9\n,a,8\n");
        assertThat(bench.seed().stderr())
                .contains("the key (region, code) = (NULL, a) stands on line 2 already");
    }

    @Test
    void takesADeferrableKey() {
        bench.sql(
                "create table items (code text not null unique deferrable initially deferred, name text)");
        bench.with("seeds.yaml", "seeds:\n  items: {key: code}\n");

        loads("items", "code,name\na,1\nb,2\n");

        bench.with("items.csv", "code,name\na,9\nc,3\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/0");
        bench.with("items.csv", "code,name\na,9\na,3\n");
        assertThat(bench.seed().stderr()).contains("the key (code) = (a) stands on line 2 already");
    }

    @Test
    void refusesAnIndexOverAnExpressionAsTheKey() {
        bench.sql(
                "create table items (code text, name text); create unique index on items (lower(code))");
        bench.with("seeds.yaml", "seeds:\n  items: {key: code}\n");
        bench.with("items.csv", "code,name\na,1\n");

        assertThat(bench.seed().stderr())
                .contains(
                        "no unique index of table items is on (code), so it cannot tell rows apart");
    }

    // ---- where it is ----

    @Test
    void loadsIntoPartitions() {
        bench.sql(
                """
                create table items (id int, at date, note text, primary key (id, at)) partition by range (at);
                create table items_1 partition of items for values from ('2024-01-01') to ('2025-01-01');
                create table items_2 partition of items for values from ('2025-01-01') to ('2026-01-01')
                """);

        loads("items", "id,at,note\n1,2024-05-05,a\n1,2025-05-05,b\n");

        bench.with("items.csv", "id,at,note\n1,2024-05-05,x\n2,2025-05-05,c\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/0");
        assertThat(bench.rows("select tableoid::regclass, id, note from items order by 1, 2"))
                .containsExactly("items_1|1|x", "items_2|1|b", "items_2|2|c");

        bench.with("items.csv", "id,at,note\n3,2030-01-01,x\n");
        var refused = bench.seed();
        assertThat(refused.exitCode()).isEqualTo(9);
        assertThat(refused.stderr()).contains("no partition of relation \"items\" found for row");
    }

    @Test
    void takesNamesThatNeedQuotes() {
        bench.sql(
                """
                create schema "Odd ""Shop";
                create table "Odd ""Shop"."Order" ("select" int primary key, "it's" text, "Größe" text, "a""b" text,
                  "from.to" text, "x,y" text);
                """);
        bench.with(
                "seeds.yaml",
                "seeds:\n  odd: {schema: 'Odd \"Shop', table: Order, mode: sync, environments: a, max-delete: 1}\n");
        bench.with(
                "odd.csv",
                "select,it's,Größe,\"a\"\"b\",from.to,\"x,y\"\n1,a,b,c,d,e\n2,a,b,c,d,e\n");
        assertThat(PlannedLoad.counts(bench, "--env", "a")).containsExactly("odd 2/0/0/0");
        bench.with(
                "odd.csv",
                "select,it's,Größe,\"a\"\"b\",from.to,\"x,y\"\n1,a,b,C,D,E\n3,a,b,c,d,e\n");

        assertThat(PlannedLoad.counts(bench, "--env", "a")).containsExactly("odd 1/1/1/0");

        assertThat(bench.rows("select * from \"Odd \"\"Shop\".\"Order\" order by 1"))
                .containsExactly("1|a|b|C|D|E", "3|a|b|c|d|e");
        bench.with("odd.csv", "select,it's,Größe,\"a\"\"b\",from.to,\"x,y\"\nx,a,b,c,d,e\n");
        assertThat(bench.seed("--env", "a").stderr())
                .contains("odd.csv:2:1: select (integer) is 'x'");
    }

    @Test
    void tellsTablesOfTwoSchemasApart() {
        bench.sql(
                "create schema shop; create table items (id int primary key); create table shop.items (id int primary key, name text)");
        bench.with("items.csv", "id\n1\n").with("shop.items.csv", "id,name\n1,a\n2,b\n");

        assertThat(PlannedLoad.counts(bench))
                .containsExactlyInAnyOrder("items 1/0/0/0", "shop.items 2/0/0/0");
    }

    @Test
    void takesACaseInsensitiveTextOfAnExtension() {
        assumeThat(bench.rows("select name from pg_available_extensions")).contains("citext");
        bench.sql(
                "create extension citext; create table items (code citext primary key, name citext)");

        loads("items", "code,name\nA,x\nb,y\n");

        bench.with("items.csv", "code,name\na,X\nb,y\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 0/1/0/1");
        assertThat(bench.rows("select * from items order by 1")).containsExactly("A|X", "b|y");
    }

    @Test
    void takesACollationToWhichDifferentTextsAreEqual() {
        bench.sql(
                "create collation blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        bench.sql(
                "create table items (code text collate blind primary key, name text collate blind)");
        loads("items", "code,name\nA,x\nb,y\n");

        bench.with("items.csv", "code,name\na,X\nb,y\n");
        assertThat(PlannedLoad.counts(bench)).containsExactly("items 0/1/0/1");
    }

    @Test
    void saysThatATableDoesNotExistOrIsNone() {
        bench.sql("create view things as select 1 as id");
        bench.with("items.csv", "id\n1\n").with("things.csv", "id\n1\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "items.csv: there is no table items",
                        "things.csv: there is no table things");
    }

    // ---- what is not touched ----

    @Test
    void firesNoTriggerAndWritesNoVersionForRowsThatAreRight() {
        bench.sql(
                """
                create table items (id int primary key, name text, note text);
                insert into items values (1, 'a', 'n'), (2, 'b', null), (3, 'c', null);
                create table fired (what text);
                create function fired() returns trigger language plpgsql as
                  $$ begin insert into fired values (tg_op || ' ' || new.id); return new; end $$;
                create trigger fired before insert or update on items for each row execute function fired()
                """);
        var before = bench.rows("select id, ctid, xmin from items where id <> 2 order by id");
        bench.with("items.csv", "id,name\n1,a\n2,B\n3,c\n4,d\n");

        assertThat(PlannedLoad.counts(bench)).containsExactly("items 1/1/0/2");

        assertThat(bench.rows("select * from fired order by 1"))
                .isEqualTo(List.of("INSERT 4", "UPDATE 2"));
        assertThat(bench.rows("select id, ctid, xmin from items where id in (1, 3) order by id"))
                .isEqualTo(before);
    }
}
