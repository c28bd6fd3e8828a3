package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// `RUN_ROLES` in a run.
class RunRolesTest {
    @RegisterExtension final RolesBench bench = new RolesBench(TestServer.EMBEDDED);

    @TempDir private Path directory;

    private Folder migrations;
    private Folder seeds;

    @BeforeEach
    void writeFiles() {
        migrations =
                new Folder(directory.resolve("migrations"))
                        .with(
                                "V1__fruits.sql",
                                "create table fruits (name text primary key, color text);");
        seeds =
                new Folder(directory.resolve("seeds"))
                        .with("fruits.csv", "name,color\napple,red\nplum,blue\n");
    }

    private Map<String, String> environment(String... pairs) {
        var environment = new HashMap<>(bench.environment(pairs));
        environment.put("RUN_ROLES", "true");
        environment.put("MIGRATIONS_DIR", migrations.toString());
        environment.put("SEEDS_DIR", seeds.toString());
        return environment;
    }

    @Test
    @NeedsAws
    void takesTheMasterFromASecretAsRdsKeepsIt() {
        var environment = environment("RUN_MIGRATIONS", "true", "RUN_SEED", "true");
        var name = "slipway/" + UUID.randomUUID();
        environment.put("ROLES_SECRET", name);
        var user = environment.remove("ROLES_USER");
        var password = environment.remove("ROLES_PASSWORD");
        try (var secrets =
                SecretsManagerClient.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build()) {
            secrets.createSecret(
                    request ->
                            request.name(name)
                                    .secretString(
                                            new JsonMapper()
                                                    .writeValueAsString(
                                                            Map.of(
                                                                    "username",
                                                                    user,
                                                                    "password",
                                                                    password))));

            var result = FrontDoor.run(environment, "run");

            assertThat(result.exitCode()).as(result.toString()).isZero();
            assertThat(result.stdout()).contains("Set up the roles with ", "Applied 1 migration");
            assertThat(result.stdout() + result.stderr()).doesNotContain(password);

            secrets.putSecretValue(
                    request -> request.secretId(name).secretString("{\"username\": \"x\"}"));
            environment.put("ROLES_PASSWORD", "another");
            var twice = FrontDoor.run(environment, "run");
            assertThat(twice.exitCode()).isEqualTo(3);
            assertThat(twice.stderr())
                    .contains(
                            "ROLES_SECRET and ROLES_PASSWORD are both set, and each gives a password");
            environment.remove("ROLES_PASSWORD");
            var half = FrontDoor.run(environment, "run");
            assertThat(half.exitCode()).isEqualTo(3);
            assertThat(half.stderr())
                    .contains("is to hold the master's username and password, as RDS keeps them");
        }
    }

    @Test
    void setsUpTheRolesThenMigratesAndSeedsAsTheMigrator() {
        var environment = environment("RUN_MIGRATIONS", "true", "RUN_SEED", "true");

        var result = FrontDoor.run(environment, "run");

        assertThat(result.stderr()).doesNotContain("error", "warning");
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .containsSubsequence(
                        "Set up the roles with ", "Applied 1 migration", "Loaded 1 seed");
        assertThat(
                        bench.rows(
                                "select distinct schemaname || ' ' || tableowner from pg_tables where tablename in ('fruits', 'flyway_schema_history', 'slipway_seed_history')"))
                .containsExactly("app " + bench.owner());
        assertThat(bench.rows(bench.app(), "select name from fruits order by 1"))
                .containsExactly("apple", "plum");
        assertThat(bench.attempt(bench.app(), "insert into fruits values ('kiwi')"))
                .isEqualTo("done");
        assertThat(bench.attempt(bench.app(), "drop table fruits")).isEqualTo("42501");

        var again = FrontDoor.run(environment, "run");

        assertThat(again.exitCode()).isZero();
        assertThat(again.stdout())
                .containsSubsequence(
                        "Nothing to change: the roles are set up.",
                        "Nothing to migrate",
                        "Nothing to seed");
    }

    @Test
    void holdsTheLockFromTheRolesToTheLastMigration() {
        migrations.with(
                "V2__look.sql",
                """
                create table looks as
                select usename::text, application_name
                  from pg_locks
                  join pg_stat_activity using (pid)
                 where locktype = 'advisory' and granted and objsubid = 1
                   and database = (select oid from pg_database where datname = current_database())
                   and (classid::bigint << 32 | objid::bigint) = hashtextextended('slipway app', 0);
                """);

        var result = FrontDoor.run(environment("RUN_MIGRATIONS", "true"), "run");

        assertThat(result.exitCode()).isZero();
        assertThat(bench.rows("select usename from app.looks")).containsExactly(bench.master());
    }

