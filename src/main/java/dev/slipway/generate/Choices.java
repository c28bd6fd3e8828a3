package dev.slipway.generate;

import dev.slipway.catalog.Column;
import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.catalog.TargetTable.ForeignKey;
import dev.slipway.catalog.TargetTable.UniqueKey;
import dev.slipway.generate.Recipe.EarlierRows;
import dev.slipway.generate.Recipe.Numbered;
import dev.slipway.generate.Recipe.Rows;
import dev.slipway.generate.Slot.Made;
import dev.slipway.manifest.Generator;
import dev.slipway.manifest.Generator.Pick;
import dev.slipway.manifest.Generator.RowNumber;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.manifest.SeedDefinition.Source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Which columns of a table get made-up values, and of what: those that the manifest mentions, and
/// those that would have none without.
final class Choices {
    private final Source.Generated spec;
    private final TargetTable table;
    private final Map<String, Long> counts;
    private final Consumer<String> problems;
    private final Map<String, GeneratedColumn> mentioned = new LinkedHashMap<>();
    private final List<Slot> slots = new ArrayList<>();
    private final Set<String> done = new HashSet<>();

    private Choices(
            Source.Generated spec,
            TargetTable table,
            Map<String, Long> counts,
            Consumer<String> problems) {
        this.spec = spec;
        this.table = table;
        this.counts = counts;
        this.problems = problems;
    }

    /// @param counts by column, how many rows there are to pick from
    static List<Slot> of(
            Source.Generated spec,
            TargetTable table,
            Map<String, Long> counts,
            Consumer<String> problems) {
        return new Choices(spec, table, counts, problems).choose();
    }

    private List<Slot> choose() {
        spec.columns().forEach(this::mention);
        // The widest first: what it decides, a narrower one within it has decided as well.
        table.foreignKeys().stream()
                .filter(key -> key.columns().size() > 1)
                .sorted(Comparator.comparing(key -> -key.columns().size()))
                .forEach(this::composite);
        for (var column : table.columns().values()) {
            var mention = mentioned.get(column.name());
            if (done.contains(column.name())) {
                continue;
            }
            if (mention != null) {
                generate(column, mention);
            } else if (needed(column)) {
                complete(column);
            }
        }
        slots.stream()
                .filter(slot -> slot.recipe() instanceof EarlierRows)
                .forEach(this::checkEarlierRows);
        return slots;
    }

    /// What is taken from an earlier row has to be made up there.
    private void checkEarlierRows(Slot slot) {
        for (var made : slot.columns()) {
            var from = Objects.requireNonNull(made.from());
            var isMade =
                    slots.stream()
                            .filter(other -> !(other.recipe() instanceof EarlierRows))
                            .anyMatch(other -> other.has(from));
            if (!isMade) {
                problems.accept(
                        "%s is picked from %s of earlier rows, which is not made up itself; give %s a generator, such as row"
                                .formatted(made.name(), from, from));
            }
        }
    }

    private void mention(GeneratedColumn generated) {
        var name = generated.column();
        var column = table.columns().get(name);
        if (column == null) {
            problems.accept(
                    "%s is no column of %s; it has %s"
                            .formatted(name, table, String.join(", ", table.columns().keySet())));
            return;
        }
        if (mentioned.putIfAbsent(name, generated) != null) {
            problems.accept(name + " has two generators; keep one");
        }
        if (column.generated()) {
            problems.accept(name + " is computed by the database; leave it out");
            done.add(name);
        }
        if (generated.nulls() > 0 && column.required()) {
            problems.accept(name + " is NOT NULL and takes no share of nulls");
        } else if (generated.nulls() > 0
                && table.uniqueKeys().stream()
                        .map(UniqueKey::columns)
                        .anyMatch(key -> key.contains(name))) {
            problems.accept(name + " is part of a unique key and takes no share of nulls");
        }
    }

    /// Whether a row without the column would be refused.
    private boolean needed(Column column) {
        return column.required()
                && column.defaultExpression() == null
                && !column.generated()
                && !mentioned.containsKey(column.name());
    }

