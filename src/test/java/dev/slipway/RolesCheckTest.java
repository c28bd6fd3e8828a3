package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/// `roles check`: finds whatever is no longer as declared, and an apply repairs it.
class RolesCheckTest {
    @RegisterExtension final RolesBench bench = new RolesBench(server());

    /// Where the tests run; the same on others, where a class says so.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    private Map<String, String> setUp() {
        return RolesDriftTest.setUp(bench);
    }

    @Test
    void findsNothingWhereAllIsAsDeclared() {
        var environment = setUp();

        var result = bench.roles(environment, "check");

        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout())
                .matches("The roles are as declared: \\d+ expectations, all met\\.\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void findsEverythingThatDiffersAndRepairsIt() {
        var environment = setUp();
        RolesDriftTest.DRIFTS.forEach(drift -> drift.happen(bench));

        var check = bench.roles(environment, "check");
        assertThat(check.exitCode()).isEqualTo(10);
        assertThat(check.stdout().lines())
                .containsAll(
                        RolesDriftTest.DRIFTS.stream()
                                .map(drift -> "  " + bench.named(drift.what()))
                                .toList());

        assertThat(bench.roles(environment, "apply", "--revoke", "--adopt").stderr()).isEmpty();
        assertThat(bench.roles(environment, "check").stdout()).contains("all met");
    }

    @Test
    void findsARoleThatIsGone() {
        var environment = setUp();
        bench.asSuperuser("drop owned by {app}");
        bench.asSuperuser("drop role {app}");

        assertThat(bench.roles(environment, "check").stdout())
                .contains("  role " + bench.app() + "\n", "actual:   missing\n");

        bench.roles(environment, "apply");
        assertThat(bench.roles(environment, "check").stdout()).contains("all met");
        assertThat(bench.attempt(bench.app(), "insert into items (name) values ('a')"))
                .isEqualTo("done");
    }

    @Test
    void saysWhatAPersonHasToDo() {
        var environment = setUp();
        bench.as(bench.master(), "create role \"between {app}\" in role {owner}");
        bench.as(bench.master(), "grant \"between {app}\" to {app}");
        bench.asSuperuser("alter extension pg_trgm set schema app");

        var result = bench.roles(environment, "check");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stdout())
                .contains(
                        "actual:   in " + bench.owner(),
                        "remedy:   revoke the role between them from " + bench.app(),
                        "expected: installed in public\n    actual:   installed in app\n"
                                + "    remedy:   alter extension pg_trgm set schema public");
    }

    @Test
    void triesWhatTheCatalogDoesNotSay() {
        var environment = setUp();
        bench.asSuperuser(
                """
                create function public.refuse() returns event_trigger language plpgsql as
                $$ begin raise 'not on a Sunday'; end $$
                """);
        bench.asSuperuser(
                "create event trigger no_tables on ddl_command_start when tag in ('CREATE TABLE') execute function public.refuse()");

        var result = bench.roles(environment, "check");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stdout())
                .contains(
                        "  " + bench.migrator() + " makes a table\n",
                        "actual:   not on a Sunday (SQLSTATE P0001)");
    }

    @Test
    void leavesNoTrace() {
        var environment = setUp();
        var tables = bench.rows("select relname from pg_class order by 1");
        var members = bench.rows("select roleid || ' ' || member from pg_auth_members order by 1");

        bench.roles(environment, "check");

        assertThat(bench.rows("select relname from pg_class order by 1")).isEqualTo(tables);
        assertThat(bench.rows("select roleid || ' ' || member from pg_auth_members order by 1"))
                .isEqualTo(members);
    }

    @Test
    void saysThatItCannotTryWithoutTheMaster() {
        setUp();
        var environment = bench.environment();
        environment.remove("ROLES_USER");
        environment.remove("ROLES_PASSWORD");

        var result = bench.roles(environment, "check");

        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.stdout())
                .contains("actual:   not tried", "check as the master: set ROLES_USER");
    }

    @Test
    void printsTheRolesAndSchemasAsOneDocument() {
        var environment = setUp();

        var result = bench.roles(environment, "check", "--output", "json");

        var document = JsonMapper.shared().readTree(result.stdout());
        assertThat(document.get("result").asString()).isEqualTo("done");
        assertThat(document.get("roles").values())
                .extracting(role -> role.asString())
                .contains(bench.app(), bench.migrator(), bench.owner(), "postgres")
                .doesNotContain("pg_monitor", "rds_iam", "rds_superuser");
        assertThat(document.get("roles_with_groups").get(bench.migrator()).asString())
                .isEqualTo(bench.owner());
        assertThat(document.get("schema_privileges").get("app").asString())
                .contains(bench.app() + "=U/" + bench.owner());
        assertThat(document.get("expectations").values())
                .isNotEmpty()
                .allSatisfy(
                        expectation -> {
                            assertThat(expectation.get("met").asBoolean()).isTrue();
                            assertThat(expectation.get("actual"))
                                    .isEqualTo(expectation.get("expected"));
                        });
    }

    @Test
    void tellsFindingsInJsonToo() {
        var environment = setUp();
        bench.asSuperuser("alter role {app} createdb");

        var result = bench.roles(environment, "check", "--output", "json");

        assertThat(result.exitCode()).isEqualTo(10);
        var document = JsonMapper.shared().readTree(result.stdout());
        assertThat(document.get("result").asString()).isEqualTo("drifted");
        assertThat(document.get("exitCode").asInt()).isEqualTo(10);
        var finding =
                document.get("expectations").values().stream()
                        .filter(expectation -> !expectation.get("met").asBoolean())
                        .findFirst()
                        .orElseThrow();
        assertThat(finding.get("what").asString()).isEqualTo("attributes of " + bench.app());
        assertThat(finding.get("expected").asString()).isEqualTo("none");
        assertThat(finding.get("actual").asString()).isEqualTo("createdb");
        assertThat(finding.get("remedy").asString()).isEqualTo("slipway roles apply --revoke");
    }
}
