package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;

/// What counts as drift: on every pair of servers, as they write things down differently.
class DriftTest extends DriftBench {
    /// One of everything that is compared, in the shapes that servers may write down differently.
    static final String EVERYTHING =
            """
            create schema shop;
            create extension if not exists pgcrypto;
            create type shop.state as enum ('new', 'paid', 'it''s sent');
            create type shop.money as (amount numeric(12, 2), currency char(3));
            create type shop.span as range (subtype = timestamptz);
            create domain shop.email as text not null default 'none' constraint at_sign check (value like '%@%' or value = 'none');
            create sequence shop.numbers as integer increment 5 start 100 cycle cache 3;
            create table shop.customers (
                id bigint generated always as identity primary key,
                name text not null collate "C",
                mail shop.email,
                born date check (born > date '1900-01-01' and extract(year from born) < 2100),
                nick text generated always as (lower(name) || '!') stored,
                tags text[] not null default '{}'::text[],
                created timestamptz not null default now(),
                unique (name, born)
            );
            create table shop.orders (
                id serial primary key,
                customer bigint references shop.customers (id) on delete cascade deferrable initially deferred,
                state shop.state not null default 'new',
                total numeric(10, 2) default 0.00 check (total >= 0 and total in (0, 1, 2) is not null),
                nr int default nextval('shop.numbers'),
                note varchar(20) check (note ~ '^[a-z]+$' or note = any (array['A', 'B'])),
                during shop.span,
                constraint no_overlap exclude using gist (during with &&)
            ) with (fillfactor = 80, autovacuum_enabled = true);
            create index on shop.orders (customer) where state <> 'paid';
            create unique index orders_note on shop.orders (lower(note) text_pattern_ops, total desc nulls last) include (id);
            create table shop.events (id int not null, at timestamptz not null, what jsonb, primary key (id, at)) partition by range (at);
            create table shop.events_2025 partition of shop.events for values from ('2025-01-01') to ('2026-01-01');
            create index on shop.events using gin (what jsonb_path_ops);
            create unlogged table shop.cache (k text primary key, v bytea);
            create table shop.vip (level int) inherits (shop.customers);
            create view shop.open_orders as select * from shop.orders where state = 'new' and total > 1;
            create view shop.names with (security_barrier = true) as
                select c.name, count(o.id) as orders, coalesce(sum(o.total), 0) as total
                  from shop.customers c left join shop.orders o on o.customer = c.id
                 group by c.name having count(*) > 0 order by 1;
            create view shop.busy (who, many) as
                with big as (select customer, count(*) as n from shop.orders group by customer)
                select customer, n from big where n > (select avg(n) from big) union all select 0, 0;
            create recursive view shop.numbers_to_9 (n) as values (1) union all select n + 1 from numbers_to_9 where n < 9;
            create materialized view shop.totals as select state, sum(total), rank() over (order by sum(total)) from shop.orders group by state;
            create index on shop.totals (state);
            create function shop.touch() returns trigger language plpgsql as $$
            begin
                new.note := lower(new.note);
                return new;
            end $$;
            create function shop.twice(n int, by_default int default 2) returns int language sql immutable strict parallel safe
                set search_path = shop begin atomic select twice.n * by_default from shop.orders limit 1; end;
            create procedure shop.clean(inout n int) language plpgsql as 'begin delete from shop.cache; end';
            create aggregate shop.product (numeric) (sfunc = numeric_mul, stype = numeric, initcond = '1');
            create trigger touch before insert or update of note on shop.orders for each row when (new.note is not null) execute function shop.touch();
            create trigger log_off after delete on shop.customers for each statement execute function shop.touch();
            alter table shop.customers disable trigger log_off;
            alter table shop.customers enable row level security;
            create policy own on shop.customers as restrictive for select to public using (name = current_user or mail is not null);
            create policy add on shop.customers for insert with check (born is not null);
            create rule keep as on delete to shop.cache do instead nothing;
            create sequence shop.spare;
            create table plain (a int, b text default 'x' || 'y', c text default 'c', d int, e text);
            """;

    @Test
    void findsNoneInADatabaseThatOnlyMigrationsChanged() {
        migrate(EVERYTHING);

        var result = status();

        assertThat(result.stdout())
                .contains(
                        "Drift: none; everything is as the applied migrations make it (schema public, shop, built anew on PostgreSQL ");
        assertThat(result.exitCode()).isZero();
        assertThat(drift()).isEmpty();
    }

