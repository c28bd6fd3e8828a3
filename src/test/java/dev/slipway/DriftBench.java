package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A database that migrations made, and what `status --drift` says of it.
abstract class DriftBench {
    @TempDir private Path directory;

    Folder migrations;
    TestDatabase database;

    @BeforeEach
    void createDatabase() {
        migrations = new Folder(directory.resolve("migrations"));
        database = TestDatabase.create(server());
    }

    /// Where the database is.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    /// Where its migrations are built anew.
    TestServer throwaway() {
        return TestServer.EMBEDDED;
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    Map<String, String> environment() {
        String url;
        try (var other = TestDatabase.create(throwaway())) {
            url = other.url().replace("/" + other.name(), "/postgres");
        }
        return database.environment(
                "MIGRATIONS_DIR", migrations.toString(), "SEEDS_DIR", "none", "DRIFT_SERVER", url);
    }

    void migrate(String... scripts) {
        for (int i = 0; i < scripts.length; i++) {
            migrations.with("V" + (i + 1) + "__part.sql", scripts[i]);
        }
        var result = FrontDoor.run(environment(), "migrate");
        assertThat(result.exitCode()).as(result.stderr()).isZero();
    }

    Execution status(String... options) {
        var args = new ArrayList<>(List.of("status", "--drift"));
        args.addAll(List.of(options));
        return FrontDoor.run(environment(), args.toArray(String[]::new));
    }

    /// Each difference in a line.
    List<String> drift() {
        var result = status("--output", "json");
        var document = JsonMapper.shared().readTree(result.stdout());
        var lines = new ArrayList<String>();
        for (var difference : document.get("drift")) {
            lines.add(
                    difference.get("state").asString()
                            + " "
                            + difference.get("kind").asString()
                            + " "
                            + difference.get("object").asString());
        }
        assertThat(result.exitCode()).isEqualTo(lines.isEmpty() ? 0 : 10);
        assertThat(document.get("result").asString())
                .isEqualTo(lines.isEmpty() ? "done" : "drifted");
        return lines;
    }
}