    /// All columns of the key from one row, when one of them is picked or all have to have a value.
    private void composite(ForeignKey key) {
        if (key.columns().stream().anyMatch(done::contains)) {
            return;
        }
        var picked = key.columns().stream().anyMatch(name -> isPickedBy(key, name));
        var needed =
                key.columns().stream().anyMatch(name -> needed(column(name)))
                        && key.columns().stream().noneMatch(this::staysNull);
        var free =
                key.columns().stream()
                        .allMatch(name -> !mentioned.containsKey(name) || isPickedBy(key, name));
        if ((picked || needed) && free) {
            pick(key);
        }
    }

    /// A foreign key with such a column refers to nothing.
    private boolean staysNull(String name) {
        var column = column(name);
        return !column.required()
                && column.defaultExpression() == null
                && !column.generated()
                && !mentioned.containsKey(name);
    }

    private boolean isPickedBy(ForeignKey key, String name) {
        var mention = mentioned.get(name);
        return mention != null
                && mention.generator() instanceof Pick pick
                && same(pick.table(), key.target())
                && pick.column().equals(referenced(key, name));
    }

    private static String referenced(ForeignKey key, String column) {
        return key.referencedColumns().get(key.columns().indexOf(column));
    }

    private void pick(ForeignKey key) {
        var made = new ArrayList<Made>();
        for (var name : key.columns()) {
            var mention = mentioned.get(name);
            made.add(
                    new Made(
                            column(name),
                            mention == null ? 0 : mention.nulls(),
                            referenced(key, name)));
        }
        add(made, key.target(), key.references() == table.oid());
    }

    private void add(List<Made> made, TableName from, boolean itself) {
        made.forEach(column -> done.add(column.name()));
        if (itself) {
            slots.add(new Slot(made, new EarlierRows()));
            return;
        }
        long rows = counts.getOrDefault(made.getFirst().name(), 0L);
        var slot = new Slot(made, new Rows(from, rows));
        slots.add(slot);
        if (rows == 0 && spec.rows() > 0) {
            problems.accept(
                    "%s is picked from %s, which has no rows; fill it first"
                            .formatted(slot.names(), from));
        }
    }

    private void generate(Column column, GeneratedColumn mention) {
        if (mention.generator() instanceof Pick pick) {
            add(
                    List.of(new Made(column, mention.nulls(), pick.column())),
                    pick.table(),
                    same(pick.table(), table.tableName()));
        } else {
            recipe(column, mention.generator())
                    .ifPresent(recipe -> slots.add(Slot.of(column, mention.nulls(), recipe)));
        }
    }

    private Optional<Recipe> recipe(Column column, Generator generator) {
        return new Recipes(
                        column,
                        spec.rows(),
                        problem -> problems.accept(column.name() + " " + problem))
                .of(generator);
    }

    private void complete(Column column) {
        var keys =
                table.foreignKeys().stream()
                        .filter(key -> key.columns().contains(column.name()))
                        .filter(key -> key.columns().stream().noneMatch(this::staysNull))
                        .toList();
        var alone = keys.stream().filter(key -> key.columns().size() == 1).findFirst();
        if (alone.isPresent()) {
            pick(alone.get());
            return;
        }
        if (!keys.isEmpty()) {
            var key = keys.getFirst();
            problems.accept(
                    "%s refers to %s together with other columns (%s), which are chosen otherwise; give it a generator, or pick all columns of the key from %s"
                            .formatted(
                                    column.name(), key.target(), key.constraint(), key.target()));
            return;
        }
        var recipe =
                Defaults.of(column, table.isKey(List.of(column.name())))
                        .flatMap(
                                made ->
                                        made instanceof Numbered(long start)
                                                ? recipe(column, new RowNumber(start))
                                                : Optional.of(made));
        if (recipe.isPresent()) {
            slots.add(Slot.of(column, 0, recipe.get()));
        } else if (ColumnType.of(column).kind() == ColumnType.Kind.OTHER) {
            problems.accept(
                    "%s is %s, NOT NULL and without a default, and nothing is known of its values; give it a generator"
                            .formatted(column.name(), column.type()));
        }
    }

    private Column column(String name) {
        return Objects.requireNonNull(table.columns().get(name));
    }

    /// A name without schema is taken for the other's.
    private static boolean same(TableName picked, TableName table) {
        return picked.table().equals(table.table())
                && (picked.schema() == null || picked.schema().equals(table.schema()));
    }
}
