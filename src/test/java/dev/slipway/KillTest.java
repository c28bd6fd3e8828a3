package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.CountingProxy;
import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Runs that are killed at random moments, in every way in which runs die. After each, a plain run
/// brings the database to the state of a run that nobody disturbed. It waits most of the time, on a
/// server of its own.
class KillTest {
    /// In each of the classes that do this, of which there are four, so that they can share it out.
    private static final int KILLS = 50;
    private static final String SESSIONS =
            "select pid from pg_stat_activity where application_name like 'slipway %' and datname = current_database() and pid <> pg_backend_pid()";

    /// Everything that a run is to bring about, down to the rows. Sequences are left out: a load
    /// that was rolled back leaves gaps.
    private static final String STATE =
            """
            select 'rows of orders: ' || md5(string_agg(o::text, ',' order by id)) from orders o
            union all select 'rows of customers: ' || md5(string_agg(c::text, ',' order by id)) from customers c
            union all select 'rows of countries: ' || md5(string_agg(c::text, ',' order by code)) from countries c
            union all select 'rows of audit: ' || md5(string_agg(a::text, ',' order by note)) from audit a
            union all select 'index: ' || indexrelid::regclass || ' ' || indisvalid || ' ' || pg_get_indexdef(indexrelid)
                        from pg_index where indrelid::regclass::text in ('orders', 'customers', 'countries', 'events', 'events_old', 'audit')
            union all select 'relation: ' || relname || ' ' || relkind::text from pg_class
                       where relnamespace = 'public'::regnamespace
            union all select 'partition: ' || inhrelid::regclass from pg_inherits
            union all select 'column: ' || attrelid::regclass || '.' || attname || ' ' || attnotnull from pg_attribute
                       where attrelid = 'orders'::regclass and attnum > 0
            union all select 'applied: ' || script || ' ' || success from flyway_schema_history
            union all select 'seed: ' || seed from slipway_seed_history
            union all select 'under way: ' || script from slipway_progress
            order by 1
            """;

    @TempDir private Path directory;

    private final Random random = new Random();
    private final Map<String, Integer> moments = new TreeMap<>();

    private enum Kill {
        /// The process, with no chance to say anything.
        KILL_9,
        /// The process, as platforms do it.
        SIGTERM,
        /// One of its sessions, as an administrator does it.
        TERMINATE,
        /// Its network.
        CUT,
        /// The whole server.
        CRASH
    }

    @BeforeEach
    void writeFiles() {
        new Folder(directory.resolve("migrations"))
                .with(
                        "V1__tables.sql",
                        """
                        create table customers (id int primary key, name text not null);
                        create table orders (id int primary key, customer int not null references customers, amount int not null, total int not null default 0);
                        create table countries (code text primary key, name text not null);
                        create table audit (note text);
                        create table events (id int, at date) partition by range (at);
                        create table events_old partition of events for values from ('2020-01-01') to ('2021-01-01');
                        create table events_new partition of events for values from ('2021-01-01') to ('2030-01-01');
                        """)
                .with(
                        "V2__rows.sql",
                        """
                        insert into customers select i, 'customer ' || i from generate_series(1, 500) i;
                        insert into orders (id, customer, amount) select i, i % 500 + 1, i from generate_series(1, 12000) i;
                        """)
                // Twice over the same row would be seen.
                .with(
                        "V3__totals.sql",
                        """
                        -- slipway: backfill key=id batch=600 pause=5ms
                        update orders set total = total + amount
                        """)
                .with(
                        "V4__indexes.sql",
                        """
                        create index concurrently orders_customer on orders (customer);
                        create index concurrently orders_total on orders (total);
                        drop index concurrently orders_customer;
                        reindex table concurrently orders;
                        """)
                .with("V5__vacuum.sql", "vacuum (analyze) orders;")
                .with(
                        "V6__constraints.sql",
                        """
                        alter table orders add constraint total_is_amount check (total = amount);
                        insert into audit values ('constraints');
                        select pg_sleep(0.02);
                        """)
                .with(
                        "V7__both.sql",
                        """
                        insert into audit values ('first');
                        create unique index concurrently customers_name on customers (name);
                        insert into audit values ('second');
                        """)
                .with("V7__both.sql.conf", "executeInTransaction=false\n")
                .with(
                        "V8__detach.sql",
                        "alter table events detach partition events_old concurrently;")
                .with("V9__last.sql", "alter table events_old add column note text;")
                .with(
                        "R__view.sql",
                        "create or replace view big_orders as select * from orders where total > 100;");
        new Folder(directory.resolve("seeds"))
                .with(
                        "countries.csv",
                        "code,name\n"
                                + IntStream.range(0, 3000)
                                        .mapToObj(i -> "c" + i + ",Country " + i)
                                        .collect(Collectors.joining("\n")))
                .with("customers.csv", "id,name\n1,the first\n501,one more\n");
    }

