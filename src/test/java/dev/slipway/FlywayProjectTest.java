package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.stream.Collectors;

/// A project that uses Flyway already runs here unchanged.
class FlywayProjectTest {
    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Execution migrate(String... pairs) {
        return FrontDoor.run(project.environment(pairs), "migrate");
    }

    private static void assertDone(Execution result) {
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    private String schemasAndTables() {
        return String.join(
                " ",
                project.database()
                        .rows(
                                "select schemaname || '.' || tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1"));
    }

    private void writeOddlyNamedProject() {
        project.root()
                .with("sql/common/M1-fruits.ddl", "create table %table% (name text);")
                .with("sql/extra/M2-color.psql", "alter table %table% add color text;")
                .with("sql/extra/A-view.ddl", "create view v as select * from %table%;")
                .with("migrations/V1__unused.sql", "create table unused (a int);");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flyway.conf", "migrations/flyway.conf"})
    void readsFlywayConf(String place) {
        writeOddlyNamedProject();
        var up = place.startsWith("migrations/") ? "../" : "";
        project.root()
                .with(
                        place,
                        """
                        # The project's own
                        flyway.locations=filesystem:%1$ssql/common, filesystem:%1$ssql/extra
                        flyway.sqlMigrationPrefix=M
                        flyway.repeatableSqlMigrationPrefix=A
                        flyway.sqlMigrationSeparator=-
                        flyway.sqlMigrationSuffixes=.ddl,.psql
                        flyway.schemas=shop,stock
                        flyway.table=versions
                        flyway.placeholderPrefix=%%
                        flyway.placeholderSuffix=%%
                        flyway.placeholders.table=${FRUIT_TABLE}
                        """
                                .formatted(up));

        assertDone(migrate("FRUIT_TABLE", "fruits"));

        assertThat(schemasAndTables()).isEqualTo("shop.fruits shop.versions");
        assertThat(
                        project.database()
                                .rows(
                                        "select script from shop.versions where version is not null order by 1"))
                .containsExactly("M1-fruits.ddl", "M2-color.psql");
        assertThat(project.database().rows("select 1 from pg_namespace where nspname = 'stock'"))
                .hasSize(1);
        assertDone(migrate("FRUIT_TABLE", "fruits"));
    }

    @Test
    void readsFlywayToml() {
        writeOddlyNamedProject();
        project.root()
                .with(
                        "flyway.toml",
                        """
                        [environments.default]
                        schemas = ["shop"]

                        [flyway]
                        locations = ["filesystem:sql/common", "filesystem:sql/extra"]
                        sqlMigrationPrefix = "M"
                        repeatableSqlMigrationPrefix = "A"
                        sqlMigrationSeparator = "-"
                        sqlMigrationSuffixes = [".ddl", ".psql"]
                        table = "versions"
                        placeholderPrefix = "%"
                        placeholderSuffix = "%"

                        [flyway.placeholders]
                        table = "fruits"
                        """);

        assertDone(migrate());

        assertThat(schemasAndTables()).isEqualTo("shop.fruits shop.versions");
    }

    @Test
    void saysWhichTomlIsMalformed() {
        project.root()
                .with("migrations/V1__a.sql", "select 1;")
                .with("flyway.toml", "[flyway\ntable = 'x'");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr()).contains("flyway.toml is not valid TOML: ");
    }

    @Test
    void readsTheVariablesOverTheFile() {
        project.root()
                .with("flyway.conf", "flyway.table=from_file\nflyway.defaultSchema=from_file\n")
                .with("migrations/V1__fruits.sql", "create table ${name} (a int);");

        assertDone(
                migrate(
                        "FLYWAY_TABLE", "versions",
                        "FLYWAY_DEFAULT_SCHEMA", "shop",
                        "FLYWAY_PLACEHOLDERS_NAME", "fruits"));

        assertThat(schemasAndTables()).isEqualTo("shop.fruits shop.versions");
    }

    @Test
    void goesOnWithAHistoryThatFlywayItselfWrote() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
        org.flywaydb.core.Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(project.database().port(), project.database().name()),
                        TestDatabase.USER,
                        TestDatabase.PASSWORD)
                .locations("filesystem:" + project.migrations())
                .loggers("slf4j")
                .load()
                .migrate();
        project.migrations().with("V2__color.sql", "alter table fruits add color text;");

        var result = migrate();

        assertDone(result);
        assertThat(result.stdout()).contains("Applied 1 migration; the schema is at version 2");
        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void connectsWithFlywaysVariables() {
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
        var environment =
                project.environment(
                        "FLYWAY_URL",
                        "jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(project.database().port(), project.database().name()),
                        "FLYWAY_USER",
                        TestDatabase.USER,
                        "FLYWAY_PASSWORD",
                        TestDatabase.PASSWORD);
        environment.remove("DATABASE_URL");

        assertDone(FrontDoor.run(environment, "migrate"));

        assertThat(project.applied()).isEqualTo("1");
    }

    @Test
    void takesNoConnectionFromAFile() {
        project.root()
                .with(
                        "flyway.conf",
                        "flyway.url=jdbc:postgresql://elsewhere/db\nflyway.password=hidden\n")
                .with("migrations/V1__fruits.sql", "create table fruits (name text);");

        var result = migrate();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .contains(
                        "warning: flyway.conf: url is not used: the connection comes from DATABASE_URL or DB_*, never from a file",
                        "warning: flyway.conf: password is not used")
                .doesNotContain("hidden", "elsewhere");
    }

