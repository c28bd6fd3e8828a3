package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Files become rows: the formats, the upsert, the history.
class SeedTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    private void fruits() {
        bench.sql("create table fruits (name text primary key, color text, note text)");
    }

    // ---- formats ----

    @Test
    void loadsCsvAndSaysWhatItDid() {
        fruits();
        bench.with("fruits.csv", "name,color\napple,red\nplum,blue\n");

        var result = bench.seed();

        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .startsWith("Loaded 1 seed:\n")
                .containsPattern("fruits +fruits.csv +2 +0 +0 ");
        assertThat(bench.rows("select name, color from fruits order by 1"))
                .containsExactly("apple|red", "plum|blue");
    }

    @Test
    void tellsTheSameCountsInJson() {
        fruits();
        bench.sql("insert into fruits values ('apple', 'green'), ('plum', 'blue')");
        bench.with("fruits.csv", "name,color\napple,red\nplum,blue\npear,yellow\n");

        var result = bench.seed("--output", "json");

        var seed = SeedBench.json(result).get("seeds").get(0);
        assertThat(result.exitCode()).isZero();
        assertThat(seed.get("name").stringValue()).isEqualTo("fruits");
        assertThat(seed.get("source").stringValue()).isEqualTo("fruits.csv");
        assertThat(seed.get("table").stringValue()).isEqualTo("fruits");
        assertThat(seed.get("status").stringValue()).isEqualTo("loaded");
        assertThat(seed.get("inserted").intValue()).isOne();
        assertThat(seed.get("updated").intValue()).isOne();
        assertThat(seed.get("unchanged").intValue()).isOne();
    }

    @Test
    void loadsEveryFormatPlainAndCompressed() {
        for (var name : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
            bench.sql("create table " + name + " (id int primary key, v text)");
        }
        var csv = "id,v\n1,x\n2,\n";
        var ndjson = "{\"id\":1,\"v\":\"x\"}\n{\"id\":2}\n";
        var yaml = "- id: 1\n  v: x\n- id: 2\n";
        bench.with("a.csv", csv)
                .with("b.csv.gz", SeedBench.gzip(csv))
                .with("c.ndjson", ndjson)
                .with("d.ndjson.gz", SeedBench.gzip(ndjson))
                .with("e.jsonl", ndjson)
                .with("f.yaml", yaml)
                .with("g.yml", yaml)
                .with("h.yaml.gz", SeedBench.gzip(yaml));

        assertThat(bench.counts())
                .hasSize(8)
                .allSatisfy(counts -> assertThat(counts).endsWith(" 2/0/0"));

        for (var name : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
            assertThat(bench.rows("select * from " + name + " order by id"))
                    .as(name)
                    .containsExactly("1|x", "2|∅");
        }
    }

    @Test
    void readsQuotesAsRfc4180Says() {
        fruits();
        bench.with(
                "fruits.csv",
                """
                name,color,note
                'a,b','say ''hi''','two
                lines'
                plain,in 'the' middle,
                empty,'',
                '''',',',''''

                last,'','a

                b'
                """
                        .replace("'", "\""));

        assertThat(bench.counts()).containsExactly("fruits 5/0/0");

        assertThat(bench.rows("select * from fruits order by name collate \"C\""))
                .containsExactly(
                        "\"|,|\"",
                        "a,b|say \"hi\"|two\nlines",
                        "empty||∅",
                        "last||a\n\nb",
                        "plain|in \"the\" middle|∅");
    }

    @Test
    void keepsAnEmptyCellApartFromAnEmptyText() {
        fruits();
        bench.with("fruits.csv", "name,color,note\nx,,\"\"\n");

        bench.seed();

        assertThat(bench.rows("select color is null, note = '' from fruits"))
                .containsExactly("t|t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name,color\r\napple,red\r\nplum,\"b\r\nc\"\r\n",
                "\uFEFFname,color\r\napple,red\r\nplum,\"b\r\nc\"",
                "\n\r\nname,color\n\napple,red\n\n\r\nplum,\"b\r\nc\"\n\n",
                "\uFEFF\"name\",\"color\"\n\"apple\",\"red\"\n\"plum\",\"b\r\nc\"",
                " name , color \napple,red\nplum,\"b\r\nc\"\n"
            })
    void takesCsvAsSpreadsheetsWriteIt(String content) {
        fruits();
        bench.with("fruits.csv", content);

        assertThat(bench.counts()).containsExactly("fruits 2/0/0");

        assertThat(bench.rows("select name, color from fruits order by 1"))
                .containsExactly("apple|red", "plum|b\r\nc");
    }

    @Test
    void takesBackslashesTabsAndCopyMarksAsTheyAre() {
        fruits();
        bench.with(
                "fruits.csv",
                "name,color,note\n\\N,\\.,\\\\\n\\.,a\tb,\\t\\n\n\"\\\",\"\"\"\\\",\u00a0 \n");

        assertThat(bench.counts()).containsExactly("fruits 3/0/0");

        assertThat(bench.rows("select * from fruits order by name collate \"C\""))
                .containsExactly("\\|\"\\|\u00a0 ", "\\.|a\tb|\\t\\n", "\\N|\\.|\\\\");
    }

    @Test
    void loadsUnicodeBeyondTheBasicPlane() {
        fruits();
        bench.with("fruits.csv", "name,color\nЯблоко,🍎👩‍🚀\n林檎,e\u0301\n");

        bench.seed();

        assertThat(bench.rows("select name, color from fruits order by name collate \"C\""))
                .containsExactly("Яблоко|🍎👩‍🚀", "林檎|e\u0301");
    }

    @Test
    void passesOverBlankLinesInAFileOfOneColumn() {
        bench.sql("create table words (word text primary key)");
        bench.with("words.csv", "word\n\none\n\ntwo\n\"\"\n\n");

        assertThat(bench.counts()).containsExactly("words 3/0/0");

        assertThat(bench.rows("select word from words order by 1"))
                .containsExactly("", "one", "two");
    }

    @Test
    void loadsValuesLongerThanEveryBuffer() {
        fruits();
        var plain = "ü".repeat(100_000);
        var quoted = "a,\"b\"\n\t\\".repeat(50_000);
        bench.with(
                "fruits.csv",
                "name,color,note\nlong," + plain + ",\"" + quoted.replace("\"", "\"\"") + "\"\n");

        bench.seed();

        assertThat(bench.value("select color from fruits")).isEqualTo(plain);
        assertThat(bench.value("select note from fruits")).isEqualTo(quoted);
    }

    @Test
    void readsBackWhatAnotherProgramWroteWhateverIsInIt() {
        bench.sql("create table cells (id int primary key, a text, b text, c text)");
        var random = new Random(20261120);
        var alphabet =
                List.of(",", "\"", "\n", "\r\n", "\\", "\t", "x", "é", "🍎", " ", "\\N", "word");
        var expected = new ArrayList<String>();
        var csv = new StringBuilder("id,a,b,c\n");
        while (csv.length() < 3_000_000) {
            var id = expected.size();
            csv.append(id);
            var row = new StringBuilder(Integer.toString(id));
            for (int column = 0; column < 3; column++) {
                var value = randomValue(random, alphabet);
                csv.append(',').append(written(value, random));
                row.append('|').append(value == null ? "∅" : value);
            }
            csv.append(random.nextBoolean() ? "\n" : "\r\n");
            expected.add(row.toString());
        }
        bench.with("cells.csv.gz", SeedBench.gzip(csv.toString()));

        assertThat(bench.counts()).containsExactly("cells " + expected.size() + "/0/0");
        assertThat(bench.rows("select * from cells order by id")).isEqualTo(expected);

        bench.forget();
        assertThat(bench.counts()).containsExactly("cells 0/0/" + expected.size());
    }

    private static String randomValue(Random random, List<String> alphabet) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        var parts = random.nextInt(60) == 0 ? random.nextInt(3000) : random.nextInt(6);
        var value = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            value.append(alphabet.get(random.nextInt(alphabet.size())));
        }
        return value.toString();
    }

    private static String written(String value, Random random) {
        if (value == null) {
            return "";
        }
        var mustQuote =
                value.isEmpty()
                        || value.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0)
                        || random.nextInt(4) == 0;
        return mustQuote ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    @Test
    void readsYamlOfSeveralDocuments() {
        fruits();
        bench.with("fruits.yaml", "---\n- name: apple\n---\n- name: plum\n  color: blue\n");

        assertThat(bench.counts()).containsExactly("fruits 2/0/0");
    }

    @Test
    void readsOnAfterAListInNdjson() {
        fruits();
        bench.with("fruits.ndjson", "[{\"name\":\"apple\"}]\n{\"name\":\"plum\"}\n");

        assertThat(bench.counts()).containsExactly("fruits 2/0/0");
        assertThat(bench.rows("select name from fruits order by 1"))
                .containsExactly("apple", "plum");
    }

    // ---- upsert ----

    @Test
    void touchesOnlyRowsThatDiffer() {
        fruits();
        bench.with("fruits.csv", "name,color\napple,red\nplum,blue\npear,\n");
        bench.seed();
        bench.sql("insert into fruits values ('own', 'kept', 'kept')");
        var apple = bench.value("select ctid, xmin from fruits where name = 'apple'");
        var pear = bench.value("select ctid, xmin from fruits where name = 'pear'");
        bench.with("fruits.csv", "name,color\napple,red\nplum,black\npear,\nfig,green\n");

        assertThat(bench.counts()).containsExactly("fruits 1/1/2");

        assertThat(bench.value("select ctid, xmin from fruits where name = 'apple'"))
                .isEqualTo(apple);
        assertThat(bench.value("select ctid, xmin from fruits where name = 'pear'"))
                .isEqualTo(pear);
        assertThat(bench.rows("select * from fruits order by name"))
                .containsExactly(
                        "apple|red|∅", "fig|green|∅", "own|kept|kept", "pear|∅|∅", "plum|black|∅");
    }

    @Test
    void touchesNothingWhenTheSameFileIsLoadedAgain() {
        bench.sql(
                "create table t (id int primary key, n numeric, j json, x xml, p point, a int[], f float8, ts timestamptz)");
        bench.with(
                "t.csv",
                """
                id,n,j,x,p,a,f,ts
                1,1.50,"{""a"": 1}",<a/>,"(1,2)","{1,2}",0.1,2024-01-01 00:00:00+00
                2,,,,,,,
                """);
        bench.seed();
        var before = bench.rows("select ctid, xmin, t.* from t order by id");
        bench.forget();

        assertThat(bench.counts()).containsExactly("t 0/0/2");
        assertThat(bench.rows("select ctid, xmin, t.* from t order by id")).isEqualTo(before);
    }

    @Test
    void writesValuesThatAreEqualToPostgresqlAndStillOthers() {
        bench.sql(
                "create table t (id int primary key, n numeric, i interval, j jsonb, a numeric[])");
        bench.sql("insert into t values (1, 1.1, '30 days', '{\"n\": 1.1}', '{1.1}')");
        bench.with("t.csv", "id,n,i,j,a\n1,1.10,1 month,\"{\"\"n\"\": 1.10}\",{1.10}\n");

        assertThat(bench.counts()).containsExactly("t 0/1/0");
        assertThat(bench.rows("select * from t"))
                .containsExactly("1|1.10|1 mon|{\"n\": 1.10}|{1.10}");
    }

    @Test
    void updatesColumnsOfTypesWithoutEquality() {
        bench.sql("create table t (id int primary key, j json, x xml, p point, many json[])");
        bench.sql(
                "insert into t values (1, '{}', '<a/>', '(0,0)', '{}'), (2, '[]', null, null, null)");
        bench.with(
                "t.csv",
                "id,j,x,p,many\n1,\"{\"\"a\"\":1}\",<b/>,\"(1,2)\",\"{\"\"[]\"\"}\"\n2,[],,,\n");

        assertThat(bench.counts()).containsExactly("t 0/1/1");
        assertThat(bench.rows("select * from t order by id"))
                .containsExactly("1|{\"a\":1}|<b/>|(1,2)|{[]}", "2|[]|∅|∅|∅");
    }

    @Test
    void takesTheKeyFromTheManifest() {
        bench.sql(
                "create table t (id int generated always as identity primary key, code text, area text, v int);"
                        + "create unique index on t (area, code);"
                        + "insert into t (area, code, v) values ('n', 'a', 1), ('s', 'a', 2)");
        bench.with("seeds.yaml", "seeds:\n  t:\n    key: [code, area]\n")
                .with("t.csv", "code,area,v\na,n,1\na,s,3\nb,s,4\n");

        assertThat(bench.counts()).containsExactly("t 1/1/1");
        assertThat(bench.rows("select * from t order by id"))
                .containsExactly("1|a|n|1", "2|a|s|3", "3|b|s|4");
    }

    @Test
    void loadsATableThatIsAllKey() {
        bench.sql("create table t (a int, b int, primary key (a, b)); insert into t values (1, 1)");
        bench.with("t.csv", "a,b\n1,1\n1,2\n");

        assertThat(bench.counts()).containsExactly("t 1/0/1");
        assertThat(bench.rows("select * from t order by 1, 2")).containsExactly("1|1", "1|2");
    }

    @Test
    void movesSequencesPastExplicitIds() {
        bench.sql(
                "create table a (id int generated always as identity primary key, v text);"
                        + "create table d (id int generated by default as identity primary key, v text);"
                        + "create table s (id serial primary key, v text)");
        for (var table : List.of("a", "d", "s")) {
            bench.with(table + ".csv", "id,v\n7,x\n3,y\n");
        }

        assertThat(bench.counts()).containsExactly("a 2/0/0", "d 2/0/0", "s 2/0/0");

        for (var table : List.of("a", "d", "s")) {
            assertThat(bench.value("insert into " + table + " (v) values ('next') returning id"))
                    .isEqualTo("8");
        }
    }

    @Test
    void leavesASequenceThatIsFurtherOn() {
        bench.sql(
                "create table s (id serial primary key, v text); select setval('s_id_seq', 1000)");
        bench.with("s.csv", "id,v\n7,x\n");

        bench.seed();

        assertThat(bench.value("insert into s (v) values ('next') returning id")).isEqualTo("1001");
    }

    @Test
    void givesColumnsThatTheFileLacksTheirDefaultsInNewRowsOnly() {
        bench.sql(
                "create table t (id int primary key, v text, made text not null default 'auto', gen text generated always as (v || '!') stored);"
                        + "insert into t (id, v, made) values (1, 'old', 'by hand')");
        bench.with("t.csv", "id,v\n1,new\n2,two\n");

        assertThat(bench.counts()).containsExactly("t 1/1/0");
        assertThat(bench.rows("select * from t order by id"))
                .containsExactly("1|new|by hand|new!", "2|two|auto|two!");
    }

    @Test
    void loadsTablesAndColumnsWhoseNamesNeedQuoting() {
        bench.sql(
                "create schema \"Odd Schema\";"
                        + "create table \"Odd Schema\".\"Select \"\" Table\" (\"Group\" int generated by default as identity primary key, \"a b\" text, \"order\" text, \"{0}?\" text)");
        bench.with("seeds.yaml", "seeds:\n  odd:\n    table: 'Odd Schema.Select \" Table'\n")
                .with("odd.csv", "Group,a b,order,{0}?\n5,x,y,z\n");

        assertThat(bench.counts()).containsExactly("odd 1/0/0");
        assertThat(bench.rows("select * from \"Odd Schema\".\"Select \"\" Table\""))
                .containsExactly("5|x|y|z");
        assertThat(
                        bench.value(
                                "insert into \"Odd Schema\".\"Select \"\" Table\" (\"a b\") values ('n') returning \"Group\""))
                .isEqualTo("6");
    }

    @Test
    void loadsIntoAPartitionedTable() {
        bench.sql(
                "create table p (id int primary key, v text) partition by range (id);"
                        + "create table p1 partition of p for values from (0) to (10);"
                        + "create table p2 partition of p for values from (10) to (20)");
        bench.with("p.csv", "id,v\n1,a\n11,b\n");

        assertThat(bench.counts()).containsExactly("p 2/0/0");
        assertThat(bench.rows("select tableoid::regclass, id from p order by id"))
                .containsExactly("p1|1", "p2|11");
    }

    // ---- history ----

    @Test
    void skipsSeedsThatAreUnchanged() {
        fruits();
        bench.sql("create table nuts (name text primary key)");
        bench.with("fruits.csv", "name,color\napple,red\n").with("nuts.csv", "name\nhazel\n");
        bench.seed();
        bench.sql("update fruits set color = 'by hand'");
        bench.with("nuts.csv", "name\nhazel\nwal\n");

        assertThat(bench.counts()).containsExactly("fruits current", "nuts 1/0/1");

        assertThat(bench.value("select color from fruits")).isEqualTo("by hand");
        assertThat(
                        bench.rows(
                                "select seed, inserted, unchanged from slipway_seed_history order by id"))
                .containsExactly("fruits|1|0", "nuts|1|0", "nuts|1|1");
        var third = bench.seed();
        assertThat(third.exitCode()).isZero();
        assertThat(third.stdout()).startsWith("Nothing to seed: 2 seeds are unchanged.");
    }

    @Test
    void loadsAgainWhenTheManifestSaysSomethingElse() {
        bench.sql("create table t (id int primary key, code text unique, v text)");
        bench.with("t.csv", "id,code,v\n1,a,x\n");
        bench.seed();
        assertThat(bench.counts()).containsExactly("t current");

        bench.with("seeds.yaml", "seeds:\n  t:\n    key: code\n");

        assertThat(bench.counts()).containsExactly("t 0/0/1");
    }

    @Test
    void commitsDataAndHistoryTogether() {
        fruits();
        bench.with("fruits.csv", "name,color\napple,red\n");
        bench.seed();
        bench.sql(
                "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no history today'; end $$;"
                        + "create trigger refuse before insert on slipway_seed_history execute function refuse()");
        bench.with("fruits.csv", "name,color\napple,green\nfig,green\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "seed fruits failed; everything was rolled back, nothing was loaded",
                        "no history today");
        assertThat(bench.rows("select name, color from fruits")).containsExactly("apple|red");
        assertThat(bench.value("select count(*) from slipway_seed_history")).isEqualTo("1");
    }

    @Test
    void rollsBackWhenADeferredTriggerRefuses() {
        fruits();
        bench.sql(
                "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'too late for %', new.name; end $$;"
                        + "create constraint trigger late after insert on fruits deferrable initially deferred for each row execute function refuse()");
        bench.with("fruits.csv", "name,color\napple,red\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("fruits.csv", "too late for apple");
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
        assertThat(bench.database().tables()).containsExactly("fruits");
    }

    @Test
    void leavesNoTableOfItsOwnWhereItMayNotMakeTemporaryOnes() {
        fruits();
        var name = bench.database().name();
        bench.database()
                .executeAsSuperuser(
                        "revoke temporary on database "
                                + name
                                + " from public; revoke temporary on database "
                                + name
                                + " from "
                                + bench.value("select current_user"));
        bench.sql("insert into fruits values ('plum')");
        bench.with(
                        "seeds.yaml",
                        "seeds:\n  fruits: {mode: sync, environments: [test], max-delete: 100%}\n")
                .with("fruits.csv", "name,color\napple,red\n");

        assertThat(bench.seed("--plan", "--env", "test").exitCode()).isZero();
        assertThat(bench.database().tables()).containsExactly("fruits");
        assertThat(bench.counts("--env", "test")).containsExactly("fruits 1/0/0");

        assertThat(bench.rows("select name from fruits")).containsExactly("apple");
        assertThat(bench.database().tables())
                .containsExactlyInAnyOrder("fruits", "slipway_seed_history");
    }

    @Test
    void loadsOnlyTheSeedsThatAreNamed() {
        for (var name : List.of("a", "b", "c")) {
            bench.sql("create table " + name + " (id int primary key)");
            bench.with(name + ".csv", "id\n1\n");
        }

        assertThat(bench.counts("--only", "b")).containsExactly("b 1/0/0");
        assertThat(bench.counts("--only", "c,b")).containsExactly("b current", "c 1/0/0");
        assertThat(bench.counts("--only", "a", "--only", "b"))
                .containsExactlyInAnyOrder("a 1/0/0", "b current");
    }

    @Test
    void namesTheNearestSeedWhenOnlyNamesNone() {
        fruits();
        bench.with("fruits.csv", "name\napple\n");

        var result = bench.seed("--only", "friuts");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .startsWith("error[usage]: ")
                .contains("there is no seed friuts; did you mean fruits?");
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
    }

    @Test
    void readsTimesWithoutAZoneAsUtcOnEveryMachine() {
        bench.sql("create table t (id int primary key, moment timestamptz)");
        bench.with("t.csv", "id,moment\n1,2024-01-01 12:00\n");
        var zone = java.util.TimeZone.getDefault();
        try {
            java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("Asia/Tokyo"));

            bench.seed();
        } finally {
            java.util.TimeZone.setDefault(zone);
        }

        assertThat(bench.value("select moment at time zone 'UTC' from t"))
                .isEqualTo("2024-01-01 12:00:00");
    }

    @Test
    void warnsOfFilesThatLookLikeDataAndAreNoSeed() {
        fruits();
        bench.with("fruits.csv", "name\napple\n").with("nuts.parquet", "").with("README.md", "");
        bench.with("extra.xlsx", "");

        var result = bench.seed();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .contains("extra.xlsx is no seed", "nuts.parquet is no seed")
                .doesNotContain("README");
    }
}
