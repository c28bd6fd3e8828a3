package dev.slipway.export;

import dev.slipway.catalog.Column;
import dev.slipway.export.NaturalKeys.Lookup;
import dev.slipway.export.NaturalKeys.Origin;
import dev.slipway.export.Relations.Relation;
import dev.slipway.export.TableExport.FileColumn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides for tables that are exported together what stands in their files.
final class ExportPlan {
    private final NaturalKeys naturalKeys;
    private final List<Relation> relations;

    /// Tables whose ids must stay, by what refers to them.
    private final Map<Long, String> keptIds = new HashMap<>();

    ExportPlan(NaturalKeys naturalKeys, List<Relation> relations) {
        this.naturalKeys = naturalKeys;
        this.relations = List.copyOf(relations);
    }

    List<TableExport> tables() {
        // An id that stays in one file would mean another row when the row that has it were loaded
        // without it.
        for (var relation : relations) {
            for (var column : relation.table().columns().values()) {
                naturalKeys
                        .origin(relation.table(), column.name())
                        .filter(origin -> naturalKeys.lookup(origin).isEmpty())
                        .ifPresent(
                                origin ->
                                        keptIds.putIfAbsent(
                                                origin.relation().table().oid(),
                                                relation.name() + "." + column.name()));
            }
        }
        return relations.stream().map(this::table).toList();
    }

    private TableExport table(Relation relation) {
        var table = relation.table();
        var keeper = keptIds.get(table.oid());
        var key = NaturalKeys.key(table, keeper != null);
        var notes = new ArrayList<String>();
        if (relation.rowSecurity()) {
            notes.add("row-level security hides rows from this user; the file may lack some");
        }
        keyNotes(relation, key, keeper, notes);
        var columns = new ArrayList<FileColumn>();
        var taken = new HashSet<>(table.columns().keySet());
        for (var column : table.columns().values()) {
            if (column.generated() || isLeftOut(relation, column, key, keeper != null)) {
                continue;
            }
            var origin = naturalKeys.origin(table, column.name()).orElse(null);
            var lookup = origin == null ? null : naturalKeys.lookup(origin).orElse(null);
            if (origin != null && lookup == null) {
                notes.add(keptId(column, origin));
            }
            columns.add(
                    new FileColumn(
                            lookup == null ? column.name() : name(column.name(), lookup, taken),
                            column,
                            lookup));
        }
        if (columns.size() == 1 && !columns.getFirst().column().required()) {
            notes.add("a row whose only column is NULL is a blank line, which a load passes over");
        }
        return new TableExport(relation, columns, key, notes);
    }

    /// What the database makes up anew in each database, and nothing in the export needs.
    private static boolean isLeftOut(
            Relation relation, Column column, List<String> key, boolean withId) {
        var isId = relation.table().primaryKey().contains(column.name()) || column.alwaysIdentity();
        return isId && NaturalKeys.makesId(column) && !withId && !key.contains(column.name());
    }

    private static void keyNotes(
            Relation relation, List<String> key, @Nullable String keeper, List<String> notes) {
        var table = relation.table();
        if (key.isEmpty()) {
            notes.add("the table has no key over required columns; its seed needs mode: replace");
        } else if (keeper != null
                && key.stream().anyMatch(name -> NaturalKeys.makesId(table.columns().get(name)))) {
            notes.add(
                    "its generated ids stay in the file, and are the key, because "
                            + keeper
                            + " refers to them");
        } else if (key.stream().anyMatch(name -> NaturalKeys.makesId(table.columns().get(name)))) {
            notes.add(
                    "its key is a generated id and it has no other key; the ids stay in the file, and in another database they may belong to other rows");
        }
    }

    private static String keptId(Column column, Origin origin) {
        return column.name()
                + " holds generated ids of "
                + origin.relation().name()
                + " as they are, because "
                + (origin.several()
                        ? "the foreign key has several columns"
                        : "that table has no natural key of one column");
    }

    /// `country_id` becomes `country`; where that is another column's name, `countries_iso2`.
    private static String name(String column, Lookup lookup, Set<String> taken) {
        var plain = column.endsWith("_id") ? column.substring(0, column.length() - 3) : column;
        if (plain.equals(column)) {
            return column;
        }
        if (!plain.isEmpty() && taken.add(plain)) {
            return plain;
        }
        var qualified = lookup.relation().name().table() + "_" + lookup.match();
        return taken.add(qualified) ? qualified : column;
    }
}
