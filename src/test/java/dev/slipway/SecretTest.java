package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.AwsAnswer;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Image;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.PostgresContainer;
import dev.slipway.support.Project;
import dev.slipway.support.SeedProcess;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Databases that a secret of AWS Secrets Manager names.
@NeedsAws
class SecretTest {
    private static final String PASSWORD = TestDatabase.PASSWORD;

    private final String name = "slipway/" + UUID.randomUUID();
    private final SecretsManagerClient secrets =
            SecretsManagerClient.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .build();

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
    }

    @AfterEach
    void close() {
        secrets.close();
        project.close();
    }

    /// Stores a secret in which `{user}`, `{password}`, `{encoded}`, `{host}`, `{port}` and
    /// `{database}` stand for those of the test's database.
    ///
    /// @return its ARN
    private String store(String template) {
        return secrets.createSecret(request -> request.name(name).secretString(filledIn(template)))
                .arn();
    }

    private String filledIn(String template) {
        return template.replace("{user}", TestDatabase.USER)
                .replace("{password}", PASSWORD)
                .replace("{encoded}", TestDatabase.encoded(PASSWORD))
                .replace("{host}", "127.0.0.1")
                .replace("{port}", Integer.toString(project.database().port()))
                .replace("{database}", project.database().name());
    }

    private Map<String, String> environment(String... pairs) {
        var environment = new HashMap<>(project.environment());
        environment.remove("DATABASE_URL");
        environment.put("DATABASE_SECRET", name);
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], filledIn(pairs[i + 1]));
        }
        return environment;
    }

    private Execution migrate(String... pairs) {
        return checked(FrontDoor.run(environment(pairs), "migrate"));
    }

    private static Execution checked(Execution result) {
        assertThat(result.stdout() + result.stderr())
                .as("no secret is printed")
                .doesNotContain(PASSWORD, TestDatabase.encoded(PASSWORD));
        return result;
    }

    private void assertMigrated(Execution result) {
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(project.database().tables()).contains("fruits");
    }

    private void assertRefused(Execution result, int exitCode, String... words) {
        assertThat(result.stderr()).contains(words);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(project.database().tables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://{user}:{encoded}@{host}:{port}/{database}",
                "  jdbc:postgresql://{user}:{password}@{host}:{port}/{database}\n",
                "{\"url\": \"postgres://{user}:{encoded}@{host}:{port}/{database}\"}",
                "{\"DATABASE_URL\": \"postgres://{user}:{password}@{host}:{port}/{database}\"}",
                "{\"connectionString\": \"postgres://{user}:{encoded}@{host}:{port}/{database}\"}",
                "{\"url\": \"jdbc:postgresql://{host}:{port}/{database}\", \"username\": \"{user}\", \"password\": \"{password}\"}",
                "{\"engine\": \"postgres\", \"username\": \"{user}\", \"password\": \"{password}\", \"host\": \"{host}\", \"port\": {port}, \"dbname\": \"{database}\"}",
                "{\"engine\": \"aurora-postgresql\", \"user\": \"{user}\", \"password\": \"{password}\", \"hostname\": \"{host}\", \"port\": \"{port}\", \"dbName\": \"{database}\", \"dbClusterIdentifier\": \"shop\"}",
                "{\"DB_HOST\": \"{host}\", \"DB_PORT\": {port}, \"DB_NAME\": \"{database}\", \"DB_USER\": \"{user}\", \"DB_PASSWORD\": \"{password}\", \"engine\": null}"
            })
    void readsEveryShapeInUse(String secret) {
        store(secret.replace("DB_NAME", "database"));

        assertMigrated(migrate());
    }

    @Test
    void takesWhatTheSecretLacksFromTheSettings() {
        store("{\"username\": \"{user}\", \"password\": \"{password}\"}");

        assertMigrated(migrate("DB_HOST", "{host}", "DB_PORT", "{port}", "DB_NAME", "{database}"));
    }

    @Test
    void namesEverythingThatIsMissing() {
        store("{\"engine\": \"mysql\", \"port\": \"a\"}");

        assertRefused(
                migrate("MIGRATIONS_STRICT", "perhaps"),
                3,
                "7 settings are wrong",
                "is for the engine mysql; Slipway works with PostgreSQL only",
                "holds no password",
                "DB_HOST is missing; the secret " + name + " does not hold it (key host)",
                "DB_NAME is missing",
                ": the port is not a number",
                "DB_USER is missing",
                "MIGRATIONS_STRICT is 'perhaps'");
    }

    @Test
    void readsTheKeyThatIsNamed() {
        store(
                "{\"writer\": \"postgresql://{user}:{encoded}@{host}:{port}/{database}\", \"reader\": \"postgresql://x:y@nowhere/z\"}");

        assertMigrated(migrate("DATABASE_SECRET", name + ":writer"));
    }

    @Test
    void readsAPasswordUnderTheKeyThatIsNamed() {
        store("{\"app-password\": \"{password}\"}");

        assertMigrated(
                migrate(
                        "DATABASE_SECRET",
                        name + ":app-password::",
                        "DB_HOST",
                        "{host}",
                        "DB_PORT",
                        "{port}",
                        "DB_NAME",
                        "{database}",
                        "DB_USER",
                        "{user}"));
    }

    @Test
    void namesTheKeysWhereTheOneThatIsMeantIsMissing() {
        store("{\"writer\": \"{password}\", \"reader\": \"x\"}");

        assertRefused(
                migrate("DATABASE_SECRET", name + ":write"),
                3,
                "has no text under the key write; its keys are: writer, reader");
    }

    @Test
    void readsTheVersionThatIsNamedOfASecretThatIsNamedByItsArn() {
        var arn = store("postgresql://{user}:{encoded}@{host}:{port}/{database}");
        secrets.putSecretValue(
                request -> request.secretId(name).secretString("postgresql://x:y@127.0.0.1:1/z"));

        var result = migrate("DATABASE_SECRET", arn + "::AWSPREVIOUS:");

        assertMigrated(result);
    }

    @Test
    void takesTheRegionFromTheArn() {
        var arn = store("postgresql://{user}:{encoded}@{host}:{port}/{database}");

        // The stand-in holds each region's secrets apart.
        assertRefused(
                migrate("DATABASE_SECRET", arn.replace("us-east-1", "eu-central-1")),
                3,
                "there is no such secret in region eu-central-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' '| is empty",
                "p4ssw0rd| is neither a URL",
                "[1]| is neither a URL",
                "{\"url\": \"p4ssw0rd\"| is neither a URL",
                "{\"url\": \"mysql://u:p4ssw0rd@h/d\"}| DATABASE_SECRET: begins with mysql://",
                "{\"url\": \"postgres://u:p4ssw0rd@h\"}| DATABASE_SECRET: the database is missing",
                "{\"url\": \"postgres://u:p4ssw0rd@h/d\", \"jdbcUrl\": \"jdbc:postgresql://h/d\"}| holds more than one URL"
            })
    void refusesASecretThatNamesNoDatabaseWithoutQuotingIt(String secret, String problem) {
        store(secret);

        var result = migrate();

        assertRefused(result, 3, problem);
        assertThat(result.stderr()).doesNotContain("p4ssw0rd");
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, postgresql://a@b/c, DATABASE_SECRET and DATABASE_URL are both set",
        "DB_PASSWORD, {password}, DATABASE_SECRET and DB_PASSWORD are both set",
        "DB_HOST, db.internal, DATABASE_SECRET and DB_HOST name different databases",
        "DB_PORT, 1, DATABASE_SECRET and DB_PORT name different databases"
    })
    void refusesTwoDescriptionsOfTheDatabase(String setting, String value, String problem) {
        store("postgresql://{user}:{encoded}@{host}:{port}/{database}");

        assertRefused(migrate(setting, value), 3, problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://{user}:{encoded}@{host}:{port}/{database}",
                "{\"password\": \"{encoded}\"}",
                "two words {encoded}"
            })
    void refusesTheSecretItselfInPlaceOfItsNameWithoutQuotingIt(String value) {
        var result = migrate("DATABASE_SECRET", value);

        assertRefused(
                result, 3, "is not the name or ARN of a secret", "call that variable DATABASE_URL");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:s3:::bucket/key, is an ARN but not of a secret",
        "name:a:b:c:d, has too many parts"
    })
    void refusesAReferenceThatIsNone(String value, String problem) {
        assertRefused(migrate("DATABASE_SECRET", value), 3, problem.replace(" but", ", but"));
    }

    @Test
    void saysThatThereIsNoSuchSecret() {
        assertRefused(
                migrate(),
                3,
                "error[settings]: the secret " + name + " cannot be read; nothing was done",
                "there is no such secret in region us-east-1");
    }

    @Test
    void saysThatTheSecretIsDeleted() {
        store("x");
        secrets.deleteSecret(request -> request.secretId(name));

        assertRefused(migrate(), 3, "marked for deletion", "aws secretsmanager restore-secret");
    }

    @Test
    void saysThatTheSecretHoldsNoText() {
        secrets.createSecret(
                request -> request.name(name).secretBinary(SdkBytes.fromUtf8String("x")));

        assertRefused(migrate(), 3, "it holds bytes, not text");
    }

    @Test
    void saysThatTheSecretHasNoValueYet() {
        secrets.createSecret(request -> request.name(name));

        assertRefused(migrate(), 3, "it is there, but not in this version", "put-secret-value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AccessDeniedException| User: arn:aws:sts::1:assumed-role/x is not authorized| 5| allow the role that this runs as secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:slipway/",
                "AccessDeniedException| Access to KMS is not allowed| 5| kms:Decrypt",
                "DecryptionFailure| no key| 5| kms:ViaService secretsmanager.us-east-1.amazonaws.com",
                "ExpiredTokenException| The security token included in the request is expired| 5| the AWS credentials have expired",
                "UnrecognizedClientException| The security token included in the request is invalid.| 5| AWS does not know these credentials",
                "InvalidParameterException| Version ids have 32 letters| 5| Version ids have 32 letters"
            })
    void saysWhatToAllowWhereAwsRefuses(String code, String words, int exitCode, String fix) {
        try (var _ = new AwsAnswer(400, error(code, words))) {
            assertRefused(migrate(), exitCode, "cannot be read; nothing was done", fix);
        }
    }

    @Test
    void saysThatAwsIsAtFault() {
        try (var _ = new AwsAnswer(500, error("InternalServiceError", "try later"))) {
            assertRefused(migrate(), 4, "Secrets Manager answers 500: try later");
        }
    }

    @Test
    void saysThatThereIsNoWayToAws() throws Exception {
        // Takes connections and never answers, as a security group that drops packets does.
        try (var _ = new AwsAnswer(500, "");
                var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty("aws.endpointUrl", "http://127.0.0.1:" + silent.getLocalPort());
            assertRefused(
                    migrate(),
                    4,
                    "Secrets Manager does not answer: packets to it are dropped",
                    "the VPC endpoint com.amazonaws.REGION.secretsmanager");
        }
    }

    @Test
    void saysThatTheEndpointDoesNotResolve() {
        try (var _ = new AwsAnswer(500, "")) {
            System.setProperty("aws.endpointUrl", "http://secretsmanager.invalid");
            assertRefused(migrate(), 4, "the host name secretsmanager.invalid does not resolve");
        }
    }

    private static String error(String code, String words) {
        return "{\"__type\": \"" + code + "\", \"message\": \"" + words + "\"}";
    }

    private static String secretValue(String text) {
        return JsonMapper.shared().writeValueAsString(Map.of("Name", "x", "SecretString", text));
    }

    @Test
    void readsTheSecretOnceMoreWhenItRotatedSinceTheStart() {
        try (var aws =
                new AwsAnswer(
                        200,
                        secretValue(filledIn("postgres://gone:old@{host}:{port}/{database}")),
                        secretValue(
                                filledIn(
                                        "postgres://{user}:{encoded}@{host}:{port}/{database}")))) {
            assertMigrated(migrate());
            assertThat(aws.requests()).hasSize(2);
        }
    }

    @Test
    void saysThatTheSecretWasReadAnewAndRefusedAgain() {
        try (var aws =
                new AwsAnswer(
                        200,
                        secretValue(filledIn("postgres://{user}:first@{host}:{port}/{database}")),
                        secretValue(
                                filledIn("postgres://{user}:second@{host}:{port}/{database}")))) {
            assertRefused(
                    migrate(),
                    5,
                    "error[refused]: the server at",
                    "refused the password of user app",
                    "the secret " + name + " was read anew, and what it holds now was refused");
            assertThat(aws.requests()).hasSize(2);
        }
    }

    @Test
    void goesOnWithTheNewPasswordWhenTheSecretRotatesInMidRun() throws Exception {
        var database = project.database();
        var role = "rotating_" + database.name();
        database.executeAsSuperuser(
                "create role " + role + " login password 'first' in role " + TestDatabase.USER);
        database.executeAsSuperuser("alter role " + role + " set role = " + TestDatabase.USER);
        store("postgresql://" + role + ":first@{host}:{port}/{database}");
        // In a schema of its own, lest the history finds itself beside strangers.
        database.execute("create schema other");
        database.execute("create table other.held (id int)");
        project.migrations().with("V2__held.sql", "alter table other.held add column name text");
        project.root().with("seeds/pears.sql", "insert into fruits values ('pear');");
        var environment = new HashMap<>(System.getenv());
        environment.putAll(environment("RUN_MIGRATIONS", "true", "RUN_SEED", "true"));
        try (var holder = database.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table other.held in access share mode");
            try (var run = SlipwayProcess.start(environment, "run")) {
                Wait.until(
                        "the run has a connection open, which waits",
                        () ->
                                !database.rows(
                                                "select 1 from pg_locks where not granted and relation = 'other.held'::regclass")
                                        .isEmpty());
                database.executeAsSuperuser("alter role " + role + " password 'second'");
                secrets.putSecretValue(
                        request ->
                                request.secretId(name)
                                        .secretString(
                                                filledIn(
                                                        "postgresql://"
                                                                + role
                                                                + ":second@{host}:{port}/{database}")));
                holder.commit();
                var result = run.finish();

                assertThat(result.exitCode()).as(result.stderr()).isZero();
                assertThat(database.rows("select name from fruits")).containsExactly("pear");
            }
        }
    }

    @Test
    void printsNoPasswordOfASecret() {
        store("{\"password\": \"{password}\"}");
        project.migrations().with("V1__fruits.sql", "select '" + PASSWORD + "'::int;");

        var result =
                migrate(
                        "DB_HOST", "{host}",
                        "DB_PORT", "{port}",
                        "DB_NAME", "{database}",
                        "DB_USER", "{user}");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr()).contains("invalid input syntax for type integer: \"***\"");
    }

    @Test
    void loadsNothingOfAwsUnlessItIsAsked() {
        store("postgresql://{user}:{encoded}@{host}:{port}/{database}");

        assertThat(classesLoaded(project.environment())).contains("dev.slipway.run.Runner");
        assertThat(classesLoaded(project.environment()))
                .doesNotContain("software.amazon", "dev.slipway.aws");
        assertThat(classesLoaded(environment())).contains("software.amazon", "dev.slipway.aws");
    }

    @Test
    void readsTheSecretInTheImage() {
        var database = PostgresContainer.newDatabase();
        secrets.createSecret(
                request -> request.name(name).secretString(PostgresContainer.url(database)));
        var environment = new HashMap<String, String>();
        for (var passed :
                List.of(
                        "AWS_ENDPOINT_URL",
                        "AWS_REGION",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY")) {
            environment.put(passed, System.getenv(passed));
        }
        environment.put("DATABASE_SECRET", name);

        var result = Image.run(environment, List.of("--network", "host"), "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(result.stdout()).contains("Applied 13 migrations");
    }

    private static String classesLoaded(Map<String, String> environment) {
        try (var process = SeedProcess.start(environment, List.of("-Xlog:class+load"), "migrate")) {
            var result = process.end();
            assertThat(result.exitCode()).as(result.stderr()).isZero();
            return result.stdout();
        }
    }
}
