package dev.slipway.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.database.Database;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.progress.Progress;
import dev.slipway.settings.Mode;
import dev.slipway.settings.SettingsReader;
import dev.slipway.support.NoSecrets;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

class BackfillTest {
    private TestDatabase server;
    private Database database;
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private Limits limits = new Limits(Duration.ofMillis(200), Duration.ofSeconds(30), null, false);

    @BeforeEach
    void createDatabase() {
        server = TestDatabase.create();
        server.execute(
                """
                create table place (key text, passed bigint, written bigint, batches bigint, size int);
                create table orders (id bigint primary key, status text, batch xid8);
                insert into orders (id) select n * 3 from generate_series(1, 1000) n;
                """);
        reconnect();
    }

    @AfterEach
    void dropDatabase() {
        server.close();
    }

    private void reconnect() {
        var settings =
                new SettingsReader(server.environment(), new NoSecrets())
                        .read(Set.of(Mode.MIGRATIONS));
        database = new Database(settings.connection(), "test", Progress.SILENT);
    }

    /// Keeps the place in a table, and calls back between a batch's statement and its commit.
    private final class Table implements Checkpoint {
        private final Consumer<Place> reached;

        Table(Consumer<Place> reached) {
            this.reached = reached;
        }

        @Override
        public Optional<Place> place() {
            return server.rows("select passed, written, batches, size from place").stream()
                    .map(row -> row.split("\\|"))
                    .map(
                            row ->
                                    new Place(
                                            server.value("select key from place"),
                                            Long.parseLong(row[0]),
                                            Long.parseLong(row[1]),
                                            Long.parseLong(row[2]),
                                            Integer.parseInt(row[3])))
                    .findFirst();
        }

        @Override
        public void reached(Connection connection, Place place) throws SQLException {
            try (var delete = connection.createStatement();
                    var insert =
                            connection.prepareStatement(
                                    "insert into place values (?, ?, ?, ?, ?)")) {
                delete.execute("delete from place");
                insert.setString(1, place.key());
                insert.setLong(2, place.passed());
                insert.setLong(3, place.written());
                insert.setLong(4, place.batches());
                insert.setInt(5, place.batchSize());
                insert.execute();
            }
            reached.accept(place);
        }
    }

    private final class Notes implements Progress {
        @Override
        public Step begin(String label, long totalBytes) {
            return SILENT.begin(label, totalBytes);
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }

        @Override
        public void warn(String line) {
            notes.add(line);
        }
    }