    /// Makes changes, each with the difference that it makes, and looks whether these are found and
    /// no others.
    private void finds(String changes) {
        migrate(EVERYTHING);
        var expected = new ArrayList<String>();
        for (var change : changes.lines().toList()) {
            var bar = change.lastIndexOf('|');
            database.execute(change.substring(0, bar));
            expected.add(change.substring(bar + 1).strip());
        }

        assertThat(drift()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void findsWhatNoMigrationMade() {
        finds(
                """
                create table public.extra (id int primary key, n int unique, check (n > 0)) | extra table public.extra
                create index extra on shop.orders (total) | extra index shop.extra
                create view shop.extra_view as select 1 | extra view shop.extra_view
                create function shop.extra(int) returns int language sql as 'select 1' | extra function shop.extra(integer)
                create type shop.extra_type as enum ('a') | extra type shop.extra_type
                create sequence shop.extra_sequence | extra sequence shop.extra_sequence
                alter table shop.orders add extra int | extra column shop.orders.extra
                alter table shop.orders add constraint extra check (id > 0) | extra constraint shop.orders.extra
                create trigger extra after insert on shop.orders execute function shop.touch() | extra trigger shop.orders.extra
                create policy extra on shop.orders using (true) | extra policy shop.orders.extra
                create rule extra as on delete to shop.orders do also nothing | extra rule shop.orders.extra
                """);
    }

    @Test
    void findsWhatIsMissing() {
        finds(
                """
                drop table plain | missing table public.plain
                drop index shop.orders_note | missing index shop.orders_note
                drop view shop.busy | missing view shop.busy
                drop procedure shop.clean | missing function shop.clean(INOUT n integer)
                drop function shop.twice | missing function shop.twice(n integer, by_default integer)
                drop aggregate shop.product (numeric) | missing function shop.product(numeric)
                drop type shop.money | missing type shop.money
                drop extension pgcrypto | missing extension pgcrypto
                drop sequence shop.spare | missing sequence shop.spare
                drop table shop.events_2025 | missing table shop.events_2025
                alter table shop.cache drop v | missing column shop.cache.v
                alter table shop.orders drop constraint no_overlap | missing constraint shop.orders.no_overlap
                drop trigger touch on shop.orders | missing trigger shop.orders.touch
                drop policy own on shop.customers | missing policy shop.customers.own
                drop rule keep on shop.cache | missing rule shop.cache.keep
                """);
    }

    @Test
    void findsAMissingSchema() {
        migrate("create schema gone; create table gone.a (id int); create table b (id int);");
        database.execute("drop schema gone cascade");

        assertThat(drift()).containsExactly("missing schema gone", "missing table gone.a");
    }

    @Test
    void findsWhatDiffers() {
        finds(
                """
                alter table plain alter a set not null | different column public.plain.a
                alter table plain alter b set default 'z' | different column public.plain.b
                alter table plain alter c drop default | different column public.plain.c
                alter table plain alter d type bigint | different column public.plain.d
                alter table plain alter e type text collate "C" | different column public.plain.e
                alter table shop.customers alter id drop identity | different column shop.customers.id
                alter table shop.customers alter nick drop expression | different column shop.customers.nick
                alter table shop.cache set logged | different table shop.cache
                alter table plain set (fillfactor = 50) | different table public.plain
                alter table shop.customers disable row level security | different table shop.customers
                alter table shop.events replica identity full | different table shop.events
                alter table shop.orders drop constraint orders_customer_fkey, add foreign key (customer) references shop.customers not valid | different constraint shop.orders.orders_customer_fkey
                drop index shop.orders_note; create index orders_note on shop.orders (note) | different index shop.orders_note
                alter type shop.state add value 'lost' before 'paid' | different type shop.state
                alter domain shop.email drop constraint at_sign | different type shop.email
                alter type shop.money add attribute at date | different type shop.money
                alter sequence shop.numbers increment 6 | different sequence shop.numbers
                alter table shop.orders disable trigger touch | different trigger shop.orders.touch
                alter policy own on shop.customers using (true) | different policy shop.customers.own
                alter function shop.touch security definer | different function shop.touch()
                create or replace procedure shop.clean(inout n int) language plpgsql as 'begin end' | different function shop.clean(INOUT n integer)
                create or replace view shop.open_orders as select * from shop.orders where state = 'new' and total > 2 | different view shop.open_orders
                alter view shop.names set (security_barrier = false) | different view shop.names
                """);
    }

    @Test
    void showsWhatIsExpectedAndWhatIsThere() {
        migrate(
                "create table a (id int primary key, b text not null); create function f() returns int language sql as '\nselect 1;\n';");
        database.execute(
                "alter table a alter b drop not null; create index a_b on a (b); create or replace function f() returns int language sql as '\nselect 2;\n'");

        var result = status();

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stdout())
                .contains(
                        "Drift: 3 differences from what the applied migrations make (schema public,")
                .contains(
                        """
                          different column public.a.b
                            expected: text not null
                            actual: text
                          extra index public.a_b
                            CREATE INDEX a_b ON public.a USING btree (b)
                          different function public.f()
                            expected from line 5: select 1; …
                            actual from line 5: select 2; …
                        """);
    }

    @Test
    void takesTheLineEndsOfAnotherMachineForNoDifference() {
        migrate("create function f() returns int language sql as '\nselect 1;\n'");
        database.execute(
                "create or replace function f() returns int language sql as E'\\r\\nselect 1;\\r\\n'");
        assertThat(
                        database.value(
                                "select prosrc like '%' || chr(13) || '%' from pg_proc where proname = 'f'"))
                .isEqualTo("t");

        assertThat(drift()).isEmpty();
    }
}
