package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        bench.offerIam();
        var environment = bench.environment("ROLES_EXTENSIONS", "citext, pg_trgm:public");
        assertThat(bench.roles(environment, "apply").stderr()).isEmpty();
        bench.as(
                bench.migrator(),
                "create table items (id integer generated always as identity, name text)",
                "create sequence numbers",
                "create type mood as enum ('good', 'bad')",
                "create function one() returns integer language sql as 'select 1'");
        return environment;
    }

    @Test
    void findsNothingWhereAllIsAsDeclared() {
        var environment = setUp();

        var result = bench.roles(environment, "check");

        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout()).matches("The roles are as declared: \\d+ expectations, all met\\.\n");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgres | alter role {app} nologin | role {app} |
                    postgres | alter role {owner} login | role {owner} | --revoke
                    postgres | alter role {app} createdb | attributes of {app} | --revoke
                    master   | revoke {owner} from {migrator} | membership of {migrator} in {owner} |
                    master   | revoke {owner} from {master} | membership of {master} in {owner} |
                    master   | grant {owner} to {app} | membership of {app} in roles above it | --revoke
                    master   | grant {app} to {reader} | membership of {reader} in roles above it | --revoke
                    master   | grant rds_iam to {app} | login of {app} with IAM | --revoke
                    postgres | alter role {app} password 'other' | password of {app} |
                    postgres | alter schema app owner to {master} | schema app |
                    postgres | revoke usage on schema app from {reader} | {reader}'s use of schema app |
                    postgres | grant create on schema app to {app} | {app}'s right to create in schema app | --revoke
                    postgres | grant create on schema app to public | PUBLIC's right to create in schema app | --revoke
                    postgres | revoke temporary on database {database} from {migrator} | {migrator}'s rights to database {database} |
                    postgres | grant create on database {database} to {app} | {app}'s right to create schemas | --revoke
                    postgres | grant connect on database {database} to public | PUBLIC's rights to database {database} |
                    postgres | grant create on schema public to public | PUBLIC's right to create in schema public |
                    postgres | alter role {app} in database {database} reset search_path | search_path of sessions of {app} |
                    postgres | alter role {migrator} in database {database} set role = none | role of sessions of {migrator} |
                    postgres | drop extension citext | extension citext |
                    master   | create table app.others (id integer) | owners in schema app | --adopt
                    postgres | revoke insert on app.items from {app} | {app}'s rights to the tables of schema app |
                    postgres | revoke usage on sequence app.numbers from {app} | {app}'s rights to the sequences of schema app |
                    postgres | revoke execute on function app.one from public, {app} | {app}'s rights to the routines of schema app |
                    postgres | revoke usage on type app.mood from public, {app} | {app}'s rights to the types of schema app |
                    postgres | grant truncate on app.items to {app} | {app}'s other rights to the tables of schema app | --revoke
                    postgres | grant update on app.numbers to {reader} | {reader}'s other rights to the sequences of schema app | --revoke
                    postgres | alter default privileges for role {owner} in schema app revoke insert on tables from {app} | {app}'s rights to tables that {owner} will make |
                    postgres | alter default privileges for role {migrator} in schema app revoke select on sequences from {reader} | {reader}'s rights to sequences that {migrator} will make |
                    postgres | alter default privileges for role {owner} in schema app grant truncate on tables to {app} | {app}'s other rights to what {owner} will make | --revoke
                    """)
    void findsWhatDiffersAndApplyRepairsIt(String user, String sql, String what, String flag) {
        var environment = setUp();
        if (user.equals("master")) {
            bench.as(bench.master(), "set search_path = public", sql);
        } else {
            bench.asSuperuser(sql);
        }

        var check = bench.roles(environment, "check");
        assertThat(check.exitCode()).isEqualTo(10);
        assertThat(check.stdout()).contains("  " + bench.named(what) + "\n    expected: ");
        assertThat(check.stdout())
                .contains("slipway roles apply" + (flag == null ? "\n" : " " + flag + "\n"));

        if (flag != null) {
            var cautious = bench.roles(environment, "apply");
            assertThat(cautious.stdout()).contains("Left as it is", "  " + bench.named(what));
            assertThat(bench.roles(environment, "check").exitCode()).isEqualTo(10);
        }
        var repaired =
                flag == null
                        ? bench.roles(environment, "apply")
                        : bench.roles(environment, "apply", flag);
        assertThat(repaired.stderr()).isEmpty();
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
        bench.asSuperuser("create event trigger no_tables on ddl_command_start when tag in ('CREATE TABLE') execute function public.refuse()");

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
        var members =
                bench.rows("select roleid || ' ' || member from pg_auth_members order by 1");

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