    private Checkpoint.Place run(
            String sql, BackfillOptions options, Consumer<Checkpoint.Place> reached) {
        var problems = new ArrayList<Problem>();
        var statement = BackfillStatement.of("V2__fill.sql", sql, options.key(), problems);
        assertThat(problems).isEmpty();
        var backfill =
                new Backfill(database, new Notes(), "V2__fill.sql", statement, options, limits);
        try (var connection = database.connect()) {
            return backfill.run(connection, new Table(reached));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Checkpoint.Place run(String sql, int batch) {
        return run(sql, options("id", batch), _ -> {});
    }

    private Failure failure(
            String sql, BackfillOptions options, Consumer<Checkpoint.Place> reached) {
        return catchThrowableOfType(FailureException.class, () -> run(sql, options, reached))
                .failure();
    }

    private static BackfillOptions options(String key, int batch) {
        return new BackfillOptions(key, batch, Duration.ZERO, null);
    }

    @Test
    void writesEveryRowOnceInSeveralCommits() {
        var place =
                run(
                        "update orders set status = coalesce(status, '') || 'x', batch = pg_current_xact_id()",
                        100);

        assertThat(server.value("select count(*) from orders where status = 'x'"))
                .isEqualTo("1000");
        assertThat(place.key()).isEqualTo("3000");
        assertThat(place.passed()).isEqualTo(1000);
        assertThat(place.written()).isEqualTo(1000);
        assertThat(place.batches()).isGreaterThan(1);
        assertThat(server.value("select count(distinct batch) from orders"))
                .isEqualTo(Long.toString(place.batches()));
        assertThat(notes.getLast()).startsWith("V2__fill.sql: 1,000 rows written in ");
    }

    @Test
    void keepsTheStatementsOwnCondition() {
        var place = run("update orders set status = 'x' where id % 2 = 0 or id = 3", 10);

        assertThat(place.passed()).isEqualTo(1000);
        assertThat(place.written()).isEqualTo(501);
        assertThat(server.value("select count(*) from orders where status = 'x'")).isEqualTo("501");
    }

    @Test
    void deletesInBatches() {
        assertThat(run("delete from orders o where id > 300 returning id", 50).written())
                .isEqualTo(900);
        assertThat(server.value("select count(*) from orders")).isEqualTo("100");
    }

    @Test
    void insertsFromAnotherTableInBatches() {
        server.execute("create table copies (id bigint primary key)");

        assertThat(
                        run(
                                        "insert into copies select o.id from orders o on conflict do nothing",
                                        30)
                                .written())
                .isEqualTo(1000);
        assertThat(server.value("select count(*), sum(id) from copies")).isEqualTo("1000|1501500");
    }

    @Test
    void doesNothingToAnEmptyTable() {
        server.execute("truncate orders");

        assertThat(run("update orders set status = 'x'", 10))
                .isEqualTo(new Checkpoint.Place(null, 0, 0, 0, 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    uuid | gen_random_uuid()
                    text collate "C" | concat(chr(64 + n % 26), '''\\', n)
                    text | concat(chr(64 + n % 26), ' ', n)
                    char(9) | concat('k', n)
                    timestamptz | now() + n * interval '1 day 1 microsecond'
                    numeric | n / 7.0
                    double precision | sqrt(n)
                    bytea | decode(md5(n::text), 'hex')
                    date | date '2020-01-01' + n
                    inet | inet '10.0.0.0' + n
                    """)
    void goesByKeysOfAnyTypeThatHasAnOrder(String type, String value) {
        server.execute(
                "create table other (\"Key \"\"1\" "
                        + type
                        + " primary key, n int default 0);"
                        + "insert into other select "
                        + value
                        + " from generate_series(1, 500) n");

        var place = run("update other set n = n + 1", options("Key \"1", 40), _ -> {});

        assertThat(place.written()).isEqualTo(500);
        assertThat(place.batches()).isGreaterThan(1);
        assertThat(server.rows("select distinct n from other")).containsExactly("1");
    }

    @Test
    void goesByAKeyThatSeveralRowsShare() {
        server.execute(
                "create table lines (\"order\" int not null, n int default 0); insert into lines select n / 7 from generate_series(1, 500) n; create index on lines (\"order\", n)");

        run("update lines set n = n + 1", options("order", 3), _ -> {});

        assertThat(server.rows("select distinct n from lines")).containsExactly("1");
    }

    @Test
    void goesThroughAPartitionedTable() {
        server.execute(
                """
                create table parts (id int primary key, n int default 0) partition by range (id);
                create table low partition of parts for values from (0) to (250);
                create table high partition of parts for values from (250) to (1000);
                insert into parts select n from generate_series(1, 500) n;
                """);

        assertThat(run("update parts set n = n + 1", 100).written()).isEqualTo(500);
    }

    @Test
    void takesQuestionMarksAndBracesForSql() {
        server.execute("alter table orders add data jsonb default '{\"a\": 1}'");

        assertThat(run("update orders set status = '{d \"x\"}' where data ? 'a'", 100).written())
                .isEqualTo(1000);
        assertThat(server.value("select min(status) from orders")).isEqualTo("{d \"x\"}");
    }

    @Test
    void goesOnUntilNoRowIsLeftAbove() {
        run(
                "update orders set status = 'x'",
                options("id", 100),
                place -> {
                    if (place.batches() == 2) {
                        server.execute("insert into orders (id) values (5000), (5001)");
                    }
                });

        assertThat(server.value("select count(*) from orders where status = 'x'"))
                .isEqualTo("1002");
    }

    @Test
    void stopsBetweenBatchesAndGoesOnThereInTheNextRun() {
        var sql = "update orders set status = coalesce(status, '') || 'x'";
        var interrupted =
                failure(
                        sql,
                        options("id", 100),
                        place -> {
                            if (place.batches() == 3) {
                                database.interrupt();
                            }
                        });

        assertThat(interrupted.kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(interrupted.what()).contains("V2__fill.sql", "stay committed");
        var done = server.value("select passed from place");
        assertThat(server.value("select count(*) from orders where status = 'x'")).isEqualTo(done);
        assertThat(Long.parseLong(done)).isBetween(200L, 999L);

        reconnect();
        var place = run(sql, 100);
        assertThat(place.written()).isEqualTo(1000);
        assertThat(notes).anyMatch(note -> note.startsWith("V2__fill.sql: goes on behind key "));
        assertThat(server.rows("select distinct status from orders")).containsExactly("x");
    }

    @Test
    void rollsBackABatchWhosePlaceIsNotWrittenDown() {
        var thrown =
                catchThrowableOfType(
                        IllegalStateException.class,
                        () ->
                                run(
                                        "update orders set status = 'x'",
                                        options("id", 100),
                                        place -> {
                                            if (place.batches() == 2) {
                                                throw new IllegalStateException("out of order");
                                            }
                                        }));

        assertThat(thrown).hasMessage("out of order");
        assertThat(server.value("select count(*) from orders where status = 'x'")).isEqualTo("100");
        assertThat(server.value("select batches from place")).isEqualTo("1");
    }

    @Test
    void triesABatchAgainThatMeetsALock() throws SQLException {
        try (var other = server.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("select from orders where id = 1500 for update");
            var running =
                    CompletableFuture.supplyAsync(() -> run("update orders set status = 'x'", 100));
            Wait.until(
                    "a second try",
                    () -> notes.stream().anyMatch(note -> note.contains("tried again")));
            other.rollback();

            assertThat(running.join().written()).isEqualTo(1000);
        }
        assertThat(notes).anyMatch(note -> note.contains("55P03"));
    }

    @Test
    void givesUpOnALockAtTheDeadlineAndKeepsThePlace() throws SQLException {
        limits = new Limits(Duration.ofMillis(50), Duration.ofMillis(300), null, false);
        try (var other = server.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("select from orders where id = 1500 for update");
            var failure = failure("update orders set status = 'x'", options("id", 100), _ -> {});

            assertThat(failure.kind()).isEqualTo(Kind.LOCKED);
            assertThat(failure.fix().getFirst()).contains("goes on where it stopped");
        }
        var done = server.value("select passed from place");
        assertThat(server.value("select count(*) from orders where status = 'x'")).isEqualTo(done);

        assertThat(run("update orders set status = 'x'", 100).written()).isEqualTo(1000);
    }

    @Test
    void takesFewerRowsWhenABatchIsTooSlow() {
        // Ten rows a batch is too slow, two are not.
        server.execute(
                """
                create function slow() returns trigger language plpgsql as
                'begin perform pg_sleep(0.1); return new; end';
                create trigger slow before update on orders for each row execute function slow();
                delete from orders where id > 60;
                """);
        limits = new Limits(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMillis(800), false);

        var place = run("update orders set status = 'x'", 20);

        assertThat(place.written()).isEqualTo(20);
        assertThat(place.batchSize()).isLessThan(10);
        assertThat(notes).anyMatch(note -> note.contains("longer than statement_timeout"));
    }

    @Test
    void saysThatTheSmallestBatchIsTooSlow() {
        server.execute(
                """
                create function slow() returns trigger language plpgsql as
                'begin perform pg_sleep(30); return new; end';
                create trigger slow before update on orders for each row execute function slow();
                """);
        limits = new Limits(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMillis(200), false);

        var failure = failure("update orders set status = 'x'", options("id", 10), _ -> {});

        assertThat(failure.kind()).isEqualTo(Kind.MIGRATION);
        assertThat(failure.why().getFirst()).contains("57014");
        assertThat(failure.fix().getFirst()).contains("smaller batch");
    }

    @Test
    void takesMoreRowsWhenABatchIsFast() {
        assertThat(run("update orders set status = 'x'", 20).batchSize()).isGreaterThan(20);
    }

    @Test
    void saysWhichBatchFailedAndKeepsThoseBefore() {
        server.execute("alter table orders add check (status is null or id <> 1500)");

        var failure = failure("update orders set status = 'x'", options("id", 100), _ -> {});

        assertThat(failure.kind()).isEqualTo(Kind.MIGRATION);
        assertThat(failure.subject()).isEqualTo("V2__fill.sql");
        assertThat(failure.what()).contains("rolled back", "stay committed");
        assertThat(failure.why().getFirst()).contains("23514");
        assertThat(server.value("select count(*) from orders where status = 'x'"))
                .isEqualTo(server.value("select passed from place"));
    }

    @Test
    void waitsWhileAReplicaLags() {
        server.execute(
                """
                create table lag (milliseconds double precision);
                insert into lag values (20000);
                create function aurora_replica_status(out server_id text, out replica_lag_in_msec double precision)
                returns setof record language sql as 'select ''one'', milliseconds from lag';
                """);
        var running =
                CompletableFuture.supplyAsync(
                        () ->
                                run(
                                        "update orders set status = 'x'",
                                        new BackfillOptions(
                                                "id", 1000, Duration.ZERO, Duration.ofSeconds(10)),
                                        _ -> {}));
        Wait.until(
                "a note about the lag",
                () -> notes.stream().anyMatch(note -> note.contains("20 s behind")));
        assertThat(server.value("select count(*) from orders where status = 'x'")).isEqualTo("0");
        server.execute("update lag set milliseconds = 10000");

        assertThat(running.join().written()).isEqualTo(1000);
        assertThat(notes).contains("V2__fill.sql: the replicas have caught up; goes on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    update absent set status = 'x' | id | there is no table absent
                    update seen set status = 'x' | id | seen is no table
                    update orders set status = 'x' | nr | orders has no column nr
                    update orders set batch = null | status | status can be null, and rows without a key would be in no batch; no valid index of orders begins with status (btree, without a condition), so each batch would read the whole table
                    update odd set n = 0 | a | no valid index of odd begins with a (btree, without a condition), so each batch would read the whole table
                    update odd set n = 0 | b | no valid index of odd begins with b (btree, without a condition), so each batch would read the whole table
                    update odd set n = 0 | c | no valid index of odd begins with c (btree, without a condition), so each batch would read the whole table
                    insert into public.orders select id + 1 from orders | id | it inserts into the table that it goes through, and would meet its own rows
                    insert into odd select max(id), count(*) from orders | id | count() is an aggregate and would see the rows of one batch only; max() is an aggregate and would see the rows of one batch only
                    """)
    void refusesBeforeTheFirstBatchWhatCannotBeDoneByTheKey(
            String sql, String key, String reasons) {
        server.execute(
                """
                create view seen as select * from orders;
                create table odd (a int not null, b int not null, c text not null, n int);
                create index on odd (n, a);
                create index on odd (b) where b > 0;
                create index on odd (c text_pattern_ops);
                """);

        var failure = failure(sql, options(key, 100), _ -> {});

        assertThat(failure.kind()).isEqualTo(Kind.MIGRATION);
        assertThat(failure.what()).endsWith("nothing of it was done");
        assertThat(failure.problems().stream().map(Problem::message).reduce((a, b) -> a + "; " + b))
                .contains(reasons);
    }
}
