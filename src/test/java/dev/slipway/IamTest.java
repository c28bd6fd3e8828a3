package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.aws.IamTokens;
import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.Shell;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tokens in place of passwords, on a PostgreSQL that takes them as RDS does: through PAM, over
/// TLS, from whoever may have one.
@NeedsAws
class IamTest {
    private static final String IMAGE = "slipway-test-iam";

    /// Takes a token for the user that logs in, but for `stranger`, and writes each down.
    private static final String DOCKERFILE =
            """
            FROM debian:trixie-slim
            RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-17
            RUN printf '%s\\n' '#!/bin/bash' 'token=$(tr -d "\\\\0")' 'echo "$token" >>/tmp/tokens' \\
                  '[ "$PAM_USER" != stranger ] && [[ $token == *:5432/\\?*DBUser=$PAM_USER* && $token == *Action=connect* ]]' \\
                  >/usr/local/bin/takes-token && chmod 755 /usr/local/bin/takes-token
            RUN printf '%s\\n' 'auth required pam_exec.so quiet expose_authtok /usr/local/bin/takes-token' \\
                  'account required pam_permit.so' >/etc/pam.d/rds
            USER postgres
            RUN printf '%s\\n' 'local all all trust' 'hostssl all all all pam pamservice=rds' >/etc/postgresql/17/main/pg_hba.conf \\
             && echo "listen_addresses = '*'" >>/etc/postgresql/17/main/postgresql.conf
            CMD ["/usr/lib/postgresql/17/bin/postgres", "-c", "config_file=/etc/postgresql/17/main/postgresql.conf"]
            """;

    private static String container;
    private static String host;
    private static int databases;

    @TempDir private Path directory;

    private String database;

    @BeforeAll
    static void startServer(@TempDir Path context) {
        new Folder(context).with("Dockerfile", DOCKERFILE);
        Shell.output("docker", "build", "--quiet", "-t", IMAGE, context.toString());
        container = Shell.output("docker", "run", "--detach", "--rm", IMAGE);
        host =
                Shell.output(
                        "docker",
                        "inspect",
                        "--format",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        container);
        Wait.until(
                "the server answers",
                () ->
                        Shell.run(Map.of(), "docker", "exec", container, "pg_isready").exitCode()
                                == 0);
        psql("postgres", "create role migrator login; create role stranger login");
    }

    @AfterAll
    static void stopServer() {
        Shell.output("docker", "stop", "--time", "0", container);
    }

    @BeforeEach
    void createDatabase() {
        database = "db" + ++databases;
        psql("postgres", "create database " + database + " owner migrator");
        new Folder(directory).with("migrations/V1__fruits.sql", "create table fruits (name text);");
    }

    private static String psql(String database, String sql) {
        var command = new ArrayList<>(List.of("docker", "exec", container, "psql"));
        command.addAll(List.of("-XAt", "-d", database));
        for (var statement : sql.split("; ", -1)) {
            command.addAll(List.of("-c", statement));
        }
        return Shell.output(command.toArray(String[]::new));
    }

    private static List<String> tokens() {
        return Shell.output("docker", "exec", container, "cat", "/tmp/tokens").lines().toList();
    }

    private Map<String, String> environment(String user, String parameters) {
        return new HashMap<>(
                Map.of(
                        "DATABASE_URL",
                        "postgresql://" + user + "@" + host + "/" + database + parameters,
                        "DB_IAM_AUTH",
                        "true",
                        "MIGRATIONS_DIR",
                        directory.resolve("migrations").toString(),
                        "SEEDS_DIR",
                        directory.resolve("seeds").toString()));
    }

