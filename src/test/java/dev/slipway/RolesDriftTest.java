package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.List;
import java.util.Map;

/// Each thing that can be otherwise than declared, alone: `roles check` names it, and the apply
/// that it names repairs it.
class RolesDriftTest {
    @RegisterExtension final RolesBench bench = new RolesBench(TestServer.EMBEDDED);

    static final List<Drift> DRIFTS =
            List.of(
                    new Drift(
                            "master",
                            "create table app.others (id integer)",
                            "owners in schema app",
                            "--adopt"),
                    new Drift(
                            "master",
                            "revoke {owner} from {migrator}",
                            "membership of {migrator} in {owner}",
                            ""),
                    new Drift(
                            "master",
                            "grant {owner} to {app}",
                            "membership of {app} in roles above it",
                            "--revoke"),
                    new Drift(
                            "master",
                            "grant {app} to {reader}",
                            "membership of {reader} in roles above it",
                            "--revoke"),
                    new Drift(
                            "master",
                            "grant rds_iam to {app}",
                            "login of {app} with IAM",
                            "--revoke"),
                    new Drift(
                            "master",
                            "revoke {owner} from {master}",
                            "membership of {master} in {owner}",
                            ""),
                    new Drift("postgres", "alter role {app} nologin", "role {app}", ""),
                    new Drift("postgres", "alter role {owner} login", "role {owner}", "--revoke"),
                    new Drift(
                            "postgres",
                            "alter role {app} createdb",
                            "attributes of {app}",
                            "--revoke"),
                    new Drift(
                            "postgres",
                            "alter role {app} password 'other'",
                            "password of {app}",
                            ""),
                    new Drift("postgres", "alter schema app owner to {master}", "schema app", ""),
                    new Drift(
                            "postgres",
                            "revoke usage on schema app from {reader}",
                            "{reader}'s use of schema app",
                            ""),
                    new Drift(
                            "postgres",
                            "grant create on schema app to {app}",
                            "{app}'s right to create in schema app",
                            "--revoke"),
                    new Drift(
                            "postgres",
                            "grant create on schema app to public",
                            "PUBLIC's right to create in schema app",
                            "--revoke"),
                    new Drift(
                            "postgres",
                            "revoke temporary on database {database} from {migrator}",
                            "{migrator}'s rights to database {database}",
                            ""),
                    new Drift(
                            "postgres",
                            "grant create on database {database} to {app}",
                            "{app}'s right to create schemas",
                            "--revoke"),
                    new Drift(
                            "postgres",
                            "grant connect on database {database} to public",
                            "PUBLIC's rights to database {database}",
                            ""),
                    new Drift(
                            "postgres",
                            "grant create on schema public to public",
                            "PUBLIC's right to create in schema public",
                            ""),
                    new Drift(
                            "postgres",
                            "alter role {app} in database {database} reset search_path",
                            "search_path of sessions of {app}",
                            ""),
                    new Drift(
                            "postgres",
                            "alter role {migrator} in database {database} set role = none",
                            "role of sessions of {migrator}",
                            ""),
                    new Drift("postgres", "drop extension citext", "extension citext", ""),
                    new Drift(
                            "postgres",
                            "revoke insert on app.items from {app}",
                            "{app}'s rights to the tables of schema app",
                            ""),
                    new Drift(
                            "postgres",
                            "revoke usage on sequence app.numbers from {app}",
                            "{app}'s rights to the sequences of schema app",
                            ""),
                    new Drift(
                            "postgres",
                            "revoke execute on function app.one from public, {app}",
                            "{app}'s rights to the routines of schema app",
                            ""),
                    new Drift(
                            "postgres",
                            "revoke usage on type app.mood from public, {app}",
                            "{app}'s rights to the types of schema app",
                            ""),
                    new Drift(
                            "postgres",
                            "grant truncate on app.items to {app}",
                            "{app}'s other rights to the tables of schema app",
                            "--revoke"),
                    new Drift(
                            "postgres",
                            "grant update on app.numbers to {reader}",
                            "{reader}'s other rights to the sequences of schema app",
                            "--revoke"),
                    new Drift(
                            "postgres",
                            "alter default privileges for role {owner} in schema app revoke insert on tables from {app}",
                            "{app}'s rights to tables that {owner} will make",
                            ""),
                    new Drift(
                            "postgres",
                            "alter default privileges for role {migrator} in schema app revoke select on sequences from {reader}",
                            "{reader}'s rights to sequences that {migrator} will make",
                            ""),
                    new Drift(
                            "postgres",
                            "alter default privileges for role {owner} in schema app grant truncate on tables to {app}",
                            "{app}'s other rights to what {owner} will make",
                            "--revoke"));

    /// Something that is done to the database.
    ///
    /// @param user by the master, or the superuser
    /// @param what the expectation that is then not met
    /// @param flag what an apply needs to repair it, or empty
    record Drift(String user, String sql, String what, String flag) {
        void happen(RolesBench bench) {
            if (user.equals("master")) {
                bench.as(bench.master(), "set search_path = public", sql);
            } else {
                bench.asSuperuser(sql);
            }
        }
    }

    /// The roles applied, and in the schema an object of each kind.
    ///
    /// @return the environment of further commands
    static Map<String, String> setUp(RolesBench bench) {
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

    @ParameterizedTest
    @FieldSource("DRIFTS")
    void isFoundAndRepaired(Drift drift) {
        var environment = setUp(bench);
        drift.happen(bench);

        var check = bench.roles(environment, "check");
        assertThat(check.exitCode()).isEqualTo(10);
        assertThat(check.stdout())
                .contains("  " + bench.named(drift.what()) + "\n    expected: ")
                .contains(("slipway roles apply " + drift.flag()).strip() + "\n");

        if (!drift.flag().isEmpty()) {
            assertThat(bench.roles(environment, "apply").stdout())
                    .contains("Left as it is", "  " + bench.named(drift.what()));
        }
        var repaired =
                drift.flag().isEmpty()
                        ? bench.roles(environment, "apply")
                        : bench.roles(environment, "apply", drift.flag());
        assertThat(repaired.stderr()).isEmpty();
        assertThat(bench.roles(environment, "check").stdout()).contains("all met");
    }
}
