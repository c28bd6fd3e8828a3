package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.cli.Slipway;
import dev.slipway.support.Folder;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A local database that follows the files.
class LocalWatchTest {
    private static final String READY = "Ctrl-C stops it";

    @TempDir private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Slipway slipway =
            new Slipway(
                    Map.of(),
                    InputStream.nullInputStream(),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    () -> false);
    private CompletableFuture<Integer> exitCode = CompletableFuture.completedFuture(0);
    private Folder migrations;
    private Folder seeds;

    @BeforeEach
    void writeFiles() {
        migrations = new Folder(directory.resolve("migrations"));
        seeds = new Folder(directory.resolve("seeds"));
        migrations.with(
                "V1__fruits.sql", "create table fruits (name text primary key, weight int);");
        seeds.with("fruits.csv", "name,weight\napple,150\nfig,40\n");
    }

    @AfterEach
    void stop() {
        slipway.interrupt();
        assertThat(exitCode.join()).as(stderr()).isZero();
    }

    private void start(String... more) {
        var args = Stream.concat(arguments().stream(), Stream.of(more)).toArray(String[]::new);
        exitCode = CompletableFuture.supplyAsync(() -> slipway.run(args));
        Wait.until("the first run is done", () -> stderr().contains(READY));
    }

    private List<String> arguments() {
        return List.of(
                "local",
                "--watch",
                "--migrations",
                migrations.toString(),
                "--seeds",
                seeds.toString());
    }

    private String stdout() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String stderr() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// Returns once so many runs have succeeded.
    private void awaitRuns(int number) {
        Wait.until(
                number + " runs are done",
                () ->
                        stdout().lines().filter(line -> line.startsWith("Done in ")).count()
                                == number);
    }

    private void awaitError(String text) {
        Wait.until("told: " + text, () -> stderr().contains(text));
    }

    private Connection connect() throws SQLException {
        return connect(stderr());
    }

    private static Connection connect(String stderr) throws SQLException {
        var url = Pattern.compile("psql postgresql://postgres@(\\S+)").matcher(stderr);
        assertThat(url.find()).as(stderr).isTrue();
        return DriverManager.getConnection("jdbc:postgresql://" + url.group(1), "postgres", "");
    }

    private List<String> rows(String query) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private List<String> fruits() throws SQLException {
        return rows("select name || ' ' || coalesce(weight, 0) from fruits order by name");
    }

    @Test
    void loadsASeedThatIsSavedAndShowsTheDifference() throws SQLException {
        start();

        seeds.with("fruits.csv", "name,weight\napple,150\nfig,45\nkiwi,75\n");
        awaitRuns(2);

        assertThat(fruits()).containsExactly("apple 150", "fig 45", "kiwi 75");
        assertThat(stderr())
                .containsPattern(
                        "(?m)^\\d\\d:\\d\\d:\\d\\d "
                                + Pattern.quote(seeds + "/fruits.csv changed")
                                + "$");
        assertThat(stdout())
                .containsPattern("~ +fig +weight +40 +→ +45")
                .containsPattern("\\+ +kiwi +75");
    }

    @Test
    void loadsAFileThatAnEditorReplacedByAnother() throws SQLException, IOException {
        start();

        seeds.with(".fruits.csv.swp", "name,weight\nfig,46\n");
        Files.move(
                seeds.path().resolve(".fruits.csv.swp"),
                seeds.path().resolve("fruits.csv"),
                StandardCopyOption.ATOMIC_MOVE);
        awaitRuns(2);

        assertThat(fruits()).containsExactly("apple 150", "fig 46");
        assertThat(stderr()).contains("fruits.csv changed").doesNotContain(".swp");
    }

    @Test
    void loadsTheOverlayOfTheEnvironmentInAFolderThatIsNew() throws SQLException {
        start("--env", "demo");

        seeds.with("env/demo/fruits.csv", "name,weight\nfig,47\n");
        awaitRuns(2);

        assertThat(fruits()).contains("fig 47");
        assertThat(stderr()).contains("env/demo/fruits.csv added");
    }

    @Test
    void appliesAMigrationThatIsAdded() throws SQLException {
        start();

        migrations.with("V2__color.sql", "alter table fruits add color text default 'green';");
        awaitRuns(2);

        assertThat(rows("select color from fruits")).containsExactly("green", "green");
        assertThat(stdout()).contains("Applied 1 migration; the schema is at version 2:");
    }

