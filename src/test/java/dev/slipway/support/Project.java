package dev.slipway.support;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A database and a folder of migrations, as somebody's repository and deployment have them.
public final class Project implements AutoCloseable {
    private final TestDatabase database;
    private final Folder root;
    private final Folder migrations;

    /// Makes the database, and writes no file yet.
    ///
    /// @param root an empty folder; migrations go below it, so that a `flyway.conf` can stand
    ///     beside them
    public Project(Path root) {
        this(root, TestServer.EMBEDDED);
    }

    /// The same on another server.
    public Project(Path root, TestServer server) {
        this.database = TestDatabase.create(server);
        this.root = new Folder(root);
        this.migrations = new Folder(root.resolve("migrations"));
    }

    public TestDatabase database() {
        return database;
    }

    public Folder root() {
        return root;
    }

    public Folder migrations() {
        return migrations;
    }

    /// The environment of a run, and these pairs of name and value.
    public Map<String, String> environment(String... pairs) {
        var environment = new HashMap<>(database.environment(pairs));
        environment.put("MIGRATIONS_DIR", migrations.toString());
        environment.put("SEEDS_DIR", root.path().resolve("seeds").toString());
        return environment;
    }

    public Execution run(String... args) {
        return FrontDoor.run(environment(), args);
    }

    /// The versions that the history says are applied, in its order.
    public String applied() {
        return String.join(
                " ",
                database.rows(
                        "select coalesce(version, description) from flyway_schema_history where success order by installed_rank"));
    }

    @Override
    public void close() {
        database.close();
    }
}
