package dev.slipway.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Shell;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `slipway rehearse`: where it begins, what it leaves, what it answers.
class RehearseTest {
    @TempDir private Path directory;

    private Folder migrations;

    @BeforeEach
    void writeMigrations() {
        migrations =
                new Folder(directory.resolve("migrations"))
                        .with(
                                "V1__orders.sql",
                                """
                                create table orders (id bigint generated always as identity primary key, status text not null, total int);
                                """)
                        .with("V2__index.sql", "create index orders_status on orders (status);\n");
    }

    @Test
    void endsWithTenWhenSomethingDangerousIsFoundAndSaysHowItIsDoneSafely() {
        var result = rehearse("--from", "1");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stdout())
                .contains(
                        "error[index-build]",
                        "V2__index.sql:1:14",
                        "create index concurrently orders_status on public.orders (status);",
                        "1 error");
    }

    @Test
    void failsFromTheLevelThatIsAskedFor() {
        migrations.with("V2__index.sql", "drop table orders; select 1;\n");
        assertThat(rehearse("--from", "1", "--fail-on", "never").exitCode()).isZero();
        migrations.with(
                "V2__index.sql", "update orders set status = 'new' where status = 'fresh';\n");
        assertThat(rehearse("--from", "1").exitCode()).isZero();
        assertThat(rehearse("--from", "1", "--fail-on", "warning").exitCode()).isEqualTo(10);
    }

    @Test
    void findsNothingOnWhatTheSameRehearsalMakes() {
        var result = rehearse("--from", "0");

        assertThat(result.exitCode()).isZero();
        assertThat(findings(rehearseAsJson("--from", "0"))).isEmpty();
    }

    @Test
    void letsBeWhatACommentAllowsAndTellsOfACommentThatAllowsNothing() {
        migrations.with(
                "V2__index.sql",
                """
                -- slipway: allow index-build: nobody works at night
                create index orders_status on orders (status);
                -- slipway: allow rewrite: it is empty
                comment on table orders is 'of customers';
                -- slipway: allow indexbuild: misspelt
                comment on column orders.id is 'its number';
                -- slipway: allow index-build
                comment on column orders.total is 'in cents';
                """);
        var result = rehearseAsJson("--from", "1", "--fail-on", "warning");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(findings(result))
                .extracting(
                        finding -> finding.path("rule").asString(),
                        finding -> finding.path("line").asInt())
                .containsExactly(
                        tuple("index-build", 2),
                        tuple("unused-allow", 3),
                        tuple("unused-allow", 5),
                        tuple("unused-allow", 7));
        assertThat(findings(result).getFirst().path("allowed").asString())
                .isEqualTo("nobody works at night");
        assertThat(findings(result).get(2).path("message").asString())
                .contains("did you mean index-build?");
    }

    @Test
    void tellsWhatAStatementLocksAndHoldsAndDoes() {
        migrations.with(
                "V2__index.sql",
                """
                insert into orders (status, total) select 'new', n from generate_series(1, 50) n;
                alter table orders alter column total set not null;
                alter table orders rename column total to amount;
                """);
        var document = json(rehearseAsJson("--from", "1", "--fail-on", "never"));
        var statements = document.at("/migrations/0/statements");

        assertThat(statements.at("/1/locks/0/mode").asString()).isEqualTo("ACCESS EXCLUSIVE");
        assertThat(statements.at("/1/locks/0/relation").asString()).isEqualTo("public.orders");
        assertThat(statements.at("/1/locks/0/blocksReads").asBoolean()).isTrue();
        assertThat(statements.at("/1/work/0/kind").asString()).isEqualTo("scan");
        assertThat(statements.at("/1/work/0/rows").asInt()).isEqualTo(50);
        assertThat(statements.at("/2/held/0/mode").asString()).isEqualTo("ACCESS EXCLUSIVE");
        assertThat(statements.at("/2/changes/0/what").asString()).isEqualTo("renamed to amount");
    }

    @Test
    void beginsWhereAGitBranchDoes() {
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-q", "-m", "first");
        git("checkout", "-q", "-b", "feature");
        migrations.with("V3__more.sql", "create index orders_total on orders (total);\n");

        var since = rehearseAsJson("--since", "main");
        assertThat(since.exitCode()).isEqualTo(10);
        assertThat(json(since).at("/migrations")).hasSize(1);
        assertThat(json(since).at("/migrations/0/script").asString()).isEqualTo("V3__more.sql");

        // Without a word, the main branch.
        assertThat(json(rehearseAsJson()).at("/migrations")).hasSize(1);

        migrations.with(
                "V2__index.sql", "-- edited\ncreate index orders_status on orders (status);\n");
        var edited = rehearse("--since", "main");
        assertThat(edited.exitCode()).isEqualTo(8);
        assertThat(edited.stderr()).contains("V2__index.sql");

        var unknown = rehearse("--since", "nowhere");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.stderr()).contains("nowhere", "fetch-depth: 0");
    }

    @Test
    void beginsWhereADatabasesHistoryEndsAndOnlyReadsThat() {
        try (var database = TestDatabase.create(TestServer.EMBEDDED)) {
            var environment =
                    Map.of(
                            "DATABASE_URL",
                            database.url(),
                            "MIGRATIONS_DIR",
                            migrations.toString(),
                            "REHEARSAL_SERVER",
                            TestServer.EMBEDDED.running().superuser(),
                            "REHEARSAL_FILE",
                            "");
            assertThat(FrontDoor.run(environment, "migrate").exitCode()).isZero();
            migrations.with("V3__more.sql", "create index orders_total on orders (total);\n");

            var result = FrontDoor.run(environment, "rehearse", "--against", "--output", "json");

            assertThat(result.exitCode()).as(result.toString()).isEqualTo(10);
            assertThat(json(result).at("/applied").asInt()).isEqualTo(2);
            assertThat(json(result).at("/migrations/0/script").asString())
                    .isEqualTo("V3__more.sql");
            assertThat(database.rows("select indexname from pg_indexes where tablename = 'orders'"))
                    .doesNotContain("orders_total");
        }
    }

    @Test
    void endsWithTheMigrationsFailureWhenOneFails() {
        migrations.with("V3__broken.sql", "select 1;\nalter table nowhere add column a int;\n");
        var result = rehearse("--from", "1");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).contains("index-build");
        assertThat(result.stderr()).contains("V3__broken.sql", "line 2", "nowhere");
    }

    @Test
    void leavesNothingBehindOnTheServer() {
        assertThat(rehearse("--from", "1").exitCode()).isEqualTo(10);
        try (var database = TestDatabase.create(TestServer.EMBEDDED)) {
            assertThat(
                            database.rows(
                                    "select datname from pg_database where datname like 'slipway_rehearsal%'"))
                    .isEmpty();
        }
    }

    @Test
    void measuresAmongRowsWhoWaitsForHowLong() {
        migrations.with(
                "V2__index.sql",
                """
                alter table orders add column note text;
                select pg_sleep(0.3);
                """);
        var document = json(rehearseAsJson("--from", "1", "--rows", "1000", "--fail-on", "never"));

        var impact = document.at("/impacts/0");
        assertThat(impact.path("table").asString()).isEqualTo("public.orders");
        assertThat(impact.path("rows").asInt()).isEqualTo(1000);
        assertThat(impact.path("readsMillis").asInt()).isBetween(200, 30_000);
        assertThat(impact.path("writesMillis").asInt()).isBetween(200, 30_000);
        assertThat(impact.path("productionRows").isNull()).isTrue();
        assertThat(document.at("/tables/0/rows").asInt()).isEqualTo(1000);
    }

    @Test
    void seesStatementsOutsideOfTransactionsFromASecondConnection() {
        migrations.with("V2__index.sql", "vacuum full orders;\n");
        var result = rehearseAsJson("--from", "1", "--rows", "20000");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(findings(result))
                .extracting(finding -> finding.path("rule").asString())
                .containsExactly("rewrite");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(rehearse("--from", "99").exitCode()).isEqualTo(2);
        assertThat(rehearse("--from", "1", "--scale", "2").exitCode()).isEqualTo(2);
        assertThat(rehearse("--from", "1", "--since", "main").exitCode()).isEqualTo(2);
        assertThat(rehearse().stderr()).contains("--from VERSION, --since REF or --against");
    }

    private Execution rehearse(String... args) {
        var line = new ArrayList<>(List.of("rehearse", "--migrations", migrations.toString()));
        line.addAll(List.of(args));
        return FrontDoor.run(
                Map.of(
                        "REHEARSAL_SERVER",
                        TestServer.EMBEDDED.running().superuser(),
                        "REHEARSAL_FILE",
                        ""),
                line.toArray(String[]::new));
    }

    private Execution rehearseAsJson(String... args) {
        var line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--output", "json"));
        return rehearse(line.toArray(String[]::new));
    }

    private static JsonNode json(Execution result) {
        return JsonMapper.shared().readTree(result.stdout());
    }

    private static List<JsonNode> findings(Execution result) {
        var findings = new ArrayList<JsonNode>();
        for (var migration : json(result).path("migrations")) {
            for (var statement : migration.path("statements")) {
                statement.path("findings").forEach(findings::add);
            }
        }
        return findings;
    }

    private void git(String... args) {
        var line =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-C",
                                directory.toString(),
                                "-c",
                                "user.name=test",
                                "-c",
                                "user.email=test@example.com"));
        line.addAll(List.of(args));
        Shell.output(line.toArray(String[]::new));
    }
}
