package dev.slipway.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.progress.Progress;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

class FillerTest {
    private TestDatabase database;

    TestServer server() {
        return TestServer.EMBEDDED;
    }

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create(server());
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private Map<String, FilledTable> fill(FillRequest request) {
        return fill(request, TestDatabase::connectAsSuperuser);
    }

    private Map<String, FilledTable> fill(
            FillRequest request, Function<TestDatabase, Connection> connect) {
        try (var connection = connect.apply(database)) {
            return new Filler(connection, request, Progress.SILENT)
                    .fill(Set.of("flyway_schema_history")).stream()
                            .collect(
                                    Collectors.toMap(
                                            table -> table.schema() + "." + table.name(),
                                            table -> table));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, FilledTable> fill(long rows) {
        return fill(FillRequest.each(rows));
    }

    /// Adds every foreign key of the database anew, so that the server checks each row.
    private void checkReferences() {
        database.execute(
                """
                do $$
                declare
                    key record;
                begin
                    for key in select conrelid::regclass as relation, conname, pg_get_constraintdef(oid) as definition
                                 from pg_constraint where contype = 'f' and conparentid = 0
                    loop
                        execute format('alter table %s add constraint checked_again %s', key.relation, key.definition);
                        execute format('alter table %s drop constraint checked_again', key.relation);
                    end loop;
                end $$
                """);
    }

    private static Shape shape(Shape.Table... tables) {
        return new Shape(Instant.EPOCH, "18.1", 18, List.of(), List.of(), Arrays.asList(tables));
    }

    private static Shape.Table table(String name, long rows, Shape.Column... columns) {
        return new Shape.Table(
                "public",
                name,
                Shape.TableKind.TABLE,
                null,
                rows,
                Shape.RowSource.ANALYZED,
                rows * 100,
                0,
                0,
                Arrays.asList(columns),
                List.of(),
                List.of());
    }

    private static Shape.Column column(
            String name, double nulls, double distinct, int width, double correlation) {
        return new Shape.Column(
                name,
                "text",
                true,
                false,
                new Shape.Statistics(nulls, distinct, width, correlation));
    }

    @Test
    void makesValuesOfEveryType() {
        database.execute(
                """
                create type mood as enum ('sad', 'it''s ok', 'happy');
                create domain quantity as int not null check (value between 3 and 9);
                create domain code as varchar(8) check (value ~ '^[A-Z]{3}-?\\d{2}$');
                create type pair as (x int, y text);
                create type span as range (subtype = float8);
                create table everything (
                    id bigint primary key, a smallint not null, b int not null, c numeric(5,2) not null, d numeric not null,
                    e real not null, f float8 not null, g boolean not null, h text not null, i varchar(3) not null,
                    j char(2) not null, k "char" not null, l uuid not null, m bytea not null, n date not null,
                    o timestamp not null, p timestamptz not null, q time not null, r timetz not null, s interval not null,
                    t json not null, u jsonb not null, v inet not null, w cidr not null, x macaddr not null,
                    y macaddr8 not null, z bit(5) not null, aa varbit(9) not null, ab tsvector not null, ac tsquery not null,
                    ad point not null, ae line not null, af lseg not null, ag box not null, ah path not null,
                    ai polygon not null, aj circle not null, ak money not null, al mood not null, am quantity,
                    an code not null, ao int[] not null, ap text[] not null, aq mood[] not null, ar int4range not null,
                    "at" tstzrange not null, au nummultirange not null, av pair not null, aw span not null,
                    ax pg_lsn not null, ay name not null, az oid not null, ba numeric(3,3) not null, bb numeric(2,-3) not null,
                    bc timestamptz(0) not null, bd varchar(20)[] not null, be xid8 not null)
                """);

        var filled = fill(1_000).get("public.everything");

        assertThat(filled.reason()).isNull();
        assertThat(filled.rows()).isEqualTo(1_000);
        assertThat(database.value("select count(*) from everything")).isEqualTo("1000");
        assertThat(
                        database.value(
                                "select count(distinct al) || ' ' || min(am) || ' ' || max(am) from"
                                        + " everything"))
                .isEqualTo("3 3 9");
        assertThat(filled.bytes())
                .isEqualTo(Long.parseLong(database.value("select pg_table_size('everything')")));
    }

    @Test
    void fulfilsKeysReferencesAndChecks() {
        database.execute(
                """
                create table tenants (id int generated always as identity primary key, name text not null unique);
                create table users (tenant_id int not null references tenants, id bigserial, email text not null,
                    boss bigint, primary key (tenant_id, id), foreign key (tenant_id, boss) references users (tenant_id, id));
                create unique index on users (lower(email));
                create table products (tenant_id int not null references tenants, sku varchar(12) not null,
                    price numeric(8,2) not null check (price > 0 and price < 1000), kind text not null check (kind in ('a', 'b')),
                    state varchar(10) not null check (state::text = any (array['new', 'old']::varchar[])),
                    primary key (tenant_id, sku));
                create table orders (id uuid primary key, tenant_id int not null, user_id bigint not null, sku varchar(12),
                    starts timestamptz not null, ends timestamptz not null, check (starts < ends),
                    note text check (length(note) between 5 and 7), email text not null check (email like '%@%.%'),
                    net int not null check (net >= 0), gross int generated always as (net * 2) stored check (gross < 100),
                    check (num_nonnulls(sku, note) = 1),
                    foreign key (tenant_id, user_id) references users (tenant_id, id),
                    foreign key (tenant_id, sku) references products (tenant_id, sku));
                create table likes (tenant_id int references tenants, flag boolean, letter char(1),
                    primary key (tenant_id, flag, letter));
                create table node (id int primary key, parent int not null references node);
                create table sparse (id int primary key check (id % 3 = 1), parent int references sparse);
                create table "Odd ""Name" ("select" int primary key, "UPPER" int references "Odd ""Name");
                """);

        var filled = fill(2_000);

        assertThat(filled.values())
                .allSatisfy(table -> assertThat(table.reason()).as(table.name()).isNull());
        assertThat(filled.get("public.orders").rows()).isEqualTo(2_000);
        assertThat(filled.get("public.likes").rows()).isEqualTo(2_000);
        assertThat(
                        database.value(
                                "select count(*) > 1500 from \"Odd \"\"Name\" where \"UPPER\" is"
                                        + " not null"))
                .isEqualTo("t");
        checkReferences();
        database.execute("insert into tenants (name) values ('next')");
        database.execute("insert into users (tenant_id, email) values (1, 'next')");
    }

    @Test
    void fillsPartitionsWithinTheirBounds() {
        database.execute(
                """
                create table events (id bigint, at timestamptz not null, primary key (id, at)) partition by range (at);
                create table events_1 partition of events for values from ('2023-01-01') to ('2023-02-01');
                create table events_2 partition of events for values from ('2023-02-01') to ('2023-03-01') partition by list (id);
                create table events_2a partition of events_2 for values in (1, 2, 3);
                create table events_rest partition of events default;
                create table regions (code text primary key) partition by list (code);
                create table regions_1 partition of regions for values in ('a', 'b');
                create table hashed (id int primary key, event_id bigint, event_at timestamptz,
                    foreign key (event_id, event_at) references events) partition by hash (id);
                create table hashed_0 partition of hashed for values with (modulus 3, remainder 0);
                create table hashed_1 partition of hashed for values with (modulus 3, remainder 1);
                create table hashed_2 partition of hashed for values with (modulus 3, remainder 2);
                create table old (id int primary key, name text);
                create table child (extra int not null) inherits (old);
                """);

        var filled = fill(900);

        assertThat(filled.get("public.events_1"))
                .returns(450L, FilledTable::rows)
                .returns(null, FilledTable::reason);
        assertThat(filled.get("public.events_2a").rows()).isEqualTo(450);
        assertThat(filled.get("public.events").rows()).isEqualTo(900);
        assertThat(filled.get("public.regions_1"))
                .returns(2L, FilledTable::rows)
                .returns("no more rows differ in (code), which is unique", FilledTable::reason);
        assertThat(filled.get("public.hashed").rows()).isEqualTo(900);
        assertThat(filled.get("public.hashed").bytes()).isPositive();
        assertThat(filled.get("public.child").rows()).isEqualTo(900);
        checkReferences();
    }

    @Test
    void closesCirclesAndKeepsWhatIsThere() {
        database.execute(
                """
                create table a (id int primary key, b_id int);
                create table b (id int primary key, a_id int not null references a);
                alter table a add foreign key (b_id) references b;
                create table kept (id int primary key);
                insert into kept values (7), (9);
                create table uses (id int primary key, kept_id int not null references kept);
                create table x (id int primary key, y_id int not null);
                create table y (id int primary key, x_id int not null references x);
                alter table x add foreign key (y_id) references y;
                """);

        var filled = fill(300);

        assertThat(database.value("select count(b_id) from a")).isEqualTo("300");
        assertThat(database.rows("select distinct kept_id from uses order by 1"))
                .containsExactly("7", "9");
        assertThat(filled.get("public.kept"))
                .returns(2L, FilledTable::rows)
                .returns("it had rows already and was left as it is", FilledTable::reason);
        assertThat(filled.get("public.x"))
                .returns(300L, FilledTable::rows)
                .returns(null, FilledTable::reason);
        checkReferences();
    }

    @Test
    void takesNullsDistinctValuesAndWidthsFromTheShape() {
        database.execute(
                "create table t (id int primary key, rare text, few text, wide text, newer text)");

        var filled =
                fill(
                        new FillRequest(
                                shape(
                                        table(
                                                "t",
                                                1_000_000,
                                                column("id", 0, -1, 4, 1),
                                                column("rare", 0.9, -0.1, 9, 0),
                                                column("few", 0, 7, 9, 0),
                                                column("wide", 0, -1, 301, 0))),
                                0.01,
                                50_000,
                                0));

        assertThat(filled.get("public.t"))
                .returns(10_000L, FilledTable::rows)
                .returns(1_000_000L, FilledTable::productionRows)
                .returns(100_000_000L, FilledTable::productionBytes);
        assertThat(
                        database.value(
                                "select round(count(*) filter (where rare is null) / 100.0),"
                                        + " count(distinct few), round(avg(pg_column_size(wide))) from"
                                        + " t"))
                .isEqualTo("90|7|301");
    }

    @Test
    void keepsTheRatioOfTablesThatReferToEachOther() {
        database.execute(
                """
                create table parent (id int primary key);
                create table child (id int primary key, parent_id int not null references parent);
                create table apart (id int primary key);
                create table unknown (id int primary key);
                """);

        var filled =
                fill(
                        new FillRequest(
                                shape(
                                        table("parent", 10_000),
                                        table("child", 100_000),
                                        table("apart", 10_000)),
                                1,
                                10_000,
                                0));

        assertThat(filled.get("public.parent").rows()).isEqualTo(1_000);
        assertThat(filled.get("public.child").rows()).isEqualTo(10_000);
        assertThat(filled.get("public.apart").rows()).isEqualTo(10_000);
        assertThat(filled.get("public.unknown").reason()).isEqualTo("the shape does not know it");
    }

    @Test
    void firesNoTriggerAndLeavesThemAsTheyWere() {
        database.execute(
                """
                create table t (id int primary key);
                create table log (id serial primary key);
                insert into log default values;
                create function note() returns trigger language plpgsql as $$ begin insert into log default values; return new; end $$;
                create trigger usual after insert on t for each row execute function note();
                create trigger every_time after insert on t for each row execute function note();
                create trigger never after insert on t for each row execute function note();
                alter table t enable always trigger every_time;
                alter table t disable trigger never;
                """);
        var before = "select tgname, tgenabled from pg_trigger where not tgisinternal order by 1";
        var states = database.rows(before);

        assertThat(fill(10).get("public.t").rows()).isEqualTo(10);
        database.execute("truncate t");
        assertThat(fill(FillRequest.each(10), TestDatabase::connect).get("public.t").rows())
                .isEqualTo(10);

        assertThat(database.value("select count(*) from log")).isEqualTo("1");
        assertThat(database.rows(before)).isEqualTo(states);
    }

    @Test
    void saysWhyATableStaysEmpty() {
        database.execute(
                """
                create table impossible (id int primary key, a int not null check (a * a = 2));
                create function refuse() returns int language plpgsql as $$ begin raise exception 'not today'; end $$;
                create table refused (id int primary key, a int generated always as (1) stored);
                create table booked (room int, during tstzrange, exclude using gist (during with &&));
                """);
        database.execute("create domain never as int check (refuse() > 0)");
        database.execute("create table raised (a never not null)");

        var filled = fill(10);

        assertThat(filled.get("public.impossible"))
                .returns(0L, FilledTable::rows)
                .returns("no values were found that fulfil ((a * a) = 2)", FilledTable::reason);
        assertThat(filled.get("public.raised").reason())
                .startsWith("PostgreSQL: not today (SQLSTATE P0001)");
        assertThat(filled.get("public.booked").rows()).isEqualTo(10);
    }

    @Test
    void makesTheSameRowsEveryTime() {
        database.execute(
                "create table p (id uuid primary key, v text); create table c (id int primary key,"
                        + " p uuid references p, w float8)");
        var digest =
                "select md5(string_agg(c::text || p::text, ',' order by c.id)) from c, p where c.p"
                        + " = p.id";
        fill(500);
        var first = database.value(digest);
        database.execute("truncate c, p");
        fill(500);

        assertThat(database.value(digest)).isEqualTo(first);
    }
}
