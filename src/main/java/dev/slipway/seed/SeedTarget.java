package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.manifest.SeedDefinition.Reference;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A seed beside the table it fills: what its columns and references mean there.
///
/// @param table the table that is filled
/// @param referred every table that a reference names
record SeedTarget(SeedDefinition seed, TargetTable table, Map<TableName, TargetTable> referred) {
    /// The columns that tell rows apart.
    List<String> key() {
        return seed.key().isEmpty() ? table.primaryKey() : seed.key();
    }

    /// The reference that reads a column of the file, if one does.
    Optional<Reference> readBy(String fileColumn) {
        return seed.references().stream()
                .filter(reference -> reference.from().equals(fileColumn))
                .findFirst();
    }

    /// The column of the file that decides a column of the table.
    String sourceOf(String column) {
        return seed.references().stream()
                .filter(reference -> reference.column().equals(column))
                .map(Reference::from)
                .findFirst()
                .orElse(column);
    }

    TargetTable referredBy(Reference reference) {
        return Objects.requireNonNull(referred.get(reference.table()));
    }

    /// Whether a reference finds rows of the table that is filled.
    boolean isOwn(Reference reference) {
        return referredBy(reference).oid() == table.oid();
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
        return seed.references().stream()
                .filter(this::isOwn)
                .map(reference -> Objects.requireNonNull(valueColumn(reference)))
                .filter(column -> !fileColumns.contains(column))
                .distinct()
                .map(table.columns()::get)
                .toList();
    }

    /// The table's columns that the file gives as they are.
    List<String> plainColumns(List<String> fileColumns) {
        return fileColumns.stream()
                .filter(table.columns()::containsKey)
                .filter(name -> readBy(name).isEmpty())
                .toList();
    }
}
