package dev.slipway.manifest;

import dev.slipway.catalog.TableName;
import dev.slipway.manifest.Entry.ColumnEntry;
import dev.slipway.manifest.SeedDefinition.Limit;
import dev.slipway.manifest.SeedDefinition.LoadMode;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.Node.Scalar;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads what a manifest says of one seed.
final class EntryReader {
    static final Set<String> GENERATED_ONLY = Set.of("generate", "seed", "locale");

    static final Set<String> KEYS =
            Set.of(
                    "schema",
                    "table",
                    "file",
                    "files",
                    "format",
                    "key",
                    "mode",
                    "columns",
                    "ignore",
                    "references",
                    "environments",
                    "placeholders",
                    "after",
                    "max-delete",
                    "min-rows",
                    "generate",
                    "seed",
                    "locale");

    static final Set<String> REFERENCE_KEYS = Set.of("from", "to");
    static final Set<String> TARGET_KEYS = Set.of("schema", "table", "column");

    static final Map<String, LoadMode> MODES =
            Arrays.stream(LoadMode.values())
                    .collect(Collectors.toUnmodifiableMap(LoadMode::word, mode -> mode));

    private static final Pattern LOCALE = Pattern.compile("[a-z]{2,3}([-_][A-Za-z]{2,4})?");

    private final NodeCheck check;

    EntryReader(NodeCheck check) {
        this.check = check;
    }

    Entry read(String name, Node node) {
        var seed = "seed " + name;
        var faults = check.faults();
        var isEmpty = node instanceof Scalar scalar && scalar.type() == Node.Type.NULL;
        var fields = check.fields(isEmpty ? Node.Fields.none(node.place()) : node, seed, KEYS);
        var said = new LinkedHashMap<String, Place>();
        fields.forEach((key, value) -> said.put(key, value.place()));
        if (said.containsKey("file") && said.containsKey("files")) {
            check.fault(said.get("files"), seed + " has both file and files; one is enough");
        }
        if (said.containsKey("generate")
                && (said.containsKey("file") || said.containsKey("files"))) {
            check.fault(said.get("generate"), seed + " is generated and has files; it can be one");
        }
        var mode =
                Objects.requireNonNullElse(
                        check.word(fields.get("mode"), seed + ": mode", MODES), LoadMode.UPSERT);
        checkDeletes(seed, mode, said);
        var files =
                said.containsKey("file")
                        ? file(fields.get("file"), seed + ": file")
                        : check.texts(fields.get("files"), seed + ": files", "file");
        var format = new FormatReader(check).read(fields.get("format"), seed + ": format");
        var schema = check.text(fields.get("schema"), seed + ": schema");
        var table = table(fields.get("table"), said, seed + ": table");
        var key = names(fields, "key", seed, "column");
        var columns = columns(fields.get("columns"), seed);
        var ignored = names(fields, "ignore", seed, "column");
        var references = references(fields.get("references"), seed);
        var environments = new LinkedHashSet<>(names(fields, "environments", seed, "name"));
        var placeholders = check.flag(fields.get("placeholders"), seed + ": placeholders");
        var after = names(fields, "after", seed, "seed");
        var maxDelete = limit(fields.get("max-delete"), seed + ": max-delete");
        var minRows = check.whole(fields.get("min-rows"), seed + ": min-rows", 0, 0);
        var rows = check.whole(fields.get("generate"), seed + ": generate", 1, 0);
        var number = check.whole(fields.get("seed"), seed + ": seed", 0, Entry.NOTHING.seed());
        var locale = locale(fields.get("locale"), seed + ": locale");
        return new Entry(
                node.place(),
                check.faults() > faults,
                said,
                files,
                format,
                schema,
                table,
                key,
                mode,
                columns,
                ignored,
                references,
                environments,
                placeholders,
                after,
                maxDelete,
                minRows,
                rows,
                number,
                locale);
    }

    /// A mode that deletes says in the same place where it may and how much.
    private void checkDeletes(String seed, LoadMode mode, Map<String, Place> said) {
        if (!mode.deletes()) {
            return;
        }
        for (var key : List.of("environments", "max-delete")) {
            if (!said.containsKey(key)) {
                check.fault(
                        said.get("mode"),
                        seed
                                + ": mode "
                                + mode.word()
                                + " deletes rows, so the same entry must say "
                                + (key.equals("environments")
                                        ? "environments: where it may"
                                        : "max-delete: how many, a number or a share such as 5%"));
            }
        }
        if (mode == LoadMode.REPLACE && said.containsKey("key")) {
            check.fault(
                    said.get("key"), seed + ": mode replace compares whole rows and has no key");
        }
    }

