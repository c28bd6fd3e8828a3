package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The application's queries against the schema that migrations make.
class RehearseQueriesTest {
    @TempDir private Path directory;

    private Folder migrations;
    private Folder queries;
    private TestDatabase database;
    private Map<String, String> environment;

    @BeforeEach
    void createFolders() {
        migrations = new Folder(directory.resolve("migrations"));
        queries = new Folder(directory.resolve("queries"));
        migrations.with(
                "V1__shop.sql",
                """
                create type status as enum ('open', 'paid');
                create table customers (id bigint primary key, name text not null);
                create table orders (id bigint primary key, customer bigint references customers, total int, state status, details jsonb);
                """);
        database = TestDatabase.create(server());
        environment = new HashMap<>();
        environment.put("MIGRATIONS_DIR", migrations.toString());
        environment.put(
                "REHEARSAL_SERVER", database.url().replace("/" + database.name(), "/postgres"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    /// Where the rehearsal takes place.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    private Execution rehearse(String failOn, String... files) {
        var args = new ArrayList<>(List.of("rehearse", "--from", "1", "--fail-on", failOn));
        for (var file : files) {
            args.addAll(List.of("--queries", queries.path().resolve(file).toString()));
        }
        return FrontDoor.run(environment, args.toArray(String[]::new));
    }

    private static List<String> broken(Execution result) {
        return result.stdout()
                .lines()
                .filter(line -> line.contains(" no longer works: "))
                .map(line -> line.replaceFirst(".*/(\\S+ no longer works: [^,]*).*", "$1"))
                .distinct()
                .toList();
    }

    @Test
    void tellsWhatNoLongerWorksWithThePlaceOfTheQueryAndTheServersWords() {
        migrations.with("V2__amount.sql", "alter table orders rename column total to amount;");
        migrations.with("V3__clients.sql", "alter table customers rename to clients;");
        queries.with(
                "orders.sql",
                """
                -- name: One :one
                select id, total from orders where id = ? and (? is null or state = ?);
                insert into orders (id, customer) values (%s, %(customer)s) returning id;

                update orders
                   set total = :total where id = :id and details ? 'gift';
                """);
        queries.with("customers.sql", "select name from customers where id = @id");

        var result = rehearse("error", "orders.sql", "customers.sql");

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(10);
        assertThat(broken(result))
                .containsExactlyInAnyOrder(
                        "orders.sql:2 no longer works: column \"total\" does not exist",
                        "orders.sql:5 no longer works: column \"total\" of relation \"orders\" does not exist",
                        "customers.sql:1 no longer works: relation \"customers\" does not exist");
    }

    @Test
    void findsNothingWhereEveryQueryGoesOnWorking() {
        migrations.with(
                "V2__note.sql", "set lock_timeout = '2s'; alter table orders add note text");
        queries.with("orders.sql", "select id, total from orders where id = :id limit ? offset ?");

        var result = rehearse("warning", "orders.sql");

        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
        assertThat(result.stdout()).doesNotContain("orders.sql");
    }

    @Test
    void readsExportsOfPgStatStatements() {
        migrations.with("V2__amount.sql", "alter table orders rename column total to amount");
        queries.with(
                "statements.csv",
                """
                userid,query,calls
                10,"BEGIN",7
                10,"select id
                  from orders where total = $1",4
                11,"select id
                  from orders where total = $1",2
                """);
        queries.with(
                "statements.json",
                """
                [{"userid": 10, "query": "select name from customers", "calls": 2},
                 {"userid": 10, "query": "select total from orders where now() > $1::timestamptz - interval $2"}]
                """);
        queries.with("statements.ndjson", "{\"query\": \"select sum(total) from orders\"}");

        var result = rehearse("error", "statements.csv", "statements.json", "statements.ndjson");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(broken(result))
                .containsExactlyInAnyOrder(
                        "statements.csv:3 no longer works: column \"total\" does not exist",
                        "statements.json:2 no longer works: column \"total\" does not exist",
                        "statements.ndjson:1 no longer works: column \"total\" does not exist");
        assertThat(result.stderr())
                .contains("1 statement of the application's queries was passed over");
    }

    @Test
    void onlyWarnsOfQueriesThatNeverWorked() {
        migrations.with("V2__gone.sql", "create table other (id int)");
        queries.with("new.sql", "select 1;\nselect later from orders;\nselect from where");

        var result = rehearse("warning", "new.sql");

        assertThat(result.exitCode()).as(result.stdout()).isZero();
        assertThat(result.stdout() + result.stderr())
                .containsOnlyOnce(
                        "new.sql:2 does not work before the migrations either, and is not checked: column \"later\" does not exist")
                .containsOnlyOnce(
                        "new.sql:3 does not work before the migrations either, and is not checked: syntax error")
                .doesNotContain("new.sql:1");
    }

    /// An allowance silences a statement's own findings only, so that it shows who is blamed.
    @Test
    void blamesTheStatementThatChangedWhatTheServerMisses() {
        migrations.with(
                "V2__several.sql",
                """
                set lock_timeout = '2s';
                alter table customers add nick text;
                -- slipway: allow rename-column, query-breaks, several-tables: the release of today reads amount
                alter table orders rename column total to amount;
                alter table customers add age int;
                """);
        queries.with("orders.sql", "select o.total from orders o");

        var result = rehearse("warning", "orders.sql");

        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
        assertThat(result.stdout()).containsOnlyOnce("query-breaks of ");
    }

    @Test
    void blamesTheStatementThatChangedTheTableWhereTheServerNamesNone() {
        migrations.with(
                "V2__several.sql",
                """
                set lock_timeout = '2s';
                -- slipway: allow rewrite, retype-column, query-breaks: nobody has rows yet
                alter table orders alter column id type text;
                -- slipway: allow several-tables: nobody uses both
                alter table customers add age int;
                """);
        queries.with("orders.sql", "select total from orders where id = $1::bigint");

        var result = rehearse("warning", "orders.sql");

        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
        assertThat(result.stdout()).containsOnlyOnce("query-breaks of ");
    }

    @Test
    void blamesTheRightScriptWhenAllAreCommittedAtOnce() {
        environment.put("FLYWAY_GROUP", "true");
        migrations.with("V2__other.sql", "set lock_timeout = '2s'; create table other (id int)");
        migrations.with(
                "V3__amount.sql",
                """
                -- slipway: allow rename-column, query-breaks: the release of today reads amount
                alter table orders rename column total to amount
                """);
        queries.with("orders.sql", "select total from orders");

        var result = rehearse("error", "orders.sql");

        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
        assertThat(result.stdout()).containsOnlyOnce("query-breaks of ");
    }

    @Test
    void tellsOfAQueryOnlyOnce() {
        migrations.with("V2__amount.sql", "alter table orders rename column total to amount");
        migrations.with("V3__gone.sql", "drop table orders");
        queries.with("orders.sql", "select total from orders");

        var result = rehearse("error", "orders.sql");

        assertThat(broken(result))
                .containsExactly("orders.sql:1 no longer works: column \"total\" does not exist");
    }

    @Test
    void warnsWhereAResultHasOtherTypes() {
        migrations.with(
                "V2__note.sql", "set lock_timeout = '2s'; alter table orders add note text");
        queries.with("all.sql", "select * from orders;\nselect id from orders;");

        var strict = rehearse("warning", "all.sql");
        var lenient = rehearse("error", "all.sql");

        assertThat(lenient.exitCode()).isZero();
        if (tellsResultTypes()) {
            assertThat(strict.exitCode()).isEqualTo(10);
            assertThat(strict.stdout())
                    .contains(
                            "all.sql:1 returns 6 columns, not 5: sessions that have it prepared fail with \"cached plan must not change result type\"")
                    .doesNotContain("all.sql:2");
        } else {
            assertThat(strict.exitCode()).isZero();
        }
    }

    /// Whether the server knows pg_prepared_statements.result_types.
    boolean tellsResultTypes() {
        return true;
    }

    @Test
    void takesUnqualifiedNamesFromTheSchemaOfTheMigrations() {
        environment.put("FLYWAY_DEFAULT_SCHEMA", "shop");
        migrations.with("V2__amount.sql", "alter table orders rename column total to amount");
        queries.with("orders.sql", "select total from orders");

        var result = rehearse("error", "orders.sql");

        assertThat(broken(result))
                .as(result.stdout() + result.stderr())
                .containsExactly("orders.sql:1 no longer works: column \"total\" does not exist");
    }

    @Test
    void tellsAllThatCannotBeReadAtOnceAndDoesNothing() throws Exception {
        migrations.with("V2__other.sql", "create table other (id int)");
        queries.with("notes.txt", "select 1");
        queries.with("calls.csv", "calls,rows\n1,2\n");
        queries.with("broken.json", "[{\"query\": 1},\n {]");
        Files.write(queries.path().resolve("latin.sql"), new byte[] {'s', (byte) 0xe9, 'l'});

        var result =
                rehearse("error", "gone.sql", "notes.txt", "calls.csv", "broken.json", "latin.sql");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .contains(
                        "gone.sql: is not there",
                        "notes.txt: is neither a script in SQL nor an export in CSV or JSON",
                        "calls.csv: has no column query; it has calls, rows",
                        "broken.json:2:",
                        "latin.sql: is not UTF-8");
        assertThat(result.stdout()).isEmpty();
    }
}
