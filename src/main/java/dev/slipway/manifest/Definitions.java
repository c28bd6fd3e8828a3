package dev.slipway.manifest;

import dev.slipway.catalog.TableName;
import dev.slipway.data.DataFile;
import dev.slipway.data.Format;
import dev.slipway.manifest.Entry.ColumnEntry;
import dev.slipway.manifest.SeedDefinition.ColumnRule;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.manifest.SeedDefinition.Guards;
import dev.slipway.manifest.SeedDefinition.LoadMode;
import dev.slipway.manifest.SeedDefinition.Part;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.manifest.SeedDefinition.Value;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Makes definitions of what the manifests say and the files that were found, and tells what does
/// not go together in them.
///
/// @param placeholders of all layers
record Definitions(Placeholders placeholders, NodeCheck check) {
    private static final Set<String> OF_SQL =
            Set.of("file", "files", "format", "environments", "after", "placeholders");

    SeedDefinition define(String name, Entry entry, List<Part> parts) {
        var seed = "seed " + name;
        if (entry.after().contains(name)) {
            fault(entry, "after", seed + " comes after itself");
        }
        var isSql = !parts.isEmpty() && parts.stream().allMatch(Definitions::isSql);
        if (isSql) {
            entry.said()
                    .forEach(
                            (key, place) -> {
                                if (!OF_SQL.contains(key)) {
                                    check.fault(place, seed + " is SQL and cannot have " + key);
                                }
                            });
        } else {
            if (parts.stream().anyMatch(Definitions::isSql)) {
                fault(entry, "files", seed + " has SQL beside data; they must be two seeds");
            }
            checkColumns(seed, entry);
            checkGenerator(seed, entry);
        }
        return new SeedDefinition(
                name,
                source(entry, parts, isSql),
                table(name, entry),
                entry.mode(),
                entry.key(),
                rules(seed, entry),
                entry.references(),
                entry.ignored(),
                entry.after(),
                new Guards(entry.mode().deletes() ? entry.maxDelete() : null, entry.minRows()));
    }

    private static boolean isSql(Part part) {
        return isSql(part.file());
    }

    /// Whether a file is a script.
    static boolean isSql(DataFile file) {
        return file.format().format() == Format.SQL;
    }

    private void fault(Entry entry, String key, String message) {
        check.fault(
                entry.said()
                        .getOrDefault(
                                key,
                                Objects.requireNonNullElse(
                                        entry.place(), new Place(SeedManifest.FILE_NAME, 0, 0))),
                message);
    }

    private Source source(Entry entry, List<Part> parts, boolean isSql) {
        var values = placeholders.values();
        if (isSql) {
            return new Source.Sql(
                    parts.stream().map(Part::file).toList(),
                    Objects.equals(entry.placeholders(), false) ? Map.of() : values);
        }
        if (entry.rows() > 0) {
            return new Source.Generated(
                    entry.rows(), entry.seed(), entry.locale(), generated(entry));
        }
        return new Source.Files(parts, Objects.equals(entry.placeholders(), true) ? values : null);
    }

    private static TableName table(String seed, Entry entry) {
        var table = entry.table() == null ? seed : entry.table();
        return entry.schema() == null
                ? TableName.parse(table)
                : new TableName(entry.schema(), table);
    }

    private List<ColumnRule> rules(String seed, Entry entry) {
        var rules = new ArrayList<ColumnRule>();
        for (var column : entry.columns()) {
            if (column instanceof ColumnEntry.Ruled(var place, var rule)) {
                var where = seed + ", column " + rule.column();
                rules.add(
                        new ColumnRule(
                                rule.column(),
                                replaced(rule.value(), place, where),
                                rule.onlyNew()));
            }
        }
        return rules;
    }

    private Value replaced(Value value, Place place, String where) {
        return switch (value) {
            case Value.Constant(var text) ->
                    text == null ? value : new Value.Constant(placeholders.in(text, place, where));
            case Value.Expression(var sql) ->
                    new Value.Expression(placeholders.in(sql, place, where));
            case Value.FromFile fromFile -> fromFile;
        };
    }

    private static List<GeneratedColumn> generated(Entry entry) {
        return entry.columns().stream()
                .filter(ColumnEntry.Generated.class::isInstance)
                .map(column -> ((ColumnEntry.Generated) column).generated())
                .toList();
    }

    private void checkColumns(String seed, Entry entry) {
        var referring = new HashSet<>(entry.references().stream().map(Reference::column).toList());
        for (var column : entry.columns()) {
            if (referring.contains(column.column())) {
                check.fault(
                        column.place(),
                        seed + ": " + column.column() + " is in both columns and references");
            }
            if (column instanceof ColumnEntry.Ruled(var place, var rule)) {
                if (rule.onlyNew() && entry.key().contains(rule.column())) {
                    check.fault(
                            place,
                            seed
                                    + ": "
                                    + rule.column()
                                    + " is part of the key, so that every row must have it, not only new ones");
                }
                if (rule.value() instanceof Value.FromFile(var from)
                        && entry.ignored().contains(from)) {
                    check.fault(place, seed + ": " + from + " is ignored, and used here");
                }
            }
        }
        entry.references().stream()
                .filter(reference -> entry.ignored().contains(reference.from()))
                .forEach(
                        reference ->
                                fault(
                                        entry,
                                        "references",
                                        seed
                                                + ": "
                                                + reference.from()
                                                + " is ignored, and used by the reference "
                                                + reference.column()));
        if (entry.mode() == LoadMode.REPLACE && entry.says("key")) {
            fault(entry, "key", seed + ": mode replace compares whole rows and has no key");
        }
    }

    private void checkGenerator(String seed, Entry entry) {
        if (entry.rows() == 0) {
            EntryReader.GENERATED_ONLY.stream()
                    .filter(entry::says)
                    .forEach(key -> fault(entry, key, seed + ": " + key + " needs generate"));
            entry.columns().stream()
                    .filter(ColumnEntry.Generated.class::isInstance)
                    .forEach(
                            column ->
                                    check.fault(
                                            column.place(),
                                            seed
                                                    + ", column "
                                                    + column.column()
                                                    + " is made up, which needs generate"));
            return;
        }
        if (generated(entry).isEmpty() && !entry.isFaulty()) {
            fault(entry, "generate", seed + " is generated and needs columns that say how");
        }
        if (entry.says("format") || entry.says("placeholders")) {
            var key = entry.says("format") ? "format" : "placeholders";
            fault(entry, key, seed + " is generated and cannot have " + key);
        }
        for (var column : entry.columns()) {
            if (column instanceof ColumnEntry.Ruled(var place, var rule)
                    && rule.value() instanceof Value.FromFile) {
                check.fault(
                        place,
                        seed
                                + ", column "
                                + rule.column()
                                + ": a generated seed has no file; say value, sql or a generator");
            }
        }
    }
}