    @Test
    void aPlainRunAfterAnyInterruptionReachesTheStateOfAnUndisturbedOne() {
        List<String> expected;
        Duration inProcess;
        Duration asProcess;
        try (var database = TestDatabase.create(TestServer.TO_CRASH)) {
            assertThat(run(database).exitCode()).isZero();
        }
        try (var database = TestDatabase.create(TestServer.TO_CRASH)) {
            var began = System.nanoTime();
            assertThat(run(database).exitCode()).isZero();
            inProcess = Duration.ofNanos(System.nanoTime() - began);
            expected = database.rows(STATE);
        }
        try (var database = TestDatabase.create(TestServer.TO_CRASH);
                var process = SlipwayProcess.start(environment(database, database.port()), "run")) {
            awaitSession(database, process);
            var began = System.nanoTime();
            assertThat(process.finish().exitCode()).isZero();
            asProcess = Duration.ofNanos(System.nanoTime() - began);
            assertThat(database.rows(STATE)).isEqualTo(expected);
        }

        var killed = new EnumMap<Kill, Integer>(Kill.class);
        for (int count = 0, tries = 0; count < KILLS; tries++) {
            assertThat(tries).as("most runs are hit before they end").isLessThan(3 * KILLS);
            var kill = Kill.values()[tries % Kill.values().length];
            try (var database = TestDatabase.create(TestServer.TO_CRASH)) {
                var first = killed(kill, database, inProcess, asProcess);
                if (first.exitCode() != 0) {
                    count++;
                    killed.merge(kill, 1, Integer::sum);
                }
                Wait.until("the server is up", () -> answers(database));
                if (first.exitCode() != 0) {
                    moments.merge(applied(database), 1, Integer::sum);
                }

                var second = run(database);

                assertThat(second.exitCode())
                        .as("the run after %s; first %s, then %s", kill, first, second)
                        .isZero();
                assertThat(database.rows(STATE))
                        .as("the state after %s; first %s, then %s", kill, first, second)
                        .isEqualTo(expected);
            }
        }
        System.out.println("Kills survived: " + killed + ", behind: " + moments);
    }

    private Execution killed(
            Kill kill, TestDatabase database, Duration inProcess, Duration asProcess) {
        return switch (kill) {
            case KILL_9, SIGTERM -> {
                try (var process =
                        SlipwayProcess.start(environment(database, database.port()), "run")) {
                    awaitSession(database, process);
                    sleep(asProcess);
                    if (process.isRunning()) {
                        process.signal(kill == Kill.KILL_9 ? "KILL" : "TERM");
                    }
                    yield process.finish();
                }
            }
            case TERMINATE ->
                    whileRunning(
                            database,
                            database.port(),
                            inProcess,
                            () -> {
                                var pids = database.rows(SESSIONS);
                                if (!pids.isEmpty()) {
                                    database.executeAsSuperuser(
                                            "select pg_terminate_backend("
                                                    + pids.get(random.nextInt(pids.size()))
                                                    + ")");
                                }
                            });
            case CUT -> {
                try (var proxy = new CountingProxy(database.port())) {
                    yield whileRunning(database, proxy.port(), inProcess, proxy::cut);
                }
            }
            case CRASH ->
                    whileRunning(
                            database,
                            database.port(),
                            inProcess,
                            () ->
                                    database.rows(SESSIONS).stream()
                                            .limit(1)
                                            .forEach(KillTest::kill9));
        };
    }

    private Execution whileRunning(
            TestDatabase database, int port, Duration lasts, Runnable disturbance) {
        var run =
                CompletableFuture.supplyAsync(
                        () -> FrontDoor.run(environment(database, port), "run"));
        sleep(lasts);
        disturbance.run();
        return run.join();
    }

    /// Some moment of a run that lasts so long.
    private void sleep(Duration lasts) {
        LockSupport.parkNanos((long) (random.nextDouble() * lasts.toNanos()));
    }

    private void awaitSession(TestDatabase database, SlipwayProcess process) {
        Wait.until(
                "it is connected",
                () -> !process.isRunning() || !database.rows(SESSIONS).isEmpty());
    }

    /// How far the killed run came.
    private static String applied(TestDatabase database) {
        return database.tables().contains("flyway_schema_history")
                ? database.value(
                        "select count(*) || ' migrations' from flyway_schema_history where success")
                : "0 migrations";
    }

    private static void kill9(String pid) {
        try {
            new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(TestDatabase database) {
        try (var connection = database.connect()) {
            return connection.isValid(1);
        } catch (IllegalStateException | java.sql.SQLException starting) {
            return false;
        }
    }

    private Execution run(TestDatabase database) {
        return FrontDoor.run(environment(database, database.port()), "run");
    }

    private Map<String, String> environment(TestDatabase database, int port) {
        var environment = new HashMap<String, String>();
        environment.put(
                "DATABASE_URL",
                database.url().replace(":" + database.port() + "/", ":" + port + "/"));
        environment.put("MIGRATIONS_DIR", directory.resolve("migrations").toString());
        environment.put("SEEDS_DIR", directory.resolve("seeds").toString());
        environment.put("RUN_MIGRATIONS", "true");
        environment.put("RUN_SEED", "true");
        return environment;
    }
}
