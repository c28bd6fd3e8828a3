package dev.slipway.export;

import dev.slipway.catalog.Column;
import dev.slipway.catalog.TargetTable;
import dev.slipway.catalog.TargetTable.ForeignKey;
import dev.slipway.catalog.TargetTable.UniqueKey;
import dev.slipway.export.Relations.Relation;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which columns hold ids that the database made up, and what people know the rows by instead.
final class NaturalKeys {
    /// A default that gives each row a value of its own, which differs between databases.
    private static final Pattern MAKES_ID =
            Pattern.compile("\\b(nextval|gen_random_uuid|uuidv4|uuidv7|uuid_generate_v\\w+)\\(");

    private final Relations relations;

    NaturalKeys(Relations relations) {
        this.relations = relations;
    }

    /// Where an id comes from.
    ///
    /// @param id the column that makes it up
    /// @param several whether a foreign key over several columns is on the way
    /// @param steps foreign keys on the way
    record Origin(Relation relation, String id, boolean several, int steps) {}

    /// How an id is replaced: by `match` of the row in `relation` whose `id` it is.
    record Lookup(Relation relation, String id, String match) {}

    static boolean makesId(@Nullable Column column) {
        var made = column == null ? null : column.defaultExpression();
        return made != null && MAKES_ID.matcher(made).find();
    }

    /// The table's keys without ids that it makes up, the shortest first.
    static List<List<String>> of(TargetTable table) {
        return keys(table).stream()
                .filter(key -> key.stream().noneMatch(name -> makesId(table.columns().get(name))))
                .toList();
    }

    /// The columns that tell the table's rows apart in a seed; empty when nothing does.
    ///
    /// @param withId whether the ids that the table makes up must stay
    static List<String> key(TargetTable table, boolean withId) {
        var primary = table.primaryKey();
        var natural = of(table);
        var keys = keys(table);
        if (keys.contains(primary) && (withId || natural.contains(primary) || natural.isEmpty())) {
            return primary;
        }
        return natural.isEmpty() ? keys.stream().findFirst().orElse(List.of()) : natural.getFirst();
    }

    /// Unique keys that a file can hold and that tell all rows apart: none of their columns is NULL
    /// or generated from others.
    private static List<List<String>> keys(TargetTable table) {
        return table.uniqueKeys().stream()
                .filter(UniqueKey::isWhole)
                .map(UniqueKey::columns)
                .filter(key -> key.stream().allMatch(name -> isGiven(table.columns().get(name))))
                .sorted(Comparator.comparingInt(Collection::size))
                .toList();
    }

    private static boolean isGiven(@Nullable Column column) {
        return column != null && column.required() && !column.generated();
    }

    /// Where the ids in a column come from; empty when it refers to nothing that makes up ids.
    Optional<Origin> origin(TargetTable table, String column) {
        return origin(table, column, false, 1, new HashSet<>());
    }

    private Optional<Origin> origin(
            TargetTable table, String column, boolean several, int steps, Set<ForeignKey> seen) {
        return table.foreignKeys().stream()
                .filter(key -> key.columns().contains(column) && seen.add(key))
                .sorted(Comparator.comparingInt(key -> key.columns().size()))
                .flatMap(
                        key -> {
                            var referred = relations.referredBy(key);
                            var id = key.referencedColumns().get(key.columns().indexOf(column));
                            var many = several || key.columns().size() > 1;
                            return makesId(referred.table().columns().get(id))
                                    ? Optional.of(new Origin(referred, id, many, steps)).stream()
                                    : origin(referred.table(), id, many, steps + 1, seen).stream();
                        })
                .findFirst();
    }

    /// What stands for an id; empty when nothing short enough does.
    Optional<Lookup> lookup(Origin origin) {
        var table = origin.relation().table();
        // What a load takes from the row it finds is the column that the foreign key points to, and
        // the primary key where it points elsewhere.
        if (origin.several()
                || (origin.steps() > 1 && !table.primaryKey().equals(List.of(origin.id())))) {
            return Optional.empty();
        }
        return of(table).stream()
                .filter(key -> key.size() == 1)
                .map(List::getFirst)
                // The manifest writes table.column.
                .filter(match -> match.indexOf('.') < 0 && origin(table, match).isEmpty())
                .map(match -> new Lookup(origin.relation(), origin.id(), match))
                .findFirst();
    }
}