    @Test
    void changesNothingWhileAnotherRunHoldsTheLock() throws SQLException {
        try (var other = bench.connect(bench.master());
                var statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('slipway app', 0))");

            var result = FrontDoor.run(environment("RUN_LOCK_TIMEOUT", "1s"), "run");

            assertThat(result.exitCode()).isEqualTo(6);
            assertThat(result.stderr()).contains("another run held the lock", bench.master());
        }
        assertThat(bench.rows("select rolname from pg_roles where rolname = '{app}'")).isEmpty();
    }

    @Test
    void keepsTheRolesWhenAMigrationFails() {
        migrations.with("V2__wrong.sql", "create tabel wrong (id integer);");

        var result =
                FrontDoor.run(environment("RUN_MIGRATIONS", "true"), "run", "--output", "json");

        assertThat(result.exitCode()).isEqualTo(7);
        var document = JsonMapper.shared().readTree(result.stdout());
        assertThat(document.get("roles").get("statements").values())
                .extracting(statement -> statement.asString())
                .contains("create role " + bench.app() + " login")
                .anyMatch(statement -> statement.endsWith(" password '***'"));
        assertThat(document.get("roles").get("left").values()).isEmpty();
        assertThat(document.get("migrations").values()).hasSize(1);
        assertThat(bench.rows(bench.app(), "select count(*) from fruits")).containsExactly("0");
    }

    @Test
    void stopsBeforeTheMigrationsWhenTheRolesCannotBeSetUp() {
        bench.asSuperuser("alter role {master} nocreaterole");

        var result =
                FrontDoor.run(environment("RUN_MIGRATIONS", "true"), "run", "--output", "json");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr()).contains(bench.named("alter role {master} createrole"));
        var document = JsonMapper.shared().readTree(result.stdout());
        assertThat(document.get("roles").isNull()).isTrue();
        assertThat(document.get("error").get("problems").values()).hasSize(1);
        assertThat(bench.rows("select tablename from pg_tables where schemaname = 'app'"))
                .isEmpty();
    }

    @Test
    void writesTheRolesIntoTheReport() throws IOException {
        var report = directory.resolve("report");

        FrontDoor.run(
                environment("RUN_MIGRATIONS", "true", "REPORT_DIR", report.toString()), "run");

        assertThat(Files.readString(report.resolve("junit.xml")))
                .contains("tests=\"3\"", "<testcase classname=\"roles\" name=\"apply\" time=");
        assertThat(Files.readString(report.resolve("result.env")))
                .containsPattern("SLIPWAY_ROLES_CHANGED='[1-9][0-9]*'\n");
    }

    @Test
    void warnsWhenTheMigrationsRunAsSomebodyElse() {
        var environment = environment("RUN_MIGRATIONS", "true");
        environment.put(
                "DATABASE_URL",
                "postgresql://%s@127.0.0.1:%d/%s"
                        .formatted(bench.master(), bench.port(), bench.database()));
        environment.put("DB_PASSWORD", RolesBench.PASSWORD);

        var result = FrontDoor.run(environment, "run");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .contains(
                        "warning: after the roles this run works as " + bench.master(),
                        "name " + bench.migrator() + " in DATABASE_URL");
    }

    @Test
    void takesTheOrdinaryConnectionForTheMastersWhenNoOtherIsNamed() {
        var environment = environment();
        environment.remove("ROLES_USER");
        environment.remove("ROLES_PASSWORD");
        environment.put(
                "DATABASE_URL",
                "postgresql://%s@127.0.0.1:%d/%s"
                        .formatted(bench.master(), bench.port(), bench.database()));
        environment.put("DB_PASSWORD", RolesBench.PASSWORD);

        assertThat(FrontDoor.run(environment, "roles", "apply").exitCode()).isZero();
        assertThat(FrontDoor.run(environment, "roles", "check").exitCode()).isZero();
    }

    // ---- settings ----

    @Test
    void tellsEveryWrongSettingAtOnce() {
        var environment =
                environment(
                        "ROLES_OWNER", bench.app(),
                        "ROLES_MIGRATOR", "pg_migrator",
                        "ROLES_SCHEMA", "s".repeat(64),
                        "ROLES_IAM", "yes",
                        "ROLES_EXTENSIONS", "citext:a:b, :x",
                        "ROLES_REVOKES", "true");
        environment.remove("ROLES_READONLY");
        environment.remove("ROLES_USER");

        var result = FrontDoor.run(environment, "run");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr())
                .contains(
                        "ROLES_OWNER and ROLES_APP are both " + bench.app(),
                        "ROLES_MIGRATOR: 'pg_migrator' is reserved by PostgreSQL",
                        "is longer than 63 bytes",
                        "ROLES_IAM is 'yes'; give true or false",
                        "ROLES_EXTENSIONS: 'citext:a:b' is neither",
                        "ROLES_EXTENSIONS: ':x' is neither",
                        "ROLES_READONLY_PASSWORD is set without ROLES_READONLY",
                        "ROLES_PASSWORD is set without ROLES_USER",
                        "ROLES_REVOKES is no setting; did you mean ROLES_REVOKE?");
        assertThat(bench.rows("select rolname from pg_roles where rolname = '{app}'")).isEmpty();
    }

    @Test
    void tellsWhatIsWrongWithTheRolesAlsoWithoutADatabase() {
        var result =
                FrontDoor.run(
                        Map.of(
                                "ROLES_APP", "none",
                                "ROLES_IAM", "true",
                                "ROLES_APP_PASSWORD", "secret-7"),
                        "roles",
                        "apply");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr())
                .contains(
                        "no database is named",
                        "ROLES_APP: 'none' is reserved",
                        "ROLES_APP_PASSWORD and ROLES_IAM exclude each other");
    }

    @Test
    void hasTheDefaultsThatTheDocumentationNames() {
        var environment = bench.environment();
        environment.keySet().removeIf(name -> name.matches("ROLES_(OWNER|APP|READONLY).*"));
        environment.put("DB_SCHEMA", "shop");

        var plan = FrontDoor.run(environment, "roles", "apply", "--plan");

        assertThat(plan.stdout())
                .contains(
                        "create role shop_owner nologin;",
                        "create schema shop authorization shop_owner;",
                        "grant usage on schema shop to app;");
    }
}
