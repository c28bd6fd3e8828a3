package dev.slipway.generate;

import static dev.slipway.generate.MadeUp.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.TableName;
import dev.slipway.manifest.Generator.Between;
import dev.slipway.manifest.Generator.Fake;
import dev.slipway.manifest.Generator.Moment;
import dev.slipway.manifest.Generator.OneOf;
import dev.slipway.manifest.Generator.Pick;
import dev.slipway.manifest.Generator.RowNumber;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

class GeneratedRowsTest {
    private static final Fake NAME = new Fake("#{Name.fullName}");
    private static final Moment YEAR_2024 =
            new Moment(
                    Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2025-01-01T00:00:00Z"));

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private MadeUp table(String definition) {
        database.execute("create table t (" + definition + ")");
        return new MadeUp(database, "t");
    }

    private static Between between(String least, String most, int decimals) {
        return new Between(new BigDecimal(least), new BigDecimal(most), decimals);
    }

    private static OneOf oneOf(String... values) {
        return new OneOf(List.of(values), Collections.nCopies(values.length, 1.0));
    }

    @Test
    void givesTheSameRowsAtEveryTime() {
        var made =
                table(
                                "id int primary key, name text, price numeric(8,2), day date, at timestamptz, plan text, u uuid not null")
                        .rows(4)
                        .columns(
                                column("id", new RowNumber(1)),
                                column("name", NAME),
                                column("price", between("1", "100", 2)),
                                column("day", YEAR_2024),
                                column("at", YEAR_2024),
                                new GeneratedColumn("plan", oneOf("free", "team"), 0.5));

        assertThat(made.list().stream().map(row -> String.join("|", row)))
                .containsExactly(
                        "1|Mr. Linh Feil|78.63|2024-09-19|2024-10-17T13:15:05Z|∅|f893e272-8e05-4bb7-9ec8-c5e95f1fd91d",
                        "2|Miss Ulysses Reichel|45.07|2024-02-04|2024-07-29T06:11:08Z|∅|7a15f168-5bd0-46ba-a5e4-9f45b46b8570",
                        "3|Laurence Stehr|46.71|2024-04-05|2024-09-19T06:08:09Z|team|2fbdeb9e-b37d-4170-ac5c-dc4882888046",
                        "4|Miss Zada Oberbrunner|37.50|2024-03-08|2024-05-03T09:39:38Z|team|a6c2036f-e5f7-4946-abff-6deb1a4ae0c2");
        assertThat(made.list()).isEqualTo(made.list());
        assertThat(made.values("name")).isNotEqualTo(made.seed(43).values("name"));
        assertThat(made.locale("de").values("name")).isNotEqualTo(made.locale("en").values("name"));
    }

    @Test
    void aColumnDependsOnNoOtherColumnAndMoreRowsFollowTheSameOnes() {
        var made = table("a text, b text, c int").rows(50).columns(column("b", NAME));
        var alone = made.values("b");

        assertThat(
                        made.columns(
                                        column("a", new Fake("#{Name.firstName} #{Company.name}")),
                                        column("b", NAME),
                                        column("c", between("1", "9", 0)))
                                .values("b"))
                .isEqualTo(alone);
        assertThat(made.rows(80).values("b")).startsWith(alone.toArray(String[]::new));
        assertThat(made.columns(new GeneratedColumn("b", NAME, 0.5)).rows(50).values("b"))
                .contains("∅")
                .isSubsetOf(withNull(alone));
    }

    private static List<String> withNull(List<String> values) {
        var more = new ArrayList<>(values);
        more.add("∅");
        return more;
    }

    @Test
    void fillsEveryTypeByItself() {
        database.execute("create type mood as enum ('sad', 'it''s fine', 'happy')");
        table(
                        """
                        a_smallint smallint not null, an_int int not null, a_bigint bigint not null, a_numeric numeric not null,
                        tight numeric(3,2) not null, whole numeric(2) not null, a_real real not null, a_double float8 not null,
                        a_boolean boolean not null, a_date date not null, birth_date date not null, a_time time not null,
                        zoned_time timetz not null, a_timestamp timestamp not null, zoned timestamptz(0) not null,
                        an_interval interval not null, a_uuid uuid not null, a_bytea bytea not null, a_json json not null,
                        a_jsonb jsonb not null, an_inet inet not null, a_cidr cidr not null, a_mac macaddr not null,
                        texts text[] not null, numbers int[] not null, a_range int4range not null, days datemultirange not null,
                        times tstzrange not null, a_mood mood not null, email varchar(12) not null, country char(2) not null,
                        city varchar not null, phone_number text not null, "firstName" text not null, zip varchar(10) not null,
                        website text not null, title varchar(20) not null, some_code text not null, whatever varchar(8) not null,
                        currency text not null, color text not null, product text not null, slug text not null,
                        username text not null, state text not null, street text not null, description text not null,
                        latitude numeric(6,3) not null, year smallint not null, quantity int not null,
                        id bigint generated always as identity primary key, nullable text, filled text not null default 'x',
                        twice int generated always as (an_int * 2) stored
                        """)
                .rows(500)
                .copy();

        assertThat(database.value("select count(*), count(nullable), min(filled) from t"))
                .isEqualTo("500|0|x");
        assertThat(
                        database.value(
                                "select count(distinct a_mood), count(distinct country) > 200 from t"))
                .isEqualTo("3|t");
    }

    @Test
    void keepsSingleColumnKeysApartForManyRows() {
        var made =
                table(
                                """
                                id int primary key, email varchar(24) unique, code char(4) not null unique, u uuid not null unique,
                                n numeric(8,1) unique, at timestamp unique, tiny varchar(4) unique, p int unique,
                                s int not null unique, word varchar(9) not null unique
                                """)
                        .rows(100_000)
                        .count("p", 100_000)
                        .columns(
                                column("id", new RowNumber(7)),
                                column("email", new Fake("#{Internet.emailAddress}")),
                                column("n", between("0", "10000", 1)),
                                column("at", YEAR_2024),
                                column("tiny", new Fake("#{Name.fullName}")),
                                column("p", new Pick(new TableName(null, "other"), "id")));
        made.copy();

        assertThat(database.value("select count(*), min(id), max(id), min(p), max(p) from t"))
                .isEqualTo("100000|7|100006|0|99999");
        assertThat(database.value("select count(*) from t where email like '%_@_%'"))
                .isEqualTo("100000");
    }

    @Test
    void keepsKeysOfSeveralColumnsApart() {
        database.execute("create table people (id int primary key)");
        database.execute("create table groups (id int primary key)");
        database.execute("insert into people select generate_series(0, 999)");
        database.execute("insert into groups select generate_series(0, 99)");
        var made =
                table(
                                """
                                person int not null references people, team int not null references groups, role text,
                                since date, primary key (person, team), unique (role, since, team)
                                """)
                        .rows(100_000)
                        .count("person", 1000)
                        .count("team", 100)
                        .columns(
                                column("role", oneOf("owner", "member")),
                                column("since", YEAR_2024));

        assertThat(made.problems())
                .containsExactly(
                        "role, since, team are unique together and have only 732 combinations (2 × 366) for 100000 rows");
        database.execute("alter table t drop constraint t_role_since_team_key");
        made.copy();
        assertThat(
                        database.value(
                                "select count(*), count(distinct person), count(distinct team), count(distinct role) from t"))
                .isEqualTo("100000|1000|100|2");
        assertThat(made.rows(100_001).problems())
                .containsExactly(
                        "person, team are unique together and have only 100000 combinations (1000 × 100) for 100001 rows");
    }

    @Test
    void aTextOrANumberKeepsAKeyOfSeveralColumnsApart() {
        table(
                        "tenant int not null, name varchar(10) not null, line int not null, primary key (tenant, name), unique (line, tenant)")
                .rows(5000)
                .columns(
                        column("tenant", between("1", "3", 0)),
                        column("name", new Fake("#{Name.firstName}")),
                        column("line", between("1", "5000", 0)))
                .copy();

        assertThat(database.value("select count(distinct tenant), count(distinct name) from t"))
                .isEqualTo("3|5000");
    }

    @Test
    void picksWhatForeignKeysNeedAndAllOfAKeyFromOneRow() {
        database.execute("create table tenants (id int primary key)");
        database.execute(
                "create table projects (tenant int references tenants, id int, primary key (tenant, id))");
        var made =
                table(
                                """
                                id int primary key, tenant int not null references tenants, project int not null,
                                parent int references t, boss int not null references t, note int references tenants,
                                foreign key (tenant, project) references projects
                                """)
                        .rows(1000)
                        .count("tenant", 10)
                        .count("project", 10)
                        .columns(
                                column("id", new RowNumber(0)),
                                column("parent", new Pick(new TableName(null, "t"), "id")));

        var projects = new TableName("public", "projects");
        var itself = new TableName("public", "t");
        assertThat(made.picks())
                .containsExactlyInAnyOrder(
                        new Picked("tenant", projects, "tenant", false),
                        new Picked("project", projects, "id", false),
                        new Picked("parent", itself, "id", true),
                        new Picked("boss", itself, "id", true));
        assertThat(made.values("tenant")).isEqualTo(made.values("project")).contains("0", "9");
        var parents = made.values("parent");
        assertThat(parents).startsWith("∅", "0");
        for (int row = 1; row < parents.size(); row++) {
            assertThat(Integer.parseInt(parents.get(row))).isBetween(0, row - 1);
        }
        assertThat(made.values("boss")).startsWith("0", "0").doesNotContain("∅");
    }

    @Test
    void leavesAForeignKeyEmptyWhereOneOfItsColumnsMayBe() {
        database.execute("create table tenants (id int primary key)");
        var made =
                table(
                                """
                                tenant int not null references tenants, id int, parent int, primary key (tenant, id),
                                foreign key (tenant, parent) references t
                                """)
                        .rows(10)
                        .count("tenant", 3)
                        .columns(column("id", new RowNumber(1)));

        assertThat(made.columnNames()).containsExactly("tenant", "id");
        assertThat(made.picks())
                .containsExactly(
                        new Picked("tenant", new TableName("public", "tenants"), "id", false));
    }

    @Test
    void refusesToPickWhatEarlierRowsDoNotHave() {
        var itself = new TableName(null, "t");
        var made =
                table(
                                "id int generated always as identity primary key, parent int references t, same int")
                        .rows(10)
                        .columns(
                                column("parent", new Pick(itself, "id")),
                                column("same", new Pick(itself, "same")));

        assertThat(made.problems())
                .containsExactly(
                        "parent is picked from id of earlier rows, which is not made up itself; give id a generator, such as row",
                        "same is picked from same of earlier rows, which is not made up itself; give same a generator, such as row");
    }

    @Test
    void keepsToLengthsBoundsAndWeights() {
        var made =
                table(
                                "name varchar(5), n smallint, price numeric(4,1), day date, at timestamp, plan text, gone text")
                        .rows(5000)
                        .columns(
                                column("name", new Fake("😀é#{Name.fullName}")),
                                column("n", between("-32768", "32767", 0)),
                                column("price", between("-999.9", "999.9", 1)),
                                column(
                                        "day",
                                        new Moment(
                                                Instant.parse("2024-02-28T23:00:00Z"),
                                                Instant.parse("2024-03-01T00:00:00Z"))),
                                column(
                                        "at",
                                        new Moment(
                                                Instant.parse("2024-02-28T23:59:59.5Z"),
                                                Instant.parse("2024-02-29T00:00:02Z"))),
                                column(
                                        "plan",
                                        new OneOf(
                                                List.of("free", "team", "never"),
                                                List.of(9.0, 1.0, 0.0))),
                                new GeneratedColumn("gone", new Fake("x"), 0.25));
        made.copy();

        assertThat(database.value("select min(char_length(name)), max(char_length(name)) from t"))
                .isEqualTo("5|5");
        assertThat(
                        database.value(
                                "select min(price) < -990, max(price) > 990, min(n) < -32000, max(n) > 32000 from t"))
                .isEqualTo("t|t|t|t");
        assertThat(database.rows("select distinct day from t order by 1"))
                .containsExactly("2024-02-28", "2024-02-29");
        assertThat(database.rows("select distinct at from t order by 1"))
                .containsExactly("2024-02-29 00:00:00", "2024-02-29 00:00:01");
        assertThat(
                        database.rows(
                                "select plan, count(*) between 4400 and 4600 or count(*) between 400 and 600 from t group by 1 order by 1"))
                .containsExactly("free|t", "team|t");
        assertThat(
                        database.value(
                                "select count(*) between 1100 and 1400 from t where gone is null"))
                .isEqualTo("t");
    }

    @Test
    void namesEveryProblemAtOnce() {
        database.execute("create type mood as enum ('sad', 'happy')");
        database.execute("create domain percent as int check (value between 0 and 100)");
        var made =
                table(
                                """
                                a text, b text, c text, d smallint not null, e int, f numeric(4,2), g numeric(4,2), h date, i mood,
                                j varchar(2), k percent not null, l text unique, m char(1) unique, n int unique, o int,
                                p int, q int generated always as (p) stored, r int not null, s bigint, v int unique
                                """)
                        .rows(1000)
                        .columns(
                                column("a", new Fake("#{Name.fulName}")),
                                column("b", new Fake("#{Name")),
                                column("c", new Fake("#{date.birthday} at #{time_and_date.past}")),
                                column("d", between("0", "40000", 0)),
                                column("e", between("0", "1", 1)),
                                column("f", between("0", "100", 2)),
                                column("g", between("0", "1", 3)),
                                column("h", new RowNumber(1)),
                                column("i", oneOf("sad", "glad")),
                                column("j", oneOf("abc", "ab")),
                                column("l", oneOf("x", "y")),
                                column("m", new Fake("#{Name.firstName}")),
                                column("n", new Fake("#{numerify '####'}")),
                                column("o", new Pick(new TableName(null, "other"), "id")),
                                column("p", between("5", "4", 0)),
                                column("q", new RowNumber(1)),
                                new GeneratedColumn("r", new RowNumber(1), 0.5),
                                column("s", between("0.1", "0.9", 0)),
                                column("t", new RowNumber(1)),
                                new GeneratedColumn("v", new RowNumber(1), 0.5));

        assertThat(made.problems())
                .containsExactlyInAnyOrder(
                        "q is computed by the database; leave it out",
                        "r is NOT NULL and takes no share of nulls",
                        "t is no column of t; it has a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, v",
                        "v is part of a unique key and takes no share of nulls",
                        "d is smallint, which takes -32768 to 32767, not 0 to 40000",
                        "e is integer, which has no decimals; leave them out",
                        "f is numeric(4,2), which takes -99.99 to 99.99, not 0 to 100",
                        "g is numeric(4,2), which would round away some of the 3 decimals",
                        "h is date, which takes no row numbers",
                        "i is mood, which has no label 'glad'; it has sad, happy",
                        "j is character varying(2), too short for 'abc'",
                        "k is percent, NOT NULL and without a default, and nothing is known of its values; give it a generator",
                        "o is picked from other, which has no rows; fill it first",
                        "p has no number from 5 to 4",
                        "s has no number from 0.1 to 0.9",
                        "l is unique and has only 2 different values for 1000 rows",
                        "m is unique and character(1), too short to keep 1000 made-up texts apart; use row or one-of",
                        "n is unique and integer: a made-up text can be kept apart only in a text column; use row, between or one-of",
                        "a is '#{Name.fulName}': the faker library knows no #{Name.fulName}, or not with these arguments",
                        "b is '#{Name': a #{ is not closed",
                        "c is '#{date.birthday} at #{time_and_date.past}': date gives other values at another time; use moment for times, or regexify");
        assertThat(made.columns(column("a", NAME)).locale("xx").problems())
                .contains(
                        "there are no made-up texts for locale xx; use a language tag such as en, de or pt-BR");
    }

    @Test
    void dependsOnNoDefaultOfTheMachine() {
        var made =
                table("a text, b timestamp, c numeric, d text")
                        .rows(20)
                        .columns(
                                column("a", new Fake("#{Address.fullAddress} #{Commerce.price}")),
                                column("b", YEAR_2024),
                                column("c", between("0", "9999999", 3)),
                                column("d", new Fake("#{Internet.emailAddress} #{numerify '##'}")));
        var expected = made.list();
        var locale = Locale.getDefault();
        var zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(made.list()).isEqualTo(expected);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }
}
