package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Seeds that are SQL scripts.
class SqlSeedTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    @BeforeEach
    void createTable() {
        bench.sql(
                "create table items (id int primary key, name text); insert into items values (1, 'a'), (2, 'b')");
    }

    @Test
    void runsAScriptAndCountsWhatItWrote() {
        bench.with(
                "fill.sql",
                """
                -- a comment; with a semicolon
                insert into items values (3, 'x;y'), (4, $q$it's$q$);
                update items set name = 'aa' where id = 1;
                delete from items where id = 2;
                do $$ begin insert into items values (5, 'five'); end $$;
                """);

        var result = bench.seed("--output=json");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(PlannedLoad.counts(result)).containsExactly("fill 3/1/1/0");
        assertThat(bench.rows("select * from items order by id"))
                .containsExactly("1|aa", "3|x;y", "4|it's", "5|five");
        assertThat(bench.rows("select seed, inserted, updated, deleted from slipway_seed_history"))
                .containsExactly("fill|3|1|1");
        assertThat(bench.seed().stdout()).startsWith("Nothing to seed: 1 seed is unchanged");
    }

    @Test
    void doesNotCountItsOwnHistoryOrTheStagesOfOtherSeeds() {
        bench.sql("create table plain (id int primary key); insert into plain values (1)");
        bench.with("a.sql", "insert into items values (3, 'c')")
                .with("b.sql", "insert into items values (4, 'd')");
        bench.with("plain.csv", "id\n1\n2\n");
        bench.with("seeds.yaml", "seeds:\n  b: {after: [a, plain]}\n");

        var result = bench.seed("--output=json");

        assertThat(PlannedLoad.counts(result))
                .containsExactlyInAnyOrder("a 1/0/0/0", "b 1/0/0/0", "plain 1/0/0/1");
    }

    @Test
    void replacesPlaceholders() {
        bench.with("seeds.yaml", "placeholders: {name: o'neill, id: 7}\n");
        bench.with("fill.sql", "insert into items values (${id}, $q$${name}$q$), (8, '${other}')");

        assertThat(bench.seed().exitCode()).isZero();

        assertThat(bench.rows("select * from items where id > 2 order by id"))
                .containsExactly("7|o'neill", "8|${other}");

        bench.with("seeds.yaml", "placeholders: {name: x, id: 9}\n");
        assertThat(bench.seed().exitCode()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "commit",
                "BEGIN",
                "start transaction",
                "rollback to savepoint x",
                "savepoint x",
                "copy items from stdin",
                "COPY items (id) FROM STDIN WITH (format csv)",
                "\\i other.sql",
                "vacuum items",
                "create index concurrently i on items (name)",
                "create database d"
            })
    void refusesWhatCannotRunInTheSeedsTransaction(String statement) {
        bench.with("fill.sql", "insert into items values (3, 'c');\n\n" + statement + ";\n");

        var result = bench.seed();

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "fill.sql:3: a seed runs in the run's own transaction and cannot hold: ",
                        statement);
        assertThat(bench.value("select count(*) from items")).isEqualTo("2");
    }

    @Test
    void namesTheLineOfTheStatementThatFails() {
        bench.with(
                "fill.sql",
                "insert into items values (3, 'c');\n\ninsert into items\n  values (1, 'again');\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .startsWith("error[seed]: seed fill failed; ")
                .contains(
                        "nothing was loaded",
                        "fill.sql:3: ",
                        "duplicate key value",
                        "correct fill.sql and run again");
        assertThat(bench.value("select count(*) from items")).isEqualTo("2");
        assertThat(bench.database().tables()).doesNotContain("slipway_seed_history");
    }

    @Test
    void namesASyntaxErrorAndAMissingTable() {
        bench.with("fill.sql", "select 1;\nselct 2;\n");
        assertThat(bench.seed().stderr())
                .contains("fill.sql:2: ", "syntax error at or near \"selct\"");

        bench.with("fill.sql", "insert into nowhere values (1)");
        assertThat(bench.seed().stderr())
                .contains("fill.sql:1: ", "relation \"nowhere\" does not exist");
    }

    @Test
    void isRolledBackWithTheOthers() {
        bench.sql("create table plain (id int primary key)");
        bench.with("a.sql", "insert into items values (3, 'c')").with("plain.csv", "id\n1\nx\n");
        bench.with("seeds.yaml", "seeds:\n  plain: {after: a}\n");

        assertThat(bench.seed().exitCode()).isEqualTo(9);
        assertThat(bench.value("select count(*) from items")).isEqualTo("2");

        assertThat(bench.seed("--commit-per", "seed").exitCode()).isEqualTo(9);
        assertThat(bench.value("select count(*) from items")).isEqualTo("3");
        assertThat(bench.rows("select seed from slipway_seed_history")).containsExactly("a");
    }

    @Test
    void isNotRunByAPlan() {
        bench.with("fill.sql", "insert into items values (3, 'c')");

        var plan = bench.seed("--plan");
        var json = SeedBench.json(bench.seed("--plan", "--output=json")).get("seeds").get(0);

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.stdout())
                .containsPattern("fill +fill.sql +\\? +\\? +\\?")
                .contains("What is shown as ? is known only when the seed runs.");
        assertThat(json.get("inserted").isNull()).isTrue();
        assertThat(bench.value("select count(*) from items")).isEqualTo("2");
    }

    @Test
    void tellsWhatADeferredConstraintRefuses() {
        bench.sql("create table refs (id int references items deferrable initially deferred)");
        bench.with("fill.sql", "insert into refs values (77);\nselect 1;\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains("seed fill failed", "Key (id)=(77) is not present in table \"items\"");
        assertThat(bench.value("select count(*) from refs")).isEqualTo("0");
    }
}