    @Test
    void refusesASchemaThatIsNotEmptyWithoutABaseline() {
        project.database().execute("create table legacy (a int)");
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(8);
        assertThat(result.stderr())
                .startsWith("error[history]: ")
                .contains("FLYWAY_BASELINE_ON_MIGRATE=true");
        assertThat(project.database().tables()).containsExactly("legacy");
    }

    @Test
    void baselinesASchemaThatIsNotEmpty() {
        project.database().execute("create table legacy (a int)");
        project.migrations()
                .with("V1__legacy.sql", "create table legacy (a int);")
                .with("V2__fruits.sql", "create table fruits (name text);");

        assertDone(migrate("FLYWAY_BASELINE_ON_MIGRATE", "true"));
        assertDone(migrate("FLYWAY_BASELINE_ON_MIGRATE", "true"));
        assertDone(migrate());

        assertThat(project.applied()).isEqualTo("1 2");
        assertThat(project.database().tables()).contains("fruits");
    }

    @Test
    void allowsWhatTheProjectAllows() {
        project.migrations()
                .with("V1__a.sql", "select 1;")
                .with("V3__c.sql", "select 3;")
                .with("V4__d.sql", "select 4;");
        assertDone(migrate());
        project.migrations().without("V3__c.sql").with("V2__b.sql", "select 2;");
        project.root()
                .with(
                        "flyway.conf",
                        "flyway.outOfOrder=true\nflyway.ignoreMigrationPatterns=*:missing,*:future\n");

        assertDone(migrate());

        assertThat(project.applied()).isEqualTo("1 3 4 2");
    }

    @Test
    void skipsValidationWhereTheProjectDoes() {
        project.migrations().with("V1__a.sql", "select 1;");
        assertDone(migrate());
        project.migrations().with("V1__a.sql", "select 1 + 1;").with("V2__b.sql", "select 2;");

        assertThat(migrate().exitCode()).isEqualTo(8);
        assertDone(migrate("FLYWAY_VALIDATE_ON_MIGRATE", "false"));

        assertThat(project.applied()).isEqualTo("1 2");
    }

    @Test
    void runsCallbacksEachTime() {
        project.database().execute("create schema log create table log.lines (line text)");
        project.migrations()
                .with("V1__a.sql", "select 1;")
                .with("beforeMigrate.sql", "insert into log.lines values ('before');")
                .with("afterMigrate__note.sql", "insert into log.lines values ('after');");

        assertDone(migrate());
        assertDone(migrate());

        assertThat(project.database().rows("select line from log.lines"))
                .containsExactly("before", "after", "before", "after");
    }

    @Test
    void namesTheCallbackThatFails() {
        project.migrations()
                .with("V1__a.sql", "create table a (x int);")
                .with("beforeMigrate.sql", "select nothing;");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr())
                .startsWith("error[migration]: ")
                .contains("beforeMigrate.sql", "column \"nothing\" does not exist");
        assertThat(project.database().tables()).doesNotContain("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"beforeMigrate", "beforeEachMigrate", "afterEachMigrate", "afterMigrate"})
    void tellsExactlyWhatIsCommittedWhenACallbackFails(String callback) {
        project.database().execute("create schema log create table log.lines (line text)");
        project.migrations()
                .with("V1__a.sql", "insert into log.lines values ('1');")
                .with("V2__b.sql", "insert into log.lines values ('2');")
                .with("V3__c.sql", "insert into log.lines values ('3');")
                .with(
                        callback + ".sql",
                        "select 1 / (case when exists (select from log.lines where line = '2') then 0 else 1 end);");

        var result = FrontDoor.run(project.environment(), "migrate", "--output", "json");
        if (callback.equals("beforeMigrate")) {
            // The first time nothing was there to fail on.
            assertThat(result.exitCode()).isZero();
            project.migrations().with("V4__d.sql", "insert into log.lines values ('4');");
            result = FrontDoor.run(project.environment(), "migrate", "--output", "json");
        }

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr()).contains(callback + ".sql failed", "division by zero");
        var told =
                JsonMapper.builder()
                        .build()
                        .readTree(result.stdout())
                        .path("migrations")
                        .valueStream()
                        .map(migration -> migration.path("version").asString())
                        .collect(Collectors.joining(" "));
        assertThat(told).isEqualTo(callback.equals("beforeMigrate") ? "" : project.applied());
    }

    @Test
    void warnsAboutAnOptionThatIsNotHonoured() {
        project.root()
                .with("flyway.conf", "flyway.callbacks=com.example.Audit\n")
                .with("migrations/V1__a.sql", "select 1;");

        var result = migrate("FLYWAY_CONNECT_RETRIES", "60");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr())
                .contains(
                        "warning: flyway.conf: callbacks is not honoured: Slipway runs SQL migrations and loads no classes for them",
                        "warning: FLYWAY_CONNECT_RETRIES is not honoured: CONNECT_TIMEOUT bounds the connecting");
    }

    @Test
    void refusesAnOptionThatFlywayDoesNotKnow() {
        project.root()
                .with("flyway.conf", "flyway.outOfOder=true\n")
                .with("migrations/V1__a.sql", "select 1;");

        var result = migrate("FLYWAY_LOCATION", "filesystem:sql");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .contains(
                        "flyway.conf: outOfOder is no option of Flyway; did you mean outOfOrder?",
                        "FLYWAY_LOCATION is no option of Flyway; did you mean locations?");
        assertThat(project.database().tables()).isEmpty();
    }

    @Test
    void namesAPlaceholderWithoutAValue() {
        project.migrations().with("V1__a.sql", "select 1;\nselect '${missing}';\n");

        var result = migrate();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stderr()).contains("V1__a.sql", "${missing}");
        assertThat(project.database().tables()).doesNotContain("a");
    }
}
