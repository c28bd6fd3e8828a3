package dev.slipway.observe;

import dev.slipway.database.Identifiers;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the plans that PostgreSQL writes as JSON.
///
/// It is asked for them on tables without rows and without statistics, of which it assumes that
/// they are large enough for their indexes to be of use.
final class PlanReader {
    private static final Pattern LOGGED = Pattern.compile("(?s)duration: .*? plan:\\s*(\\{.*)");
    private static final Set<String> WITHOUT_TABLE =
            Set.of("Result", "Values Scan", "Tid Scan", "Tid Range Scan", "WorkTable Scan");
    private static final Set<String> BY_INDEX =
            Set.of("Index Scan", "Index Only Scan", "Bitmap Index Scan");

    private final Catalog catalog;
    private final Map<String, Boolean> commonTables = new HashMap<>();
    private final Set<String> scanned = new HashSet<>();

    private PlanReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The plan in a message of `auto_explain`; empty when it is another message.
    static Optional<Plan> logged(String message, Catalog catalog) {
        var logged = LOGGED.matcher(message);
        return logged.matches() ? read(logged.group(1), "", catalog) : Optional.empty();
    }

    /// The plan of a query that EXPLAIN wrote.
    static Optional<Plan> explained(String json, String query, Catalog catalog) {
        return read(json, query, catalog);
    }

    private static Optional<Plan> read(String json, String query, Catalog catalog) {
        try {
            var tree = JsonMapper.shared().readTree(json);
            var top = tree.isArray() ? tree.get(0) : tree;
            var text = top.path("Query Text").asString(query);
            return Optional.of(new PlanReader(catalog).plan(text, top.path("Plan")));
        } catch (JacksonException cutOff) {
            return Optional.empty();
        }
    }

    private Plan plan(String query, JsonNode top) {
        var write = write(top);
        var bounded = isBounded(write == null ? top : write);
        return new Plan(
                query,
                write == null ? null : table(write),
                write == null ? "" : write.path("Operation").asString(""),
                bounded,
                scanned);
    }

    /// The part that updates or deletes, wherever in the plan it is.
    private static @Nullable JsonNode write(JsonNode node) {
        if (node.path("Node Type").asString("").equals("ModifyTable")
                && !node.path("Operation").asString("").equals("Insert")) {
            return node;
        }
        for (var child : node.path("Plans")) {
            var found = write(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private boolean isBounded(JsonNode node) {
        var type = node.path("Node Type").asString("");
        var bounded = true;
        for (var child : node.path("Plans")) {
            // In all cases, so that every table that it scans is known.
            var ofChild = isBounded(child);
            var name = child.path("Subplan Name").asString("");
            if (name.startsWith("CTE ")) {
                commonTables.put(name.substring("CTE ".length()), ofChild);
            } else if (!isAside(child)) {
                bounded &= ofChild;
            }
        }
        if (type.equals("Limit") || (type.equals("Aggregate") && !node.has("Group Key"))) {
            return true;
        }
        if (BY_INDEX.contains(type)) {
            return isByKey(node);
        }
        if (type.equals("CTE Scan")) {
            return commonTables.getOrDefault(node.path("CTE Name").asString(""), false);
        }
        if (type.equals("Function Scan")) {
            return false;
        }
        if (node.has("Relation Name")
                && !WITHOUT_TABLE.contains(type)
                && !type.equals("Bitmap Heap Scan")
                && !type.equals("ModifyTable")) {
            scanned.add(table(node));
            return false;
        }
        return bounded;
    }

    /// A subquery that is computed beside.
    private static boolean isAside(JsonNode child) {
        var relationship = child.path("Parent Relationship").asString("");
        return relationship.equals("InitPlan") || relationship.equals("SubPlan");
    }

    /// Whether it goes by every column of a unique index, or by a range with two ends.
    private boolean isByKey(JsonNode node) {
        var condition = node.path("Index Cond").asString("");
        var name = node.path("Index Name").asString("");
        var range = condition.contains(" > ") || condition.contains(" >= ");
        if (range && (condition.contains(" < ") || condition.contains(" <= "))) {
            return true;
        }
        return catalog.indexes().entrySet().stream()
                .filter(index -> index.getValue().unique() && index.getValue().whole())
                .filter(
                        index ->
                                catalog.relation(index.getKey())
                                        .filter(relation -> relation.name().equals(name))
                                        .isPresent())
                .anyMatch(
                        index ->
                                catalog
                                        .names(
                                                index.getValue().relation(),
                                                index.getValue().columns())
                                        .stream()
                                        .allMatch(column -> isEqual(condition, column)));
    }

    private static boolean isEqual(String condition, String column) {
        return Pattern.compile(
                        "(?<![\\w.])(\\w+\\.)?"
                                + Pattern.quote(Identifiers.quoteIfNeeded(column))
                                + "\\)?(::\\w+)? = ")
                .matcher(condition)
                .find();
    }

    private static String table(JsonNode node) {
        return Identifiers.quoteIfNeeded(node.path("Schema").asString(""))
                + "."
                + Identifiers.quoteIfNeeded(node.path("Relation Name").asString(""));
    }
}