    @Test
    void buildsTheDatabaseAnewWhenAnAppliedMigrationWasEdited() throws SQLException {
        migrations.with(
                "V2__roles.sql", "create role reader; create role boss; grant reader to boss;");
        migrations.with("V3__grant.sql", "grant select on fruits to reader;");
        start();
        try (var session = connect();
                var statement = session.createStatement()) {
            migrations.with(
                    "V1__fruits.sql",
                    "create table fruits (name text primary key, weight int, color text);");
            awaitRuns(2);

            assertThatThrownBy(() -> statement.execute("select 1"))
                    .isInstanceOf(SQLException.class);
        }

        assertThat(rows("select count(color) || ' of ' || count(*) from fruits"))
                .containsExactly("0 of 2");
        assertThat(rows("select rolname from pg_roles where oid >= 16384 order by 1"))
                .containsExactly("boss", "reader");
        assertThat(stderr())
                .contains(
                        "V1__fruits.sql: was edited after it was applied",
                        "The database is built anew at the same URL; open sessions are cut.\n");
    }

    @Test
    void buildsTheDatabaseAnewWhenAnAppliedMigrationWasDeleted() throws SQLException {
        migrations.with("V2__nuts.sql", "create table nuts (name text);");
        start();

        migrations.without("V2__nuts.sql");
        awaitRuns(2);

        assertThat(rows("select to_regclass('nuts')::text")).containsOnlyNulls();
        assertThat(fruits()).hasSize(2);
        assertThat(stderr()).contains("V2__nuts.sql removed", "its file is missing");
    }

    @Test
    void keepsTheDatabaseWhenANewOneWouldBeNoBetter() throws SQLException {
        start();
        try (var session = connect();
                var statement = session.createStatement()) {
            migrations.with("V1__nuts.sql", "create table nuts (name text);");
            awaitError("error[history]: two migrations cannot be told apart");
            migrations.without("V1__nuts.sql");
            awaitRuns(2);

            assertThat(statement.execute("select from fruits")).isTrue();
        }
        assertThat(stderr()).doesNotContain("built anew");
        assertThat(rows("select datname from pg_database where datname like 'slipway%'"))
                .containsExactly("slipway");
    }

    @Test
    void goesOnAfterAFailure() throws SQLException {
        seeds.with("fruits.csv", "name,weight\napple,heavy\n");
        start();
        assertThat(stderr())
                .contains("error[seed]: ", "fruits.csv:2:7: weight (integer) is 'heavy'");

        seeds.with("fruits.csv", "name,weight\napple,150\n");
        awaitRuns(1);
        assertThat(fruits()).containsExactly("apple 150");

        migrations.with("V2__nuts.sql", "creat table nuts (name text);");
        awaitError("error[migration]: V2__nuts.sql failed at line 1");
        migrations.with("V2__nuts.sql", "create table nuts (name text);");
        awaitRuns(2);

        assertThat(rows("select to_regclass('nuts')::text")).containsExactly("nuts");
    }

    @Test
    void printsADocumentARunAsJson() {
        start("--output", "json");
        seeds.with("fruits.csv", "name,weight\nfig,48\n");
        Wait.until("the second document is there", () -> documents().size() == 2);

        var second = JsonMapper.shared().readTree(documents().getLast());
        assertThat(second.at("/result").asString()).isEqualTo("done");
        assertThat(second.at("/seeds/0/updated").asInt()).isEqualTo(1);
        assertThat(second.at("/seeds/0/samples").isEmpty()).isFalse();
    }

    /// Each ends with a brace at the beginning of a line.
    private List<String> documents() {
        return Pattern.compile("(?ms)^\\{$.*?^\\}$")
                .matcher(stdout())
                .results()
                .map(found -> found.group())
                .toList();
    }

    @Test
    void endsWithCtrlCAndLeavesNoServerBehind() {
        try (var process =
                SlipwayProcess.start(
                        Map.of("PATH", System.getenv("PATH")),
                        arguments().toArray(String[]::new))) {
            Wait.until("the first run is done", () -> process.stderr().contains(READY));
            var stderr = process.stderr();

            process.signal("INT");
            var result = process.finish();

            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThatThrownBy(() -> connect(stderr)).isInstanceOf(SQLException.class);
        }
    }
}
