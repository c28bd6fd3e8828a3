package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.SeedBench;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// Tables that somebody filled by hand become seeds.
class SeedExportTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    private Execution export(String... args) {
        var whole = new String[args.length + 1];
        whole[0] = "export";
        System.arraycopy(args, 0, whole, 1, args.length);
        return bench.seed(whole);
    }

    private String file(String name) {
        try {
            return Files.readString(bench.folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> files() {
        try (var files = Files.list(bench.folder())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertDone(Execution result) {
        assertThat(result.exitCode()).as(result.stderr()).isZero();
    }

    /// Loads the folder into a new database with this schema.
    private TestDatabase loaded(String schema) {
        var fresh = TestDatabase.create();
        fresh.execute(schema);
        assertDone(FrontDoor.run(seeding(fresh), "seed"));
        return fresh;
    }

    private Map<String, String> seeding(TestDatabase database) {
        return database.environment(
                "SEEDS_DIR",
                bench.folder().toString(),
                "SEED_LIB_DIR",
                bench.libraries().toString());
    }

    private void assertPlansNothing() {
        assertThat(bench.counts("--plan"))
                .isNotEmpty()
                .allSatisfy(counts -> assertThat(counts).contains(" 0/0/").doesNotEndWith("/0"));
    }

    private static final String SHOP =
            """
            create table countries (id int generated always as identity (start with 40) primary key, iso text not null unique, name text);
            create table firms (id bigserial primary key, domain text not null unique, country_id int references countries, parent_id bigint references firms);
            create table staff (firm_id bigint not null references firms, badge text not null, name text not null, label text generated always as (badge || ' ' || name) stored, primary key (firm_id, badge));
            """;

    private void fillShop() {
        bench.sql(SHOP);
        bench.sql(
                """
                insert into countries (iso, name) values ('no', 'Norway'), ('FR', 'France'), ('Éi', null);
                insert into firms (id, domain, country_id, parent_id) values (7, 'b.example', 41, null), (9, 'a.example', 40, 7), (11, 'c.example', null, 9);
                insert into staff values (7, '2', 'Bo'), (9, '10', 'Al'), (9, '1', 'Cy');
                """);
    }

    @Test
    void writesRowsInKeyOrderWithNaturalKeysInPlaceOfIds() {
        fillShop();

        var result = export("countries", "firms", "staff");

        assertDone(result);
        assertThat(file("countries.csv")).isEqualTo("iso,name\nFR,France\nno,Norway\nÉi,\n");
        assertThat(file("firms.csv"))
                .isEqualTo(
                        "domain,country,parent\na.example,no,b.example\nb.example,FR,\nc.example,,a.example\n");
        assertThat(file("staff.csv"))
                .isEqualTo("firm,badge,name\na.example,1,Cy\na.example,10,Al\nb.example,2,Bo\n");
        var manifest =
                """
                seeds:
                  countries:
                    key: [iso]
                  firms:
                    key: [domain]
                    references:
                      country_id: {from: country, to: countries.iso}
                      parent_id: {from: parent, to: firms.domain}
                  staff:
                    references:
                      firm_id: {from: firm, to: firms.domain}
                """;
        assertThat(file("seeds.yaml")).isEqualTo(manifest);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout())
                .startsWith("Exported 3 tables to " + bench.folder() + ":\n  table")
                .contains("  firms      firms.csv         3", "\nseeds.yaml was written:\n")
                .contains(manifest)
                .endsWith("slipway seed --plan\n");
    }

    @Test
    void comesBackInAnotherDatabaseAsItWas() {
        fillShop();
        assertDone(export("countries", "firms", "staff"));

        assertPlansNothing();
        try (var fresh = loaded(SHOP)) {
            for (var query :
                    List.of(
                            "select iso, name from countries order by iso",
                            "select f.domain, c.iso, p.domain from firms f left join countries c on c.id = f.country_id left join firms p on p.id = f.parent_id order by 1",
                            "select f.domain, s.badge, s.name, s.label from staff s join firms f on f.id = s.firm_id order by 1, 2")) {
                assertThat(fresh.rows(query)).isNotEmpty().isEqualTo(bench.rows(query));
            }
        }
    }

    @Test
    void exportsTheExampleSoThatItsSeedsAreUnchanged() {
        var environment = bench.environment();
        environment.put("MIGRATIONS_DIR", "migrations");
        environment.put("SEED_LIB_DIR", "target/seed-lib");
        assertDone(FrontDoor.run(environment, "migrate"));
        environment.put("SEEDS_DIR", "seeds");
        assertDone(FrontDoor.run(environment, "seed"));

        var result =
                export(
                        "memberships",
                        "countries",
                        "organizations",
                        "people",
                        "country_currencies",
                        "cities");

        assertDone(result);
        assertThat(result.stderr()).isEmpty();
        assertThat(file("countries.csv")).isEqualTo(example("countries.csv"));
        assertThat(file("memberships.csv")).startsWith("person,organization,role,since\n");
        bench.forget();
        assertPlansNothing();
        try (var fresh = TestDatabase.create()) {
            var loading = seeding(fresh);
            loading.put("MIGRATIONS_DIR", "migrations");
            loading.put("RUN_MIGRATIONS", "true");
            loading.put("RUN_SEED", "true");
            assertDone(FrontDoor.run(loading, "run"));
            var query =
                    "select p.handle, o.domain, m.role, m.since, p.bio, p.topics, q.domain from memberships m join people p on p.id = m.person_id join organizations o on o.id = m.organization_id left join organizations q on q.id = o.parent_id order by 1, 2";
            assertThat(fresh.rows(query)).isNotEmpty().isEqualTo(bench.rows(query));
            assertThat(fresh.value("select count(*) from cities"))
                    .isEqualTo(bench.value("select count(*) from cities"));
        }
    }

    private static String example(String name) {
        try {
            return Files.readString(Path.of("seeds", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsEveryValueExactly() {
        var schema =
                """
                create schema "Odd";
                create type mood as enum ('sad', 'happy');
                create type pair as (a int, b text);
                create table "Odd"."My.Table" (
                  "select" int primary key, "Mixed Case" text, "quo""te,d" varchar(9), tags text[], doc jsonb, raw json,
                  bytes bytea, real4 real, real8 double precision, money numeric, at timestamptz, on_day date,
                  span interval, feeling mood, pairs pair[], period tstzrange, flag bool, id uuid default gen_random_uuid());
                """;
        bench.sql(schema);
        bench.sql(
                """
                set timezone = 'Asia/Kolkata';
                insert into "Odd"."My.Table" values
                  (1, null, '', '{}', '{"a": [1.10, null]}', '{"b" :1,  "b":2}', '\\x00ff', 0.1, 0.1::float8 + 0.2, 1.10,
                   '2024-02-29 12:00:00.123456+05:30', '0044-03-15 BC', '-1 year 2 days -00:00:01.5', 'sad', array[(1, 'x,"y"')::pair, null], '[2024-01-01,)', true, '00000000-0000-0000-0000-000000000001'),
                  (2, '', null, array['', null, 'NULL', 'a"b\\c', e'l\\n2'], '"x"', 'null', '', 'NaN', '-Infinity', 'NaN', 'infinity', 'infinity', '0', 'happy', '{}', 'empty', false, '00000000-0000-0000-0000-000000000002'),
                  (3, e'line\\r\\nbreak "quoted", tab\\t', '\\.', '{{a,b},{c,d}}', null, null, null, 1e-45, 1.7976931348623157e308, 12345678901234567890.5, null, null, '1 mon', null, null, null, null, null);
                """);

        assertDone(export("\"Odd\".\"My.Table\""));

        assertThat(files()).containsExactly("Odd.My.Table.csv");
        assertThat(file("Odd.My.Table.csv")).startsWith("select,Mixed Case,\"quo\"\"te,d\",tags,");
        assertPlansNothing();
        try (var fresh = loaded(schema)) {
            var query = "select t::text from \"Odd\".\"My.Table\" t order by \"select\"";
            assertThat(fresh.rows(query)).hasSize(3).isEqualTo(bench.rows(query));
        }
    }

    @Test
    void namesWhatTheFileNameCannotSayAndNothingElse() {
        bench.sql(
                """
                create schema shop;
                create table shop.goods (sku text primary key);
                create table plain (code int primary key, "NO" int);
                create table "a/b" (id int primary key);
                create table "c.d" (id int primary key, other int references "a/b");
                insert into plain values (2, null), (10, 1);
                """);

        assertDone(export("public.plain"));
        assertThat(files()).containsExactly("plain.csv");
        assertThat(file("plain.csv")).isEqualTo("code,NO\n2,\n10,1\n");

        var result = export("shop.goods", "a/b", "\"c.d\"");
        assertDone(result);
        assertThat(files()).contains("shop.goods.csv", "a_b.csv", "c.d.csv");
        assertThat(file("seeds.yaml"))
                .isEqualTo(
                        """
                        seeds:
                          a_b:
                            table: "a/b"
                          c.d:
                            table: "\\"c.d\\""
                        """);
        assertThat(bench.counts("--plan"))
                .containsExactlyInAnyOrder(
                        "plain 0/0/2", "shop.goods 0/0/0", "a_b 0/0/0", "c.d 0/0/0");
    }

    @Test
    void leavesAManifestAloneAndPrintsWhatItMustSay() {
        fillShop();
        bench.with("seeds.yaml", "seeds: {}\n");

        var result = export("countries");

        assertDone(result);
        assertThat(file("seeds.yaml")).isEqualTo("seeds: {}\n");
        assertThat(result.stdout())
                .contains("seeds.yaml is there already", "\n  countries:\n    key: [iso]\n")
                .doesNotContain("\nseeds:\n");
    }

    @Test
    void overwritesNothingUnlessTold() {
        fillShop();
        bench.with("firms.csv", "mine").with("staff.yaml", "[]");

        var refused = export("countries", "firms", "staff");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.stderr())
                .contains("firms.csv: is there already", "staff.yaml: ", "--overwrite");
        assertThat(files()).containsExactly("firms.csv", "staff.yaml");

        assertDone(export("--overwrite", "countries", "firms"));
        assertThat(file("firms.csv")).startsWith("domain,country,parent\n");
    }

    @Test
    void writesToAnotherFolderCompressedAndOnlySomeRows() throws IOException {
        fillShop();
        var folder = bench.folder().resolve("new/drafts");

        var result =
                export(
                        "firms",
                        "--to",
                        folder.toString(),
                        "--gzip",
                        "--where",
                        "domain < 'c' and id in (7, 11)");

        assertDone(result);
        try (var file = new GZIPInputStream(Files.newInputStream(folder.resolve("firms.csv.gz")))) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("domain,country,parent\nb.example,FR,\n");
        }
        assertThat(folder.resolve("seeds.yaml")).exists();
        assertThat(result.stdout()).contains("slipway seed --plan --seeds " + folder);
    }

    @Test
    void saysWhatIsWrongWithACondition() {
        fillShop();

        var unknown = export("firms", "--where", "domian = 'x'");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.stderr()).contains("--where is no condition", "\"domian\"");

        var several = export("firms", "countries", "--where", "true");
        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.stderr()).contains("--where is given with several tables");
        assertThat(files()).isEmpty();
    }

    @Test
    void namesEveryTableThatCannotBeExported() {
        fillShop();
        bench.sql("create view v as select 1 as a; create schema other; create table other.t ()");

        var result = export("contries", "v", "staff", "t", "nothing.like_it", "");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .startsWith("error[usage]: 5 of 6 tables cannot be exported; nothing was written\n")
                .contains(
                        "there is no table 'contries'; did you mean countries?",
                        "v is a view",
                        "there is no table 't'; did you mean other.t?",
                        "there is no table 'nothing.like_it'\n",
                        "there is no table ''");
        assertThat(files()).isEmpty();
        assertThat(export().exitCode()).isEqualTo(2);
    }

    @Test
    void leavesNothingBehindWhenATableCannotBeRead() {
        fillShop();
        bench.sql("revoke select on firms from " + TestDatabase.USER);
        var folder = bench.folder().resolve("a/b");

        var result = export("countries", "firms", "--to", folder.toString(), "--output=json");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .contains("nothing was written", "permission denied for table firms");
        var json = SeedBench.json(result);
        assertThat(json.get("result").stringValue()).isEqualTo("refused");
        assertThat(json.get("tables").isEmpty()).isTrue();
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsIdsWhereNothingCanStandForThemAndSaysSo() {
        var schema =
                """
                create table teams (id int generated always as identity primary key, city text not null, name text not null, unique (city, name), unique (id, city));
                create table stats (team_id int, city text, goals int, primary key (team_id, city), foreign key (team_id, city) references teams (id, city));
                create table players (id uuid primary key default gen_random_uuid(), name text not null unique, team_id int references teams);
                create table notes (id serial primary key, text text);
                """;
        bench.sql(schema);
        bench.sql(
                """
                insert into teams (city, name) values ('Oslo', 'B'), ('Oslo', 'A');
                insert into stats values (2, 'Oslo', 5);
                insert into players (name, team_id) values ('Al', 2), ('Bo', 1);
                insert into notes (text) values ('x');
                """);

        var result = export("players", "teams", "notes", "stats");

        assertDone(result);
        assertThat(file("teams.csv")).isEqualTo("id,city,name\n1,Oslo,B\n2,Oslo,A\n");
        assertThat(file("players.csv")).isEqualTo("name,team_id\nAl,2\nBo,1\n");
        assertThat(file("stats.csv")).isEqualTo("team_id,city,goals\n2,Oslo,5\n");
        assertThat(result.stderr())
                .contains(
                        "warning: players: team_id holds generated ids of teams as they are",
                        "warning: stats: team_id holds generated ids of teams as they are, because the foreign key has several columns",
                        "warning: teams: its generated ids stay in the file",
                        "warning: notes: its key is a generated id");
        assertPlansNothing();
        try (var fresh = loaded(schema)) {
            var query =
                    "select p.name, t.city, t.name from players p join teams t on t.id = p.team_id order by 1";
            assertThat(fresh.rows(query)).isEqualTo(bench.rows(query));
        }

        assertDone(export("teams", "--overwrite"));
        assertThat(file("teams.csv")).isEqualTo("city,name\nOslo,A\nOslo,B\n");
    }

    @Test
    void followsAnIdThroughASharedPrimaryKeyAndAvoidsTakenNames() {
        var schema =
                """
                create table people (id int generated always as identity (start with 5) primary key, handle text not null unique);
                create table authors (person_id int primary key references people, pen_name text);
                create table books (isbn text primary key, author_id int references authors, author text, editor int references people);
                """;
        bench.sql(schema);
        bench.sql(
                """
                insert into people (handle) values ('x'), ('eco');
                insert into authors values (6, 'Dedalus');
                insert into books values ('1', 6, 'Umberto', 5);
                """);

        assertDone(export("people", "authors", "books"));

        assertThat(file("authors.csv")).isEqualTo("person,pen_name\neco,Dedalus\n");
        assertThat(file("books.csv"))
                .isEqualTo("isbn,people_handle,author,editor\n1,eco,Umberto,x\n");
        assertPlansNothing();
        try (var fresh = loaded(schema)) {
            assertThat(
                            fresh.rows(
                                    "select isbn, handle, pen_name from books join authors on author_id = person_id join people on id = person_id"))
                    .containsExactly("1|eco|Dedalus");
        }
    }

    @Test
    void readsPartitionsThroughTheirParentAndTablesWithoutAKeyByAllColumns() {
        bench.sql(
                """
                create table parts (id int generated by default as identity, code text not null, region int not null, primary key (id, region), unique (code, region)) partition by list (region);
                create table parts_1 partition of parts for values in (1);
                create table parts_2 partition of parts for values in (2);
                insert into parts (code, region) values ('z', 2), ('a', 1), ('a', 2);
                create table bag (a numeric, j json, t text);
                insert into bag values (2, '{}', 'b'), (2, '{}', 'B'), (null, '[]', null);
                """);

        var result = export("parts", "bag");

        assertDone(result);
        assertThat(file("parts.csv")).isEqualTo("code,region\na,1\na,2\nz,2\n");
        assertThat(file("bag.csv")).isEqualTo("a,j,t\n2,{},B\n2,{},b\n,[],\n");
        assertThat(result.stderr()).contains("warning: bag: ", "mode: replace");
    }

    @Test
    void warnsOfHiddenRowsAndRefusesToLoseReferences() {
        fillShop();
        bench.sql(
                """
                alter table countries enable row level security;
                alter table countries force row level security;
                create policy visible on countries using (iso <> 'no');
                """);

        var hidden = export("countries");
        assertDone(hidden);
        assertThat(hidden.stderr()).contains("warning: countries: row-level security hides rows");
        assertThat(file("countries.csv")).doesNotContain("Norway");

        var refused = export("firms");
        assertThat(refused.exitCode()).isEqualTo(9);
        assertThat(refused.stderr())
                .contains("country_id refers to rows of countries", "row-level security");
        assertThat(files()).containsExactly("countries.csv", "seeds.yaml");
    }

    @Test
    void readsInOneReadOnlyTransactionWithSettingsThatReadBack() {
        fillShop();
        assertDone(
                export(
                        "countries",
                        "--where",
                        "current_setting('transaction_isolation') = 'repeatable read' and current_setting('transaction_read_only') = 'on' and current_setting('TimeZone') = 'UTC'"));

        assertThat(file("countries.csv")).contains("Norway");
    }

    @Test
    void stopsWhenItIsInterruptedAndLeavesNothing() {
        fillShop();
        try (var process =
                SlipwayProcess.start(
                        bench.environment(),
                        "seed",
                        "export",
                        "countries",
                        "--where",
                        "pg_sleep(600) is not null")) {
            Wait.until(
                    "the server copies",
                    () ->
                            !bench.rows(
                                            "select pid from pg_stat_activity where state = 'active' and datname = current_database() and query ilike 'copy (%'")
                                    .isEmpty());

            process.signal("TERM");
            var result = process.finish();

            assertThat(result.exitCode()).isEqualTo(130);
            assertThat(result.stderr())
                    .startsWith(
                            "error[interrupted]: the export was interrupted; nothing was written\n");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesATableWithoutAColumnForTheFile() {
        bench.sql("create table ticks (id int generated always as identity)");

        var result = export("ticks");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).contains("ticks has no column that a seed can hold");
        assertThat(files()).isEmpty();
    }

    @Test
    void answersInJson() {
        fillShop();

        var result = export("firms", "--output", "json");

        assertDone(result);
        var json = SeedBench.json(result);
        assertThat(json.propertyNames())
                .containsExactly(
                        "result", "exitCode", "tables", "manifest", "manifestWritten", "error");
        var table = json.get("tables").get(0);
        assertThat(table.get("table").stringValue()).isEqualTo("firms");
        assertThat(table.get("file").stringValue()).isEqualTo("firms.csv");
        assertThat(table.get("rows").intValue()).isEqualTo(3);
        assertThat(table.get("bytes").intValue()).isEqualTo(file("firms.csv").length());
        assertThat(table.get("key").toString()).isEqualTo("[\"domain\"]");
        assertThat(table.get("references").get(1).toString())
                .isEqualTo(
                        "{\"column\":\"parent_id\",\"from\":\"parent\",\"to\":\"firms.domain\"}");
        assertThat(json.get("manifest").stringValue()).isEqualTo(file("seeds.yaml"));
    }

    @Test
    void takesOptionsBehindTheSubcommandOnly() {
        fillShop();

        var result = bench.seed("--plan", "export", "firms");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).contains("--plan stands before export");
        assertThat(files()).isEmpty();
    }
}
