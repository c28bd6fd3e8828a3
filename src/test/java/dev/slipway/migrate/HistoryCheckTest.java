package dev.slipway.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.MigrationSettings;
import dev.slipway.settings.Mode;
import dev.slipway.settings.SettingsReader;
import dev.slipway.support.NoSecrets;
import dev.slipway.support.Project;
import dev.slipway.support.TestDatabase;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Compares the quick look at the history with Flyway itself, as it comes: no setting and no
/// resource provider of ours.
class HistoryCheckTest {
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

    private Flyway flyway(Map<String, String> placeholders) {
        return Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://127.0.0.1:"
                                + project.database().port()
                                + "/"
                                + project.database().name(),
                        TestDatabase.USER,
                        TestDatabase.PASSWORD)
                .loggers(NoLogs.class.getName())
                .placeholders(placeholders)
                .baselineVersion("0.5")
                .locations("filesystem:" + project.migrations())
                .load();
    }

    private Flyway flyway() {
        return flyway(Map.of("color", "red"));
    }

    private Optional<String> quickly() throws SQLException {
        var settings = settings();
        try (var connection = project.database().connect()) {
            return new HistoryCheck(settings)
                    .currentVersion(connection, MigrationFolder.read(settings));
        }
    }

    private MigrationSettings settings() {
        return new SettingsReader(
                        project.environment("FLYWAY_PLACEHOLDERS_COLOR", "red"), new NoSecrets())
                .read(Set.of(Mode.MIGRATIONS))
                .migrations();
    }

    /// Whether Flyway would do nothing and find nothing wrong.
    private boolean flywayIsContent() {
        try {
            var flyway = flyway();
            return flyway.info().pending().length == 0
                    && flyway.validateWithResult().validationSuccessful;
        } catch (org.flywaydb.core.api.FlywayException refused) {
            return false;
        }
    }

    private Map<String, String> plain() {
        var files = new LinkedHashMap<String, String>();
        files.put("V1__one.sql", "select 1;\n");
        files.put("V1.1__one_and.sql", "select 1;\r\nselect 11;\r\n");
        files.put("V002__two.sql", "\uFEFFselect 2; -- größer\n");
        files.put("deeper/V10__ten_words_long.sql", "select 10");
        files.put("V20__empty.sql", "");
        files.put("V30.0__dotted.sql", "\n\n select 30;\n\n");
        files.put("V31_2__underscore.sql", "select '${color}';\n");
        files.put("R__view.sql", "select 'view';\n");
        return files;
    }

    private void write(Map<String, String> files) throws IOException {
        Files.createDirectories(project.migrations().path());
        try (var paths = Files.walk(project.migrations().path())) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        files.forEach(project.migrations()::with);
    }

    @Test
    void saysCurrentOfWhatFlywayHasApplied() throws IOException, SQLException {
        write(plain());
        flyway().migrate();

        assertThat(flywayIsContent()).isTrue();
        assertThat(quickly()).hasValue("31.2");
    }

    @Test
    void saysCurrentAfterARepeatableMigrationRanAgain() throws IOException, SQLException {
        var files = plain();
        write(files);
        flyway().migrate();
        files.put("R__view.sql", "select 'another view';\n");
        write(files);
        assertThat(quickly()).isEmpty();
        flyway().migrate();

        assertThat(quickly()).hasValue("31.2");
    }

    @Test
    void saysCurrentOfLineEndsAndAByteOrderMark() throws IOException, SQLException {
        var files = plain();
        write(files);
        flyway().migrate();
        files.put("V1__one.sql", "\uFEFFselect 1;\r\n");
        files.put("V002__two.sql", "select 2; -- größer");
        write(files);

        assertThat(flywayIsContent()).isTrue();
        assertThat(quickly()).hasValue("31.2");
    }

    @Test
    void saysNothingBeforeThereIsAHistory() throws IOException, SQLException {
        write(plain());

        assertThat(quickly()).isEmpty();
    }

    @Test
    void saysNothingWhereACallbackWouldRun() throws IOException, SQLException {
        var files = plain();
        write(files);
        flyway().migrate();
        files.put("beforeMigrate.sql", "select 'callback';");
        write(files);

        assertThat(quickly()).isEmpty();
    }

    @Test
    void saysNothingOfARepeatableMigrationWhosePlaceholderChanged()
            throws IOException, SQLException {
        var files = plain();
        files.put("R__color.sql", "select '${color}';\n");
        write(files);
        flyway(Map.of("color", "blue")).migrate();

        assertThat(flywayIsContent()).isFalse();
        assertThat(quickly()).isEmpty();
    }

    @Test
    void saysNothingOfAHistoryInAnotherSchema() throws IOException, SQLException {
        write(plain());
        flyway().migrate();
        project.database().execute("create schema app");

        // Flyway looks into the first schema of the search path, which is now this one.
        assertThat(flywayIsContent()).isFalse();
        assertThat(quickly()).isEmpty();
    }

    /// A way in which the files or the history come to be as they are.
    private interface Change {
        void apply(Map<String, String> files);
    }

    /// Another change of the same history may have taken the file away.
    private static void rename(Map<String, String> files, String from, String to) {
        var content = files.remove(from);
        if (content != null) {
            files.put(to, content);
        }
    }

    private Map<String, Change> changes() {
        var changes = new LinkedHashMap<String, Change>();
        changes.put("a pending version", files -> files.put("V99__new.sql", "select 99;"));
        changes.put("a late version", files -> files.put("V5__late.sql", "select 5;"));
        changes.put("a new repeatable", files -> files.put("R__new.sql", "select 'new';"));
        changes.put("an edit", files -> files.put("V1__one.sql", "select 1 + 0;\n"));
        changes.put("a blank at a line's end", files -> files.put("V1__one.sql", "select 1; \n"));
        changes.put("a missing line end", files -> files.put("V1__one.sql", "select 1;"));
        changes.put("a line more", files -> files.put("V1__one.sql", "select 1;\n\n"));
        changes.put(
                "other line ends",
                files -> files.put("V1.1__one_and.sql", "select 1;\nselect 11;\n"));
        changes.put(
                "old line ends",
                files -> files.put("V1.1__one_and.sql", "select 1;\rselect 11;\r"));
        changes.put(
                "a byte order mark less",
                files -> files.put("V002__two.sql", "select 2; -- größer\n"));
        changes.put(
                "a byte order mark in the middle",
                files -> files.put("V002__two.sql", "select \uFEFF2; -- größer\n"));
        changes.put("text in an empty file", files -> files.put("V20__empty.sql", "-- now\n"));
        changes.put("a missing version", files -> files.remove("V1.1__one_and.sql"));
        changes.put("a missing highest version", files -> files.remove("V31_2__underscore.sql"));
        changes.put("a missing repeatable", files -> files.remove("R__view.sql"));
        changes.put("an edited repeatable", files -> files.put("R__view.sql", "select 'other';"));
        changes.put(
                "a repeatable with a placeholder",
                files -> files.put("R__view.sql", "select '${color}';"));
        changes.put("a changed description", files -> rename(files, "V1__one.sql", "V1__uno.sql"));
        changes.put(
                "a version spelt another way",
                files -> rename(files, "V1__one.sql", "V1.0__one.sql"));
        changes.put("leading zeros less", files -> rename(files, "V002__two.sql", "V2__two.sql"));
        changes.put(
                "another folder",
                files ->
                        rename(
                                files,
                                "deeper/V10__ten_words_long.sql",
                                "elsewhere/V10__ten_words_long.sql"));
        changes.put("a duplicate version", files -> files.put("V1.0.0__again.sql", "select 1;\n"));
        changes.put(
                "a duplicate repeatable",
                files -> files.put("other/R__view.sql", "select 'view';\n"));
        changes.put("a file that is no migration", files -> files.put("notes.txt", "None."));
        changes.put("a callback", files -> files.put("afterMigrate.sql", "select 1;"));
        changes.put("a baseline script", files -> files.put("B10__base.sql", "select 1;"));
        changes.put(
                "a configuration",
                files -> files.put("V1__one.sql.conf", "executeInTransaction=false"));
        changes.put(
                "an ignored configuration",
                files -> files.put("V1__one.sql.conf", "shouldExecute=false"));
        changes.put("a misspelt name", files -> files.put("V7_seven.sql", "select 7;"));
        changes.put(
                "a description of underscores", files -> files.put("V8__a__b_.sql", "select 8;"));
        changes.put("no description", files -> files.put("V9__.sql", "select 9;"));
        return changes;
    }

    private Map<String, String> historyChanges() {
        var changes = new LinkedHashMap<String, String>();
        changes.put(
                "a failed row",
                "update flyway_schema_history set success = false where version = '10'");
        changes.put(
                "a failed repeatable",
                "update flyway_schema_history set success = false where version is null");
        changes.put(
                "a future row",
                "insert into flyway_schema_history select installed_rank + 100, '500', 'future', 'SQL', 'V500__future.sql', 1, installed_by, installed_on, 1, true from flyway_schema_history where version = '1'");
        changes.put("a row gone", "delete from flyway_schema_history where version = '10'");
        changes.put(
                "the highest row gone", "delete from flyway_schema_history where version = '31.2'");
        changes.put(
                "a checksum gone",
                "update flyway_schema_history set checksum = null where version = '10'");
        changes.put(
                "a checksum of zero",
                "update flyway_schema_history set checksum = 0 where version = '10'");
        changes.put(
                "the empty file's checksum gone",
                "update flyway_schema_history set checksum = null where version = '20'");
        changes.put(
                "another script name",
                "update flyway_schema_history set script = 'V10__x.sql' where version = '10'");
        changes.put(
                "another description",
                "update flyway_schema_history set description = 'x' where version = '10'");
        changes.put(
                "a baseline row",
                "update flyway_schema_history set type = 'BASELINE' where version = '1'");
        changes.put(
                "a Java migration",
                "update flyway_schema_history set type = 'JDBC' where version = '10'");
        changes.put(
                "a deleted row",
                "insert into flyway_schema_history select installed_rank + 100, version, description, 'DELETE', script, checksum, installed_by, installed_on, 1, true from flyway_schema_history where version = '10'");
        changes.put(
                "an undone row",
                "insert into flyway_schema_history select installed_rank + 100, version, description, 'UNDO_SQL', 'U10__ten.sql', checksum, installed_by, installed_on, 1, true from flyway_schema_history where version = '10'");
        changes.put(
                "a schema row",
                "insert into flyway_schema_history values (0, null, '<< Flyway Schema Creation >>', 'SCHEMA', '\"public\"', null, 'app', now(), 0, true)");
        changes.put(
                "a repeatable applied before another text",
                "insert into flyway_schema_history select installed_rank + 100, version, description, type, script, 12345, installed_by, installed_on, 1, true from flyway_schema_history where version is null");
        changes.put(
                "a version twice",
                "insert into flyway_schema_history select installed_rank + 100, version, description, type, script, checksum, installed_by, installed_on, 1, true from flyway_schema_history where version = '10'");
        changes.put("an empty history", "delete from flyway_schema_history");
        return changes;
    }

    @Test
    void neverSaysCurrentWhereFlywayFindsSomething() throws IOException, SQLException {
        write(plain());
        flyway().migrate();
        project.database().execute("create table applied as table flyway_schema_history");
        var fileChanges = changes();
        var historyChanges = historyChanges();
        var random = new Random(7);
        var agreed = 0;
        var tried = 0;
        var wrong = new ArrayList<String>();
        var missed = new ArrayList<String>();
        for (var names : histories(random, fileChanges.keySet(), historyChanges.keySet())) {
            var files = plain();
            for (var name : names) {
                if (fileChanges.containsKey(name)) {
                    fileChanges.get(name).apply(files);
                }
            }
            write(files);
            project.database()
                    .execute(
                            "truncate flyway_schema_history; insert into flyway_schema_history table applied");
            for (var name : names) {
                if (historyChanges.containsKey(name)) {
                    project.database().execute(historyChanges.get(name));
                }
            }
            tried++;
            var current = quickly().isPresent();
            var content = flywayIsContent();
            if (current && !content) {
                wrong.add(names.toString());
            } else if (current) {
                agreed++;
            } else if (content && names.isEmpty()) {
                missed.add(names.toString());
            }
        }
        assertThat(wrong).as("said to be current, where Flyway finds something").isEmpty();
        assertThat(missed).as("current, and not recognized as such").isEmpty();
        assertThat(tried).isGreaterThan(100);
        assertThat(agreed).as("histories that both call current").isGreaterThan(5);
    }

    /// None, each change alone, and many pairs and triples.
    private static List<List<String>> histories(
            Random random, Set<String> fileChanges, Set<String> historyChanges) {
        var all = new ArrayList<String>(fileChanges);
        all.addAll(historyChanges);
        var histories = new ArrayList<List<String>>();
        histories.add(List.of());
        all.forEach(name -> histories.add(List.of(name)));
        for (int i = 0; i < 60; i++) {
            var shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, random);
            histories.add(List.copyOf(shuffled.subList(0, 2 + i % 2)));
        }
        return histories;
    }
}
