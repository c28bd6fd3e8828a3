package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A base and what each environment lays over it.
class SeedEnvironmentTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    private Folder folder;

    @BeforeEach
    void base() {
        folder = new Folder(bench.folder());
        bench.sql(
                "create table plans (code text primary key, price int, note text); create table demo (id int primary key)");
        folder.with("plans.csv", "code,price\nfree,0\nteam,9\nbig,99\n");
    }

    private Execution withVariable(String environment, String... args) {
        var variables = bench.environment();
        variables.put("SEED_ENV", environment);
        return FrontDoor.run(variables, args);
    }

    @Test
    void addsSeedsOfTheOverlayThere() {
        folder.with("env/development/demo.csv", "id\n1\n2\n").with("env/production/.keep", "");

        assertThat(PlannedLoad.counts(bench, "--env", "development"))
                .containsExactlyInAnyOrder("demo 2/0/0/0", "plans 3/0/0/0");
    }

    @Test
    void productionNeverGetsADevelopmentSeed() {
        folder.with("env/development/demo.csv", "id\n1\n2\n").with("env/production/.keep", "");
        folder.with("people.csv", "id\n1\n");
        folder.with(
                "seeds.yaml",
                "seeds:\n  people: {table: demo, environments: [development, staging]}\n");

        var result = bench.seed("--env", "production");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("not for this environment: demo, people");
        assertThat(bench.value("select count(*) from demo")).isEqualTo("0");
        assertThat(bench.rows("select seed, environment from slipway_seed_history"))
                .containsExactly("plans|production");
        var only = bench.seed("--env", "production", "--only", "people");
        assertThat(only.exitCode()).isEqualTo(2);
        assertThat(only.stderr()).contains("seed people is only for development, staging");
        var force = bench.seed("--env", "production", "--force");
        assertThat(force.exitCode()).isZero();
        assertThat(bench.value("select count(*) from demo")).isEqualTo("0");
    }

    @Test
    void laysRowsOverThoseOfTheSameKey() {
        folder.with("env/staging/plans.csv", "code,price\nteam,1\nextra,5\n");

        assertThat(PlannedLoad.counts(bench, "--env", "staging")).containsExactly("plans 4/0/0/0");

        assertThat(bench.rows("select code, price from plans order by 1"))
                .containsExactly("big|99", "extra|5", "free|0", "team|1");
        folder.with("env/staging/plans.csv", "code,price\nteam,2\n");
        assertThat(PlannedLoad.counts(bench, "--env", "staging")).containsExactly("plans 0/1/0/2");
    }

    @Test
    void stillRefusesAKeyTwiceInOneLayer() {
        folder.with("env/staging/plans.csv", "code,price\nteam,1\nteam,2\n");

        var result = bench.seed("--env", "staging");

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "env/staging/plans.csv:3:1",
                        "the key (code) = (team) stands on line 2 of env/staging/plans.csv already");
    }

    @Test
    void namesTheFileOfABadValue() {
        folder.with("env/staging/plans.csv", "code,price\nteam,cheap\n");

        assertThat(bench.seed("--env", "staging").stderr())
                .contains("env/staging/plans.csv:2:6: price (integer) is 'cheap'");
        assertThat(bench.seed("--env", "staging").exitCode()).isEqualTo(9);
    }

    @Test
    void laysAnOverlayOverASeedThatIsReplaced() {
        folder.with(
                "seeds.yaml",
                "seeds:\n  plans: {mode: replace, environments: [staging], max-delete: 1}\n");
        folder.with("env/staging/plans.csv", "code,price\nteam,1\n");
        bench.sql("insert into plans values ('gone', 1), ('free', 0)");

        assertThat(PlannedLoad.counts(bench, "--env", "staging")).containsExactly("plans 2/0/1/1");

        assertThat(bench.rows("select code, price from plans order by 1"))
                .containsExactly("big|99", "free|0", "team|1");
    }

    @Test
    void laysTheManifestOverKeyByKey() {
        folder.with(
                "seeds.yaml",
                """
                placeholders: {domain: example.com, kind: base}
                seeds:
                  plans: {columns: {note: {value: '${kind} at ${domain}'}}}
                """);
        folder.with(
                "env/staging/seeds.yaml",
                """
                placeholders: {domain: staging.example.com}
                seeds:
                  plans: {mode: insert}
                """);
        bench.sql("insert into plans values ('free', 7)");

        assertThat(PlannedLoad.counts(bench, "--env", "staging")).containsExactly("plans 2/0/0/1");

        assertThat(bench.rows("select * from plans order by 1"))
                .containsExactly(
                        "big|99|base at staging.example.com",
                        "free|7|∅",
                        "team|9|base at staging.example.com");
    }

    @Test
    void theOptionCountsBeforeTheVariable() {
        folder.with("env/staging/demo.csv", "id\n1\n").with("env/test/demo.csv", "id\n2\n3\n");

        assertThat(withVariable("staging", "seed").exitCode()).isZero();
        assertThat(bench.rows("select id from demo")).containsExactly("1");

        assertThat(withVariable("staging", "seed", "--env", "test", "--switch-env").exitCode())
                .isZero();
        assertThat(bench.rows("select id from demo order by 1")).containsExactly("1", "2", "3");
    }

    @Test
    void refusesAnEnvironmentThatNobodyNames() {
        folder.with("env/staging/demo.csv", "id\n1\n");

        for (var command : new String[] {"--plan", "--force"}) {
            var result = bench.seed(command, "--env", "stagin");

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.stderr())
                    .startsWith(
                            "error[settings]: the seeds know no environment stagin; nothing was loaded")
                    .contains("did you mean staging?");
        }
        assertThat(bench.value("select count(*) from plans")).isEqualTo("0");
    }

    @Test
    void takesAnyEnvironmentWhereTheFolderKnowsNone() {
        assertThat(PlannedLoad.counts(bench, "--env", "anything")).containsExactly("plans 3/0/0/0");
    }

    @Test
    void saysWhatIsLeftOutWithoutAnEnvironment() {
        folder.with("env/staging/demo.csv", "id\n1\n")
                .with("env/staging/plans.csv", "code,price\nteam,1\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .contains(
                        "warning: no environment is given (--env, SEED_ENV), so these seeds are left out: demo");
        assertThat(bench.rows("select price from plans where code = 'team'")).containsExactly("9");
        var json = bench.seed("--plan", "--output=json");
        assertThat(SeedBench.json(json).get("seeds").get(0).get("status").stringValue())
                .isEqualTo("excluded");
    }

    // ---- a database keeps its environment ----

    @Test
    void refusesADatabaseOfAnotherEnvironment() {
        folder.with("env/staging/demo.csv", "id\n1\n").with("env/production/demo.csv", "id\n2\n");
        assertThat(bench.seed("--env", "production").exitCode()).isZero();

        for (var command : new String[] {"--plan", "--force", "--verify"}) {
            var other = bench.seed(command, "--env", "staging");
            assertThat(other.exitCode()).as(command).isEqualTo(9);
            assertThat(other.stderr())
                    .startsWith(
                            "error[seed]: this database is seeded for production, and this run is for staging; nothing was loaded")
                    .contains("SEED_ENV=production", "--switch-env");
        }
        folder.with("plans.csv", "code,price\nfree,1\n");
        assertThat(bench.seed().stderr()).contains("and this run is for no environment");
        assertThat(bench.rows("select id from demo")).containsExactly("2");

        assertThat(bench.seed("--env", "staging", "--switch-env").exitCode()).isZero();
        assertThat(bench.rows("select id from demo order by 1")).containsExactly("1", "2");
        assertThat(bench.seed("--env", "staging", "--force").exitCode()).isZero();
        assertThat(bench.seed("--env", "production", "--force").exitCode()).isEqualTo(9);
    }

    @Test
    void takesADatabaseThatWasSeededForNone() {
        assertThat(bench.seed().exitCode()).isZero();
        folder.with("env/production/demo.csv", "id\n2\n");

        assertThat(PlannedLoad.counts(bench, "--env", "production"))
                .containsExactlyInAnyOrder("demo 1/0/0/0", "plans current");
    }
}