    @Test
    void logsInWithATokenForThisUserHostAndPort() {
        var result = FrontDoor.run(environment("migrator", "?sslmode=require"), "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(result.stdout()).contains("Applied 1 migration");
        assertThat(psql(database, "select tableowner from pg_tables where tablename = 'fruits'"))
                .isEqualTo("migrator");
        assertThat(tokens())
                .allSatisfy(
                        token ->
                                assertThat(token)
                                        .startsWith(host + ":5432/?")
                                        .contains(
                                                "DBUser=migrator",
                                                "Action=connect",
                                                "X-Amz-Expires=",
                                                "us-east-1%2Frds-db%2Faws4_request"));
    }

    @Test
    void takesUserAndHostFromTheParts() {
        var environment = environment("migrator", "");
        environment.remove("DATABASE_URL");
        environment.putAll(Map.of("DB_HOST", host, "DB_NAME", database, "DB_USER", "migrator"));
        environment.put("DB_SSLMODE", "require");

        var result = FrontDoor.run(environment, "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
    }

    @Test
    void makesATokenForEachConnection() throws Exception {
        psql(
                database,
                "create schema other authorization migrator; create table other.held (id int); alter table other.held owner to migrator");
        new Folder(directory)
                .with("migrations/V2__held.sql", "alter table other.held add column name text")
                .with("seeds/pears.sql", "insert into fruits values ('pear');");
        var holder =
                new ProcessBuilder("docker", "exec", "-i", container, "psql", "-X", "-d", database)
                        .redirectErrorStream(true)
                        .start();
        try (var input = holder.outputWriter()) {
            input.write("begin; lock table other.held in access share mode;\n");
            input.flush();
            var environment = new HashMap<>(System.getenv());
            environment.putAll(environment("migrator", "?sslmode=require"));
            environment.putAll(Map.of("RUN_MIGRATIONS", "true", "RUN_SEED", "true"));
            try (var run = SlipwayProcess.start(environment, "run")) {
                Wait.until(
                        "the run waits for the table",
                        () ->
                                !psql(database, "select 1 from pg_locks where not granted")
                                        .isEmpty());
                // Two tokens of the same second are the same.
                var second = Instant.now().getEpochSecond();
                Wait.until(
                        "a second has gone by", () -> Instant.now().getEpochSecond() > second + 1);
                var before = tokens();
                input.write("commit;\n");
                input.flush();
                var result = run.finish();

                assertThat(result.exitCode()).as(result.stderr()).isZero();
                assertThat(tokens().subList(before.size(), tokens().size()))
                        .isNotEmpty()
                        .doesNotContainAnyElementsOf(before);
            }
        } finally {
            holder.destroy();
        }
    }

    @Test
    void saysWhatToCheckWhenTheTokenIsRefused() {
        var result = FrontDoor.run(environment("stranger", "?sslmode=require"), "migrate");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        "error[refused]: ",
                        "does not let user stranger in; nothing was done",
                        "PAM authentication failed",
                        "grant rds_iam to \"stranger\"",
                        "rds-db:connect on arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/stranger",
                        "--enable-iam-database-authentication",
                        "clock is right")
                .doesNotContain("X-Amz-Signature");
        assertThat(tokens()).anyMatch(token -> token.contains("DBUser=stranger"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer"})
    void refusesToSendATokenUnencrypted(String mode) {
        refused(
                FrontDoor.run(environment("migrator", "?sslmode=" + mode), "migrate"),
                "DB_IAM_AUTH is true, and sslmode is " + mode);
    }

    @ParameterizedTest
    @CsvSource({
        "DB_PASSWORD, s3cret, and a password is given too",
        "DATABASE_URL, postgresql://migrator:s3cret@host/db, and a password is given too",
        "DB_IAM_AUTH, perhaps, DB_IAM_AUTH is 'perhaps'"
    })
    void refusesAPasswordBesideTokens(String setting, String value, String problem) {
        var environment = environment("migrator", "?sslmode=require");
        environment.put(setting, value);

        var result = FrontDoor.run(environment, "migrate");

        refused(result, problem);
        assertThat(result.stderr()).doesNotContain("s3cret");
    }

    private static void refused(Execution result, String problem) {
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr()).contains(problem);
    }

    @Test
    void takesTheRegionFromTheNameOfTheEndpoint() {
        assertThat(IamTokens.token("shop.abcdefghijkl.eu-central-1.rds.amazonaws.com", 5432, "app"))
                .startsWith("shop.abcdefghijkl.eu-central-1.rds.amazonaws.com:5432/?")
                .contains("%2Feu-central-1%2Frds-db%2F");
        assertThat(
                        IamTokens.token(
                                "shop.cluster-abcdefghijkl.us-gov-west-1.rds.amazonaws.com",
                                5433,
                                "app"))
                .contains("%2Fus-gov-west-1%2Frds-db%2F");
    }

    @Test
    void saysThatThereAreNoCredentials() {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.putAll(environment("migrator", "?sslmode=require"));
        environment.putAll(
                Map.of(
                        "AWS_REGION",
                        "eu-central-1",
                        "AWS_EC2_METADATA_DISABLED",
                        "true",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        "/nowhere",
                        "AWS_CONFIG_FILE",
                        "/nowhere"));
        try (var process = SlipwayProcess.start(environment, "migrate")) {
            var result = process.finish();

            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.stderr())
                    .contains("no token for user migrator", "no AWS credentials were found")
                    .doesNotContain("software.amazon");
        }
    }
}
