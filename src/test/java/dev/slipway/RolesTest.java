package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.sql.SQLException;
import java.util.List;

/// `roles apply`, as a master who is no superuser.
class RolesTest {
    private static final String REFUSED = "42501";

    @RegisterExtension final RolesBench bench = new RolesBench(server());

    /// Where the tests run; the same on others, where a class says so.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    private void applied(String... flags) {
        var args = new String[flags.length + 1];
        args[0] = "apply";
        System.arraycopy(flags, 0, args, 1, flags.length);
        var result = bench.roles(args);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    /// What objects are made of, one of each kind that rights are granted to.
    private static final String[] OBJECTS = {
        "create table items (id integer generated always as identity primary key, name text)",
        "create sequence numbers",
        "create view names as select name from items",
        "create type mood as enum ('good', 'bad')",
        "create domain label as text check (value <> '')",
        "create function twice(n integer) returns integer language sql as 'select 2 * n'",
        "create procedure tidy() language sql as 'select 1'"
    };

    private void appWorksWithTheObjects() {
        for (var sql :
                List.of(
                        "insert into items (name) values ('a')",
                        "update items set name = 'b'",
                        "select * from names",
                        "select nextval('numbers')",
                        "select 'good'::mood, 'x'::label, twice(2)",
                        "call tidy()",
                        "create temporary table scratch (id integer)",
                        "delete from items")) {
            assertThat(bench.attempt(bench.app(), sql)).as(sql).isEqualTo("done");
        }
        for (var sql :
                List.of(
                        "drop table items",
                        "alter table items add column more text",
                        "truncate items",
                        "drop sequence numbers",
                        "drop function twice",
                        "create table app.mine (id integer)",
                        "create table public.mine (id integer)",
                        "create schema mine",
                        "set role {owner}",
                        "set role {migrator}")) {
            assertThat(bench.attempt(bench.app(), sql)).as(sql).isEqualTo(REFUSED);
        }
        assertThat(bench.attempt(bench.reader(), "select * from items, names")).isEqualTo("done");
        for (var sql :
                List.of(
                        "insert into items (name) values ('a')",
                        "update items set name = 'b'",
                        "delete from items",
                        "select nextval('numbers')",
                        "drop table items",
                        "create table app.mine (id integer)")) {
            assertThat(bench.attempt(bench.reader(), sql)).as(sql).isEqualTo(REFUSED);
        }
    }

    @Test
    void letsTheAppReadAndWriteButNotMakeOrDropWhatTheMigratorMakesLater() {
        applied();

        bench.as(bench.migrator(), OBJECTS);

        appWorksWithTheObjects();
        assertThat(
                        bench.rows(
                                "select distinct tableowner::text from pg_tables where schemaname = 'app'"))
                .containsExactly(bench.owner());
    }

    @Test
    void letsTheAppUseWhatTheMigratorMakesInItsOwnName() {
        applied();

        bench.as(bench.migrator(), "set role none", OBJECTS[0], OBJECTS[1], OBJECTS[2]);
        bench.as(bench.migrator(), OBJECTS[3], OBJECTS[4], OBJECTS[5], OBJECTS[6]);

        appWorksWithTheObjects();
        assertThat(bench.rows("select tableowner from pg_tables where tablename = 'items'"))
                .containsExactly(bench.migrator());
    }

    @Test
    void letsTheMigratorAlterAndDropWhatItMade() {
        applied();
        bench.as(bench.migrator(), OBJECTS);

        bench.as(
                bench.migrator(),
                "alter table items add column color text",
                "create index on items (color)",
                "drop view names",
                "drop table items",
                "create temporary table scratch (id integer)");

        assertThat(bench.rows("select tablename from pg_tables where schemaname = 'app'"))
                .isEmpty();
    }

