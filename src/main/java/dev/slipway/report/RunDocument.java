package dev.slipway.report;

import dev.slipway.aws.RdsDatabase;
import dev.slipway.aws.Snapshot;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.migrate.AppliedMigration;
import dev.slipway.run.RunResult;
import dev.slipway.seed.SeedChanges;
import dev.slipway.seed.SeedResult;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The document of a run that happened elsewhere, read back: what {@link JsonReport#run} wrote.
///
/// The image may be of another version than this program, so what is missing or unknown is passed
/// over.
public final class RunDocument {
    private RunDocument() {}

    /// The run's result, without what was done to the roles; empty when the text is no such
    /// document.
    ///
    /// @param modes what was asked of the run, which the document does not tell
    public static Optional<RunResult> read(String document, Set<Mode> modes) {
        try {
            var root = JsonMapper.shared().readTree(document);
            if (!root.has("result") || !root.has("exitCode")) {
                return Optional.empty();
            }
            return Optional.of(
                    new RunResult(
                            modes,
                            null,
                            text(root.path("schemaVersion")),
                            snapshot(root.path("snapshot")),
                            list(root.path("migrations")).stream()
                                    .map(RunDocument::migration)
                                    .toList(),
                            list(root.path("seeds")).stream().map(RunDocument::seed).toList(),
                            elapsed(root),
                            failure(root)));
        } catch (JacksonException noDocument) {
            return Optional.empty();
        }
    }

    /// The document itself, to stand in another one; null when the text is none.
    static @Nullable Object tree(String document) {
        try {
            return JsonMapper.shared().readValue(document, Object.class);
        } catch (JacksonException noDocument) {
            return null;
        }
    }

    private static AppliedMigration migration(JsonNode node) {
        return new AppliedMigration(
                text(node.path("version")),
                node.path("description").asString(""),
                node.path("script").asString(""),
                elapsed(node));
    }

    private static SeedResult seed(JsonNode node) {
        var counted = node.path("inserted").isNumber();
        return new SeedResult(
                node.path("name").asString(""),
                node.path("source").asString(""),
                text(node.path("table")),
                Arrays.stream(SeedResult.Status.values())
                        .filter(
                                status ->
                                        status.name()
                                                .toLowerCase(Locale.ROOT)
                                                .equals(node.path("status").asString("")))
                        .findFirst()
                        .orElse(SeedResult.Status.LOADED),
                counted
                        ? new SeedChanges(
                                node.path("inserted").asLong(0),
                                node.path("updated").asLong(0),
                                node.path("deleted").asLong(0),
                                node.path("unchanged").asLong(0))
                        : null,
                node.path("rejected").asLong(0),
                List.of(),
                text(node.path("note")),
                elapsed(node));
    }

    private static @Nullable Snapshot snapshot(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        return new Snapshot(
                node.path("name").asString(""),
                node.path("kind").asString("").equals("cluster")
                        ? RdsDatabase.Kind.CLUSTER
                        : RdsDatabase.Kind.INSTANCE,
                node.path("of").asString(""),
                node.path("engine").asString(""),
                elapsed(node));
    }

    private static @Nullable Failure failure(JsonNode root) {
        var error = root.path("error");
        if (!error.isObject()) {
            return null;
        }
        var word = error.path("kind").asString("");
        return new Failure(
                Arrays.stream(Kind.values())
                        .filter(kind -> kind.word().equals(word))
                        .findFirst()
                        .orElse(Kind.REMOTE),
                error.path("what").asString(""),
                texts(error.path("excerpt")),
                list(error.path("problems")).stream().map(RunDocument::problem).toList(),
                texts(error.path("why")),
                texts(error.path("fix")),
                text(error.path("subject")));
    }

    private static Problem problem(JsonNode node) {
        return new Problem(
                text(node.path("file")),
                node.path("line").asLong(0),
                node.path("column").asLong(0),
                node.path("message").asString(""));
    }

    private static Duration elapsed(JsonNode node) {
        return Duration.ofMillis(node.path("elapsedMillis").asLong(0));
    }

    private static List<String> texts(JsonNode node) {
        return list(node).stream().map(text -> text.asString("")).toList();
    }

    private static List<JsonNode> list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
