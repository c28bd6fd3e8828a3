package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.catalog.TargetTable.UniqueKey;
import dev.slipway.generate.Picked;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedDefinition.ColumnRule;
import dev.slipway.manifest.SeedDefinition.LoadMode;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.manifest.SeedDefinition.Value;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A seed beside the table it fills: what its columns and references mean there.
///
/// @param table the table that is filled
/// @param referred every table that a reference or a pick names
/// @param picks columns of made-up rows that take a value of another row
record SeedTarget(
        SeedDefinition seed,
        TargetTable table,
        Map<TableName, TargetTable> referred,
        List<Picked> picks) {
    /// The columns that tell rows apart; none where rows are compared as a whole.
    List<String> key() {
        if (seed.mode() == LoadMode.REPLACE) {
            return List.of();
        }
        return seed.key().isEmpty() ? table.primaryKey() : seed.key();
    }

    /// The unique index behind the key.
    Optional<UniqueKey> uniqueKey() {
        return table.keyOn(key());
    }

    Column column(String name) {
        return Objects.requireNonNull(table.columns().get(name), name);
    }

    /// The references that read a column of the file.
    List<Reference> readBy(String fileColumn) {
        return seed.references().stream()
                .filter(reference -> reference.from().equals(fileColumn))
                .toList();
    }

    private Optional<Reference> referenceOf(String column) {
        return seed.references().stream()
                .filter(reference -> reference.column().equals(column))
                .findFirst();
    }

    Optional<ColumnRule> ruleOf(String column) {
        return seed.columns().stream().filter(rule -> rule.column().equals(column)).findFirst();
    }

    /// Whether a column of made-up rows holds the position of the row whose value it takes.
    boolean isPicked(String column) {
        return picks.stream().anyMatch(pick -> pick.column().equals(column));
    }

    /// The table that a pick takes its value from.
    TargetTable pickedFrom(Picked pick) {
        return Objects.requireNonNull(referred.get(pick.table()));
    }

    /// The rules that hand a column of the file on under another name, or only to new rows.
    List<ColumnRule> passedOn(String fileColumn) {
        return seed.columns().stream()
                .filter(rule -> rule.value().equals(new Value.FromFile(fileColumn)))
                .toList();
    }

    /// The column of the file that decides a column of the table; null where a constant or an
    /// expression does.
    @Nullable String sourceOf(String column) {
        var reference = referenceOf(column);
        if (reference.isPresent()) {
            return reference.get().from();
        }
        var rule = ruleOf(column);
        if (rule.isEmpty()) {
            return column;
        }
        return rule.get().value() instanceof Value.FromFile(var name) ? name : null;
    }

    /// How messages call a column of the table: by the file's column where one decides it.
    String shown(String column) {
        return Objects.requireNonNullElse(sourceOf(column), column);
    }

    TargetTable referredBy(Reference reference) {
        return Objects.requireNonNull(referred.get(reference.table()));
    }

    /// Whether a reference finds rows of the table that is filled.
    boolean isOwn(Reference reference) {
        return referredBy(reference).oid() == table.oid();
    }

    /// Whether rows of the table refer to others of it.
    boolean refersToItself() {
        return table.foreignKeys().stream().anyMatch(key -> key.references() == table.oid());
    }

    /// What a reference takes from the row it finds: what the column's foreign key points to, else
    /// the primary key. Null when neither says.
    @Nullable String valueColumn(Reference reference) {
        var found = referredBy(reference);
        return table.foreignKeys().stream()
                .filter(
                        key ->
                                key.columns().equals(List.of(reference.column()))
                                        && key.references() == found.oid())
                .map(key -> key.referencedColumns().getFirst())
                .findFirst()
                .orElse(found.primaryKey().size() == 1 ? found.primaryKey().getFirst() : null);
    }

    /// The table's columns that the file does not hold although its rows refer to each other by
    /// them: generated ids.
    List<Column> ownIds(List<String> fileColumns) {
        var given = given(fileColumns);
        return seed.references().stream()
                .filter(this::isOwn)
                .map(reference -> Objects.requireNonNull(valueColumn(reference)))
                .filter(column -> !given.contains(column))
                .distinct()
                .map(this::column)
                .toList();
    }

    /// The table's columns that the file's columns of the same name go to as they are.
    List<String> plainColumns(List<String> fileColumns) {
        return fileColumns.stream()
                .filter(table.columns()::containsKey)
                .filter(name -> !seed.ignored().contains(name))
                .filter(name -> !isPicked(name))
                .filter(name -> readBy(name).isEmpty() && passedOn(name).isEmpty())
                .filter(name -> ruleOf(name).isEmpty() && referenceOf(name).isEmpty())
                .toList();
    }

    /// The table's columns that a row of the seed has a value for, without generated ids.
    Set<String> given(List<String> fileColumns) {
        var given = new LinkedHashSet<>(plainColumns(fileColumns));
        seed.columns().forEach(rule -> given.add(rule.column()));
        seed.references().forEach(reference -> given.add(reference.column()));
        picks.forEach(pick -> given.add(pick.column()));
        return given;
    }

    /// The table's columns that only new rows get.
    Set<String> onlyNew() {
        var names = new LinkedHashSet<String>();
        seed.columns().stream()
                .filter(ColumnRule::onlyNew)
                .forEach(rule -> names.add(rule.column()));
        return names;
    }

    /// The table's columns that a new row needs and that are not among these.
    List<String> lacking(Collection<String> names) {
        return table.columns().values().stream()
                .filter(
                        column ->
                                column.required()
                                        && column.defaultExpression() == null
                                        && !column.generated())
                .map(Column::name)
                .filter(name -> !names.contains(name))
                .toList();
    }

    /// Whether an expression of the manifest speaks of a column of the file.
    boolean inExpression(String fileColumn) {
        return seed.columns().stream()
                .map(ColumnRule::value)
                .anyMatch(
                        value ->
                                value instanceof Value.Expression(var sql)
                                        && sql.matches(
                                                "(?s).*(?<!\\w)"
                                                        + Pattern.quote(fileColumn)
                                                        + "(?!\\w).*"));
    }
}