    @Test
    void changesNothingTheSecondTime() {
        applied();
        bench.as(bench.migrator(), OBJECTS);
        var state = bench.rows(STATE);

        var second = bench.roles("apply");

        assertThat(second.exitCode()).isZero();
        assertThat(second.stdout()).startsWith("Nothing to change: the roles are set up.\n");
        assertThat(bench.rows(STATE)).isEqualTo(state);
    }

    /// The catalog's rows on roles and rights, with the transaction that wrote each.
    private static final String STATE =
            """
            select row_state
              from (select xmin::text || oid::text || rolname from pg_authid
                     union all select xmin::text || setrole::text || setconfig::text from pg_db_role_setting
                     union all select xmin::text || roleid::text || member::text from pg_auth_members
                     union all select xmin::text || oid::text || defaclacl::text from pg_default_acl
                     union all select xmin::text || oid::text || coalesce(nspacl::text, '') from pg_namespace
                     union all select xmin::text || oid::text || coalesce(relacl::text, '') from pg_class
                                where relnamespace = 'app'::regnamespace
                     union all select xmin::text || oid::text || coalesce(datacl::text, '') from pg_database
                                where datname = current_database()) as states (row_state)
             order by 1
            """;

    @Test
    void planShowsWhatApplyThenExecutesAndChangesNothing() {
        var plan = bench.roles("apply", "--plan");

        assertThat(plan.exitCode()).isZero();
        assertThat(bench.rows("select rolname from pg_roles where rolname = '{app}'")).isEmpty();
        assertThat(plan.stdout())
                .contains("  create role " + bench.app() + " login;")
                .endsWith("Nothing was changed. Apply with: slipway roles apply\n")
                .doesNotContain(RolesBench.PASSWORD, "SCRAM");
        var apply = bench.roles("apply");
        assertThat(statements(apply.stdout())).isEqualTo(statements(plan.stdout()));
        assertThat(apply.stdout())
                .startsWith("Set up the roles with " + statements(plan.stdout()).size() + " st");
    }

    private static List<String> statements(String stdout) {
        return stdout.lines().filter(line -> line.endsWith(";")).toList();
    }

    @Test
    void hashesPasswordsBeforeTheServerSeesThemAndShowsThemNowhere() {
        // Of a password in the clear the server would now store an MD5 hash.
        bench.asSuperuser("alter role {master} set password_encryption = 'md5'");

        var result = bench.roles("apply", "--output", "json");

        assertThat(result.stdout() + result.stderr())
                .contains("password '***'")
                .doesNotContain(RolesBench.PASSWORD, "SCRAM-SHA-256");
        assertThat(
                        bench.rows(
                                "select left(rolpassword, 14) from pg_authid where rolname in ('{app}', '{migrator}', '{reader}')"))
                .containsOnly("SCRAM-SHA-256$")
                .hasSize(3);
    }

    @Test
    void changesAPasswordThatIsAnotherAndNoOther() throws SQLException {
        applied();
        var environment = bench.environment("ROLES_APP_PASSWORD", "another 1");

        var result = bench.roles(environment, "apply");

        assertThat(statements(result.stdout()))
                .containsExactly("  alter role " + bench.app() + " password '***';");
        bench.connect(bench.app(), "another 1").close();
        assertThatThrownBy(() -> bench.connect(bench.app())).isInstanceOf(SQLException.class);
    }

    @Test
    void grantsRightsToWhatIsThereAndSaysWhoseItIs() {
        bench.as(bench.master(), "create schema app", "set search_path = app");
        bench.as(bench.master(), prepared());

        var result = bench.roles("apply");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .contains(
                        "  owners in schema app\n",
                        "table app.items of " + bench.master(),
                        "    remedy:   slipway roles apply --adopt\n");
        appWorksWithTheObjects();
        assertThat(bench.attempt(bench.migrator(), "alter table items add column more text"))
                .isEqualTo(REFUSED);
    }

