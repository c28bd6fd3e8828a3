package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.Mode;
import dev.slipway.settings.SettingsReader;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NoSecrets;
import dev.slipway.support.Project;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

class SettingsTest {
    private static final String ENCODED = TestDatabase.encoded(TestDatabase.PASSWORD);

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    /// Runs with the project's environment, in which a null value unsets a name.
    private Execution run(String... pairs) {
        var environment = project.environment();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] == null) {
                environment.remove(pairs[i]);
            } else {
                environment.put(pairs[i], pairs[i + 1]);
            }
        }
        return run(environment, "run");
    }

    private static Execution run(Map<String, String> environment, String... args) {
        var result = FrontDoor.run(environment, args);
        assertThat(result.stdout() + result.stderr())
                .as("no secret is printed")
                .doesNotContain(TestDatabase.PASSWORD, ENCODED);
        return result;
    }

    private void assertRefused(Execution result, String... problems) {
        assertThat(result.stderr()).startsWith("error[settings]: ").contains(problems);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEmpty();
        assertThat(project.database().tables()).isEmpty();
    }

    private void assertMigrated(Execution result) {
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).contains("Applied 1 migration");
        assertThat(project.database().tables()).contains("fruits");
    }

    private String url(String password) {
        return "postgresql://"
                + TestDatabase.USER
                + ":"
                + password
                + "@127.0.0.1:"
                + project.database().port()
                + "/"
                + project.database().name();
    }

    @Test
    void refusesToCommitPerAnythingElse() {
        assertRefused(
                run("RUN_SEED", "true", "SEED_COMMIT_PER", "table"),
                "SEED_COMMIT_PER: 'table' is neither run nor seed");
    }

    @Test
    void refusesAMisspeltModeInsteadOfDoingNothing() {
        assertRefused(
                run("RUN_MIGRATION", "true"),
                "a setting is wrong; nothing was done",
                "RUN_MIGRATION is no setting; did you mean RUN_MIGRATIONS?");
    }

    @Test
    void refusesAMisspeltModeBesideACorrectOne() {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "RUN_SEEDS", "true"),
                "RUN_SEEDS is no setting; did you mean RUN_SEED?");
    }

    @Test
    void refusesAModeThatDoesNotExist() {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "RUN_BACKUP", "true"),
                "RUN_BACKUP selects nothing; the modes are RUN_ROLES, RUN_MIGRATIONS and RUN_SEED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "Y", "truee", "2"})
    void refusesAFlagThatIsNeitherTrueNorFalse(String value) {
        assertRefused(
                run("RUN_MIGRATIONS", value),
                "RUN_MIGRATIONS is '" + value + "'; give true or false");
    }

    @Test
    void suggestsTheFlagValueThatWasMeant() {
        assertRefused(run("RUN_MIGRATIONS", "ture"), "did you mean true?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesAnEmptyFlag(String value) {
        assertRefused(
                run("RUN_MIGRATIONS", value),
                "RUN_MIGRATIONS is set but empty; give true or false, or unset it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE", "1", " true "})
    void acceptsAFlagInAnyCase(String value) {
        assertMigrated(run("RUN_MIGRATIONS", value, "RUN_SEED", "False"));
    }

    @Test
    void refusesToRunWithoutADatabase() {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "DATABASE_URL", null),
                "no database is named: set DATABASE_URL, or DB_HOST, DB_NAME, DB_USER and DB_PASSWORD");
    }

    @Test
    void refusesAnEmptyDatabaseUrl() {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "DATABASE_URL", ""), "DATABASE_URL is set but empty");
    }

    @Test
    void namesTheSettingThatAMisspeltOneStandsFor() {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "DATABASE_URL", null, "DATABSE_URL", url(ENCODED)),
                "DATABSE_URL is no setting; did you mean DATABASE_URL?");
        assertRefused(
                run("RUN_MIGRATIONS", "true", "MIGRATION_DIR", "/sql"),
                "MIGRATION_DIR is no setting; did you mean MIGRATIONS_DIR?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://app:$@127.0.0.1/db",
                "app:$@127.0.0.1/db",
                "\"postgresql://app:$@127.0.0.1/db\"",
                "{\"url\": \"postgresql://app:$@127.0.0.1/db\"}",
                "postgresql:/app:$@127.0.0.1/db",
                "postgresql://app:$@127.0.0.1",
                "postgresql://app:$@127.0.0.1:5432/",
                "postgresql://app:$@127.0.0.1:port/db",
                "postgresql://app:$@127.0.0.1:0/db",
                "postgresql://app:$@127.0.0.1:70000/db",
                "postgresql://app:$@127.0.0.1:99999999999/db",
                "postgresql://app:$@/db",
                "postgresql://:$@127.0.0.1/db",
                "postgresql://app:$@one,two/db",
                "postgresql://app:$",
                "postgresql://app:$@127.0.0.1/db?connect_timeout=soon"
            })
    void refusesABadUrlWithoutShowingItsPassword(String shape) {
        for (var password : List.of(TestDatabase.PASSWORD, ENCODED)) {
            var result =
                    run("RUN_MIGRATIONS", "true", "DATABASE_URL", shape.replace("$", password));

            assertRefused(result, "DATABASE_URL");
            assertThat(result.stderr()).doesNotContain("p#s", "p%23s", "r:d", "%3Ad");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mysql://app@127.0.0.1/db            | begins with mysql://; it must be postgresql://
                    postgresql://app@127.0.0.1          | the database is missing
                    postgresql://app@127.0.0.1:x/db     | the port is not a number
                    postgresql://app@127.0.0.1:70000/db | the port 70000 is out of range (1 to 65535)
                    postgresql://127.0.0.1/db           | the user is missing
                    postgresql://app@/db                | the host is missing
                    """)
    void saysWhatIsWrongWithAUrl(String url, String problem) {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "DATABASE_URL", url), "DATABASE_URL: " + problem);
    }

    @Test
    void tellsAllProblemsAtOnce() {
        var result =
                run(
                        "RUN_MIGRATIONS", "yes",
                        "RUN_SEEED", "true",
                        "DATABASE_URL", "postgresql://app:" + ENCODED + "@127.0.0.1:0",
                        "CONNECT_TIMEOUT", "soon",
                        "RUN_LOCK_TIMEOUT", "-1",
                        "FLYWAY_OUT_OF_ODER", "true");

        assertRefused(
                result,
                "7 settings are wrong; nothing was done",
                "RUN_MIGRATIONS is 'yes'",
                "did you mean RUN_SEED?",
                "the port 0 is out of range",
                "the database is missing",
                "CONNECT_TIMEOUT is 'soon'; give a duration such as 30s or 10m",
                "RUN_LOCK_TIMEOUT is '-1'",
                "FLYWAY_OUT_OF_ODER is no option of Flyway; did you mean outOfOrder?");
        assertThat(result.stderr().lines().filter(line -> line.startsWith("  fix: "))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://", "postgres://", "jdbc:postgresql://"})
    void connectsWithEverySpellingOfTheUrl(String scheme) {
        assertMigrated(
                run(
                        "RUN_MIGRATIONS",
                        "true",
                        "DATABASE_URL",
                        url(ENCODED).replace("postgresql://", scheme)));
    }

    @Test
    void connectsWithAPasswordThatNobodyEncoded() {
        assertMigrated(run("RUN_MIGRATIONS", "true", "DATABASE_URL", url(TestDatabase.PASSWORD)));
    }

    @Test
    void connectsWithThePasswordAmongTheUrlsParameters() {
        assertMigrated(
                run(
                        "RUN_MIGRATIONS",
                        "true",
                        "DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:%d/%s?user=app&password=%s"
                                .formatted(
                                        project.database().port(),
                                        project.database().name(),
                                        ENCODED)));
    }

    private Map<String, String> parts() {
        var environment = project.environment();
        environment.remove("DATABASE_URL");
        environment.put("RUN_MIGRATIONS", "true");
        environment.put("DB_HOST", "127.0.0.1");
        environment.put("DB_PORT", Integer.toString(project.database().port()));
        environment.put("DB_NAME", project.database().name());
        environment.put("DB_USER", TestDatabase.USER);
        environment.put("DB_PASSWORD", TestDatabase.PASSWORD);
        return environment;
    }

    @Test
    void connectsWithTheParts() {
        assertMigrated(run(parts(), "run"));
    }

    @Test
    void namesThePartsThatAreMissing() {
        var environment = parts();
        environment.remove("DB_HOST");
        environment.remove("DB_USER");
        environment.put("DB_USERNAME", "app");

        assertRefused(
                run(environment, "run"),
                "DB_HOST is missing",
                "DB_USER is missing",
                "DB_USERNAME is no setting; did you mean DB_USER?");
    }

    @Test
    void refusesABadPortAmongTheParts() {
        var environment = parts();
        environment.put("DB_PORT", "5432x");

        assertRefused(run(environment, "run"), "DB_PORT: the port is not a number");
    }

    @Test
    void passesOverWhatKubernetesSetsForAServiceCalledDb() {
        var environment = new HashMap<>(project.environment("RUN_MIGRATIONS", "true"));
        environment.putAll(kubernetes());

        assertMigrated(run(environment, "run"));
    }

    @Test
    void passesOverWhatKubernetesSetsBesideTheParts() {
        var environment = parts();
        environment.putAll(kubernetes());
        environment.put("DB_HOST", "localhost");
        environment.put("CONNECT_TIMEOUT", "1s");

        var result = run(environment, "run");

        // The port is PostgreSQL's own then, where nothing listens or somebody else's server does.
        assertThat(result.stderr()).contains("localhost:5432").doesNotContain("is no setting");
        assertThat(result.exitCode()).isIn(4, 5);
    }

    private static Map<String, String> kubernetes() {
        return Map.of(
                "DB_SERVICE_HOST", "10.0.0.1",
                "DB_SERVICE_PORT", "5432",
                "DB_PORT", "tcp://10.0.0.1:5432",
                "DB_PORT_5432_TCP", "tcp://10.0.0.1:5432",
                "DB_PORT_5432_TCP_PROTO", "tcp",
                "DB_PORT_5432_TCP_PORT", "5432",
                "DB_PORT_5432_TCP_ADDR", "10.0.0.1");
    }

    @Test
    void refusesAUrlAndPartsThatDisagree() {
        assertRefused(
                run("RUN_MIGRATIONS", "true", "DB_HOST", "db.internal"),
                "DATABASE_URL and DB_HOST name different databases; unset one of them"
                        + " (DB_HOST is db.internal, the URL says 127.0.0.1)");
    }

    @Test
    void acceptsPartsThatSayTheSameAsTheUrl() {
        assertMigrated(
                run(
                        "RUN_MIGRATIONS",
                        "true",
                        "DB_HOST",
                        "127.0.0.1",
                        "DB_NAME",
                        project.database().name()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://app:$@127.0.0.1/db",
                "postgresql://127.0.0.1/db?user=app&password=$",
                "app:$@127.0.0.1/db"
            })
    void refusesAPasswordOnTheCommandLine(String shape) {
        for (var password : List.of(TestDatabase.PASSWORD, ENCODED)) {
            var environment = project.environment();

            var result =
                    FrontDoor.run(environment, "migrate", "--url", shape.replace("$", password));

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.stdout()).isEmpty();
            assertThat(result.stderr())
                    .startsWith("error[usage]: --url holds a password; nothing was done")
                    .contains("DB_PASSWORD")
                    .doesNotContain(password);
            assertThat(project.database().tables()).isEmpty();
        }
    }

    @Test
    void takesTheUrlFromTheCommandLineAndThePasswordFromTheEnvironment() {
        var environment = project.environment("DB_PASSWORD", TestDatabase.PASSWORD);
        environment.remove("DATABASE_URL");

        assertMigrated(run(environment, "migrate", "--url", url("x").replace(":x@", "@")));
    }

    @Test
    void takesThePasswordFromTheEnvironmentWhenTheUrlHasNone() {
        assertMigrated(
                run(
                        "RUN_MIGRATIONS",
                        "true",
                        "DATABASE_URL",
                        url("x").replace(":x@", "@"),
                        "DB_PASSWORD",
                        TestDatabase.PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?sslmode=prefer", "?options=-c%20a.b=x@y", "?", "?sslmode=prefer&"})
    void findsTheHostBeforeParameters(String query) {
        for (var password : List.of(ENCODED, TestDatabase.PASSWORD)) {
            var result = run("RUN_MIGRATIONS", "true", "DATABASE_URL", url(password) + query);

            assertThat(result.stderr()).isEmpty();
            assertThat(result.exitCode()).isZero();
        }
    }

    @Test
    void warnsAboutAnUnknownParameterOfTheUrl() {
        var result =
                run(
                        "RUN_MIGRATIONS",
                        "true",
                        "DATABASE_URL",
                        url(ENCODED) + "?ssl_mode=require&pgbouncer=true");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .contains(
                        "warning: DATABASE_URL: the parameter ssl_mode is not used; did you mean sslmode?",
                        "warning: DATABASE_URL: the parameter pgbouncer is not used");
    }

    @Test
    void showsNoPasswordThatAServerQuotesBack() {
        project.migrations()
                .with(
                        "V2__leak.sql",
                        "do $$ begin raise 'it is %', '" + TestDatabase.PASSWORD + "'; end $$;");

        for (var style : List.of("text", "json")) {
            var result =
                    run(
                            project.environment(),
                            "migrate",
                            "--output",
                            style,
                            "--report-dir",
                            directory.resolve("report").toString());

            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.stderr()).contains("it is ***");
            assertThat(directory.resolve("report/junit.xml"))
                    .content(StandardCharsets.UTF_8)
                    .doesNotContain(TestDatabase.PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "1", "\"", "e\\"})
    void keepsJsonWholeWhenAPasswordIsAWordInIt(String password) {
        project.migrations()
                .with("V2__leak.sql", "do $$ begin raise 'it is <" + password + ">'; end $$;");
        var environment = project.environment("DB_PASSWORD", password);

        var failed = FrontDoor.run(environment, "migrate", "--output", "json");
        var status = FrontDoor.run(environment, "status", "--output", "json");

        var json = JsonMapper.builder().build();
        var error = json.readTree(failed.stdout()).path("error");
        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(error.path("why").path(0).asString()).contains("it is <***>");
        assertThat(status.exitCode()).isEqualTo(10);
        assertThat(json.readTree(status.stdout()).path("applied").path(0).has("appliedAt"))
                .isTrue();
    }

    @Test
    void hasTheDefaultsThatTheDocumentationNames() {
        var settings =
                new SettingsReader(
                                Map.of("DATABASE_URL", "postgresql://app@db.internal/shop"),
                                new NoSecrets())
                        .read(Set.of(Mode.MIGRATIONS));

        assertThat(settings.connection().port()).isEqualTo(5432);
        assertThat(settings.connection().password()).isNull();
        assertThat(settings.connection().parameters()).isEmpty();
        assertThat(settings.connection().connectTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.limits().runLock()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.reportDirectory()).isNull();
        assertThat(settings.seeds().directory()).isEqualTo(Path.of("seeds"));
        assertThat(settings.seeds().libraryDirectory()).isEqualTo(Path.of("seed-lib"));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void hasFlywaysDefaultsForMigrations() {
        var migrations =
                new SettingsReader(
                                Map.of("DATABASE_URL", "postgresql://app@db.internal/shop"),
                                new NoSecrets())
                        .read(Set.of(Mode.MIGRATIONS))
                        .migrations();

        assertThat(migrations.locations()).containsExactly(Path.of("migrations"));
        assertThat(migrations.defaultSchema()).isNull();
        assertThat(migrations.schemas()).isEmpty();
        assertThat(migrations.createSchemas()).isTrue();
        assertThat(migrations.table()).isEqualTo("flyway_schema_history");
        assertThat(migrations.sqlMigrationPrefix()).isEqualTo("V");
        assertThat(migrations.repeatableSqlMigrationPrefix()).isEqualTo("R");
        assertThat(migrations.sqlMigrationSeparator()).isEqualTo("__");
        assertThat(migrations.sqlMigrationSuffixes()).containsExactly(".sql");
        assertThat(migrations.encoding()).isEqualTo(StandardCharsets.UTF_8);
        assertThat(migrations.placeholderReplacement()).isTrue();
        assertThat(migrations.placeholderPrefix()).isEqualTo("${");
        assertThat(migrations.placeholderSuffix()).isEqualTo("}");
        assertThat(migrations.outOfOrder()).isFalse();
        assertThat(migrations.baselineOnMigrate()).isFalse();
        assertThat(migrations.ignoreMigrationPatterns()).containsExactly("*:future");
        assertThat(migrations.validateOnMigrate()).isTrue();
        assertThat(migrations.mixed()).isFalse();
        assertThat(migrations.group()).isFalse();
        assertThat(migrations.target()).isNull();
        assertThat(migrations.strict()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "30,30000", "10m,600000", "10min,600000", "1h,3600000"})
    void readsDurationsWithTheirUnits(String written, long millis) {
        var settings =
                new SettingsReader(
                                Map.of(
                                        "DATABASE_URL",
                                        "postgresql://app@db.internal/shop",
                                        "RUN_LOCK_TIMEOUT",
                                        written),
                                new NoSecrets())
                        .read(Set.of(Mode.MIGRATIONS));

        assertThat(settings.limits().runLock()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void printsNoPasswordWhenASettingsRecordIsPrinted() {
        var settings =
                new SettingsReader(Map.of("DATABASE_URL", url(ENCODED)), new NoSecrets())
                        .read(Set.of(Mode.MIGRATIONS));

        assertThat(settings.toString())
                .contains("postgresql://app:***@127.0.0.1")
                .doesNotContain(TestDatabase.PASSWORD, ENCODED);
    }
}
