package dev.slipway.support;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// For each test a new database and an empty seeds folder, and `slipway seed` between the two.
public final class SeedBench implements BeforeEachCallback, AfterEachCallback {
    private final TestServer server;
    private TestDatabase database;
    private Path directory;

    /// On the embedded server.
    public SeedBench() {
        this(TestServer.EMBEDDED);
    }

    public SeedBench(TestServer server) {
        this.server = server;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        database = TestDatabase.create(server);
        directory = Files.createTempDirectory("slipway-seeds");
        Files.createDirectory(folder());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        database.close();
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException e)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    public TestDatabase database() {
        return database;
    }

    /// The seeds folder.
    public Path folder() {
        return directory.resolve("seeds");
    }

    /// A folder for jars; absent until somebody makes it.
    public Path libraries() {
        return directory.resolve("lib");
    }

    public void sql(String sql) {
        database.execute(sql);
    }

    public List<String> rows(String sql) {
        return database.rows(sql);
    }

    public String value(String sql) {
        return database.value(sql);
    }

    /// Writes a file into the seeds folder.
    public SeedBench with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public SeedBench with(String name, byte[] content) {
        try {
            Files.write(folder().resolve(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] gzip(String content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public Map<String, String> environment() {
        return new HashMap<>(
                database.environment(
                        "SEEDS_DIR", folder().toString(), "SEED_LIB_DIR", libraries().toString()));
    }

    /// `slipway seed` with these arguments.
    public Execution seed(String... args) {
        var whole = new String[args.length + 1];
        whole[0] = "seed";
        System.arraycopy(args, 0, whole, 1, args.length);
        return FrontDoor.run(environment(), whole);
    }

    /// The counts of every seed that a load, or with `--plan` a plan, tells in JSON: `name
    /// inserted/updated/unchanged`, or `name current` or `name excluded`.
    ///
    /// @throws AssertionError with what it said, when it failed
    public List<String> counts(String... args) {
        var whole = new String[args.length + 1];
        whole[0] = "--output=json";
        System.arraycopy(args, 0, whole, 1, args.length);
        var result = seed(whole);
        if (result.exitCode() != 0) {
            throw new AssertionError("exit " + result.exitCode() + "\n" + result.stderr());
        }
        return json(result).get("seeds").valueStream().map(SeedBench::counts).toList();
    }

    private static String counts(JsonNode seed) {
        var name = seed.get("name").stringValue();
        var status = seed.get("status").stringValue();
        return List.of("current", "excluded").contains(status)
                ? name + " " + status
                : name
                        + " "
                        + seed.get("inserted")
                        + "/"
                        + seed.get("updated")
                        + "/"
                        + seed.get("unchanged");
    }

    public static JsonNode json(Execution result) {
        return JsonMapper.builder().build().readTree(result.stdout());
    }

    /// Has the next load meet every file again, as if none were loaded.
    public void forget() {
        sql("delete from slipway_seed_history");
    }
}