    @Test
    void makesTheOwnerOwnWhatTheMasterMadeWhenToldTo() {
        bench.as(bench.master(), "create schema app");
        bench.as(bench.master(), prepared());

        applied("--adopt");

        appWorksWithTheObjects();
        bench.as(bench.migrator(), "alter table items add column more text", "drop procedure tidy");
        assertThat(bench.roles("check").exitCode()).isZero();
        assertThat(bench.roles("apply", "--adopt").stdout()).startsWith("Nothing to change");
    }

    private static String[] prepared() {
        var statements = new String[OBJECTS.length + 1];
        statements[0] = "set search_path = app";
        System.arraycopy(OBJECTS, 0, statements, 1, OBJECTS.length);
        return statements;
    }

    @Test
    void tellsOfWhatBelongsToStrangersAndLeavesIt() {
        applied();
        bench.asSuperuser("create table app.strange (id integer)");
        bench.asSuperuser("alter table app.strange owner to postgres");

        var result = bench.roles("apply", "--adopt");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .startsWith("Nothing to change")
                .contains(
                        "actual:   1: table app.strange of postgres",
                        "as postgres, or as a member of it: alter … owner to " + bench.owner(),
                        "as postgres, or as a member of it: grant select, insert, update, delete on table app.strange to "
                                + bench.app());
        assertThat(bench.attempt(bench.app(), "select * from strange")).isEqualTo(REFUSED);
    }

    @Test
    void leavesTheObjectsOfExtensionsAlone() {
        var environment = bench.environment("ROLES_EXTENSIONS", "citext:app, pg_trgm");
        assertThat(bench.roles(environment, "apply").exitCode()).isZero();

        var again = bench.roles(environment, "apply");

        assertThat(again.stdout()).startsWith("Nothing to change").doesNotContain("Left as it is");
        assertThat(
                        bench.rows(
                                "select extname || ' ' || extnamespace::regnamespace from pg_extension where extname <> 'plpgsql' order by 1"))
                .containsExactly("citext app", "pg_trgm public");
        bench.as(bench.migrator(), "create table words (word citext)");
        assertThat(bench.attempt(bench.app(), "insert into words values ('A')")).isEqualTo("done");
    }

    @Test
    void neverDropsAnExtensionThatIsNoLongerNamed() {
        bench.roles(bench.environment("ROLES_EXTENSIONS", "citext"), "apply");

        applied("--revoke");

        assertThat(bench.rows("select extname from pg_extension order by 1"))
                .containsExactly("citext", "plpgsql");
    }

    @Test
    void quotesOddNames() {
        var environment =
                bench.environment(
                        "ROLES_SCHEMA", "My \"Schema\"; --",
                        "ROLES_OWNER", "Own's {owner}",
                        "ROLES_APP", "user",
                        "ROLES_READONLY", "Ünïcode %I \\ $1");
        bench.as(bench.master(), "create schema \"My \"\"Schema\"\"; --\"");
        bench.as(
                bench.master(), "create table \"My \"\"Schema\"\"; --\".\"Odd's %s\" (id integer)");

        var result = bench.roles(environment, "apply", "--adopt");

        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(bench.roles(environment, "check").stdout()).contains("all met");
        bench.as(bench.migrator(), "create table \"Tab \"\"le\" (id integer)");
        assertThat(bench.attempt("user", "insert into \"Tab \"\"le\" values (1)"))
                .isEqualTo("done");
        assertThat(bench.attempt("user", "insert into \"Odd's %s\" values (1)")).isEqualTo("done");
        assertThat(bench.attempt("user", "drop table \"Tab \"\"le\"")).isEqualTo(REFUSED);
        assertThat(bench.attempt("Ünïcode %I \\ $1", "select * from \"Tab \"\"le\""))
                .isEqualTo("done");
        assertThat(bench.roles(environment, "apply").stdout()).startsWith("Nothing to change");
    }