    private List<Scalar> file(@Nullable Node node, String where) {
        return check.text(node, where) == null ? List.of() : List.of((Scalar) node);
    }

    /// With a schema of its own a table's name is taken as it is, dots and all.
    private @Nullable String table(@Nullable Node node, Map<String, Place> said, String where) {
        var table = check.text(node, where);
        if (table != null && node != null && !said.containsKey("schema")) {
            var parts = List.of(table.split("\\.", -1));
            if (parts.size() > 2 || parts.contains("")) {
                check.fault(
                        node.place(),
                        where
                                + " must be table or schema.table, not '"
                                + table
                                + "'; a name with dots needs schema beside it");
            }
        }
        return table;
    }

    private List<String> names(Map<String, Node> fields, String key, String seed, String noun) {
        return check.texts(fields.get(key), seed + ": " + key, noun).stream()
                .map(Scalar::text)
                .toList();
    }

    private @Nullable Limit limit(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        var share = check.share(node);
        if (share != null) {
            return new Limit(share, true);
        }
        if (!(node instanceof Scalar scalar) || scalar.text().contains("%")) {
            check.fault(node.place(), where + " must be a number of rows or a share such as 5%");
            return null;
        }
        return new Limit(check.whole(node, where, 0, 0), false);
    }

    private String locale(@Nullable Node node, String where) {
        var locale = check.text(node, where);
        if (locale == null) {
            return Entry.NOTHING.locale();
        }
        if (node != null && !LOCALE.matcher(locale).matches()) {
            check.fault(node.place(), where + " must be a language such as en, de or pt-BR");
        }
        return locale;
    }

    private List<ColumnEntry> columns(@Nullable Node node, String seed) {
        var reader = new ColumnReader(check);
        var columns = new ArrayList<ColumnEntry>();
        check.fields(node, seed + ": columns")
                .forEach(
                        (column, value) ->
                                reader.read(column, value, seed + ", column " + column)
                                        .ifPresent(columns::add));
        return columns;
    }

    private List<Reference> references(@Nullable Node node, String seed) {
        var references = new ArrayList<Reference>();
        check.fields(node, seed + ": references")
                .forEach(
                        (column, value) -> {
                            var where = seed + ", reference " + column;
                            var known = check.faults();
                            var fields = check.fields(value, where, REFERENCE_KEYS);
                            var from = check.text(fields.get("from"), where + ": from");
                            var to = target(check, fields.get("to"), where + ": to");
                            if (from != null && to != null) {
                                references.add(
                                        new Reference(column, from, to.table(), to.column()));
                            } else if (check.faults() == known) {
                                check.fault(value.place(), where + " needs both from and to");
                            }
                        });
        return references;
    }

    /// A column of a table.
    record Target(TableName table, String column) {}

    /// `table.column`, `schema.table.column`, or the three in a map where a name has dots.
    static @Nullable Target target(NodeCheck check, @Nullable Node node, String where) {
        if (node instanceof Node.Fields) {
            var known = check.faults();
            var fields = check.fields(node, where, TARGET_KEYS);
            var schema = check.text(fields.get("schema"), where + ": schema");
            var table = check.text(fields.get("table"), where + ": table");
            var column = check.text(fields.get("column"), where + ": column");
            if (table != null && column != null) {
                return new Target(new TableName(schema, table), column);
            }
            if (check.faults() == known) {
                check.fault(node.place(), where + " needs both table and column");
            }
            return null;
        }
        var text = check.text(node, where);
        if (text == null || node == null) {
            return null;
        }
        var dot = text.lastIndexOf('.');
        if (dot < 0) {
            check.fault(node.place(), where + " must be table.column, not '" + text + "'");
            return null;
        }
        var parts = text.split("\\.", -1);
        if (parts.length > 3 || List.of(parts).contains("")) {
            check.fault(
                    node.place(),
                    where
                            + " must be table.column or schema.table.column, not '"
                            + text
                            + "'; names with dots are written {table: …, column: …}");
            return null;
        }
        return new Target(TableName.parse(text.substring(0, dot)), text.substring(dot + 1));
    }
}