    @Test
    void worksInTheSchemaPublicAsWell() {
        var environment = bench.environment("ROLES_SCHEMA", "public");

        assertThat(bench.roles(environment, "apply").stderr()).isEmpty();

        bench.as(bench.migrator(), "create table items (id integer)");
        assertThat(bench.attempt(bench.app(), "insert into items values (1)")).isEqualTo("done");
        assertThat(bench.attempt(bench.app(), "create table mine (id integer)")).isEqualTo(REFUSED);
        assertThat(bench.roles(environment, "check").stdout()).contains("all met");
    }

    @Test
    void takesNothingFromALoginThatHasNoOtherWayIn() {
        bench.asSuperuser("create role \"reporting {app}\" login password 'x'");

        var result = bench.roles("apply");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .contains(
                        "  PUBLIC's rights to database " + bench.database() + "\n",
                        "    actual:   connect, temporary\n",
                        "grant connect to those who have to come in (reporting " + bench.app());
        assertThat(statements(result.stdout())).noneMatch(line -> line.contains("from public"));

        applied("--revoke");
        assertThat(bench.attempt(bench.app(), "select 1")).isEqualTo("done");
        assertThatThrownBy(() -> bench.connect("reporting " + bench.app(), "x"))
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void leavesTheMasterInTheOwnerOnly() {
        applied();
        bench.as(bench.migrator(), OBJECTS);
        applied();

        assertThat(
                        bench.rows(
                                "select rolname from pg_roles where rolname in ('{migrator}', '{app}', '{reader}', '{owner}') and pg_has_role('{master}', oid, 'USAGE')"))
                .containsExactly(bench.owner());
    }

    // ---- what the master may not ----

    @Test
    void namesEveryRightThatTheMasterLacks() {
        bench.asSuperuser("alter role {master} nocreaterole");
        bench.asSuperuser("alter database {database} owner to postgres");

        var result = bench.roles(bench.environment("ROLES_EXTENSIONS", "nonesuch"), "apply");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .contains(
                        bench.named("alter role {master} createrole"),
                        bench.named("alter database {database} owner to {master}"),
                        bench.named("grant create on database {database} to {master}"),
                        "the extension nonesuch, which this server does not offer");
        assertThat(bench.rows("select rolname from pg_roles where rolname = '{app}'")).isEmpty();
    }

    @Test
    void rollsEverythingBackWhenTheServerRefusesAStatement() {
        // Not trusted: only a superuser may create it, and no catalog says so of RDS's master.
        var result = bench.roles(bench.environment("ROLES_EXTENSIONS", "file_fdw"), "apply");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        "it was rolled back, nothing was changed",
                        "permission denied to create extension \"file_fdw\"",
                        "it happened in: create extension file_fdw");
        assertThat(bench.rows("select rolname from pg_roles where rolname = '{app}'")).isEmpty();
    }

    @Test
    void refusesToTurnOneOfTheRolesIntoTheMaster() {
        bench.asSuperuser("create role {migrator} login createrole password 'x'");
        bench.asSuperuser("grant connect on database {database} to {migrator}");

        var result =
                bench.roles(
                        bench.environment("ROLES_USER", bench.migrator(), "ROLES_PASSWORD", "x"),
                        "apply");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(bench.migrator() + " is one of them; name the master in ROLES_USER");
    }

    // ---- IAM ----

    @Test
    void letsTheRolesLogInWithIam() {
        bench.offerIam();

        var result = bench.roles(bench.withIam(), "apply");

        assertThat(result.stderr()).isEmpty();
        assertThat(
                        bench.rows(
                                "select member::regrole::text from pg_auth_members where roleid = 'rds_iam'::regrole order by 1"))
                .containsExactly(bench.app(), bench.migrator(), "rds_superuser", bench.reader());
        assertThat(bench.roles(bench.withIam(), "check").stdout()).contains("all met");
        assertThat(bench.roles(bench.withIam(), "apply").stdout()).startsWith("Nothing to change");
    }

    @Test
    void saysThatIamIsNotThere() {
        var result = bench.roles(bench.withIam(), "apply");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .contains("the role rds_iam, which is there on RDS and Aurora only");
    }
}
