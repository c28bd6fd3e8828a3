package dev.slipway.seed;

import dev.slipway.manifest.SeedDefinition.Value;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.Collection;
import java.util.List;

/// Holds the staged rows against each other and against the tables they refer to. Each fault
/// becomes a reject with its row.
final class RowCheck {
    private static final String STAGE = "s";

    private final DSLContext database;
    private final SeedTarget target;
    private final Stage stage;
    private final SeedRows rows;
    private final Rejects rejects;

    RowCheck(DSLContext database, SeedTarget target, Stage stage, SeedRows rows, Rejects rejects) {
        this.database = database;
        this.target = target;
        this.stage = stage;
        this.rows = rows;
        this.rejects = rejects;
    }

    /// A look-up that finds nothing is a fault: NULL is never written over good data.
    ///
    /// @return how many there are
    long references(Resolution resolution) {
        long found = 0;
        for (int i = 0; i < resolution.lookups().size(); i++) {
            var lookup = resolution.lookups().get(i);
            var orphan = resolution.orphans(i).asTable("orphan", "row", "value");
            found +=
                    rejects.addAll(
                            DSL.select(
                                            orphan.field("row"),
                                            DSL.inline(lookup.from()),
                                            DSL.concat(
                                                    DSL.inline(lookup.from() + " '"),
                                                    ValueCheck.shown(
                                                            orphan.field("value", String.class)),
                                                    DSL.inline("' is in no " + lookup.shown())))
                                    .from(orphan));
        }
        return found;
    }

    /// Every row has a key, and no two the same.
    void keys(Resolution resolution) {
        if (target.key().isEmpty()) {
            return;
        }
        var unique = target.uniqueKey();
        var nullsEqual = unique.isPresent() && unique.get().nullsEqual();
        if (!nullsEqual) {
            var reason = " is empty, and it is part of the key";
            empty(target.key(), reason);
            target.key().stream()
                    .filter(column -> !stage.has(target.shown(column)))
                    .forEach(
                            column ->
                                    rejects.addAll(
                                            DSL.select(
                                                            Stage.row(STAGE),
                                                            DSL.inline(""),
                                                            DSL.inline(column + reason))
                                                    .from(resolution.as(STAGE))
                                                    .where(Stage.field(STAGE, column).isNull())));
        }
        if (!stage.isRising()) {
            distinct(resolution, target.key(), nullsEqual, "the key");
        }
    }

    /// No two rows have the same in columns that the table wants unique.
    void unique(Resolution resolution, Collection<String> given) {
        target.table().uniqueKeys().stream()
                .filter(key -> key.predicate() == null)
                .filter(key -> !key.columns().equals(target.key()))
                .filter(key -> given.containsAll(key.columns()))
                .forEach(
                        key ->
                                distinct(
                                        resolution,
                                        key.columns(),
                                        key.nullsEqual(),
                                        "the unique value"));
    }

    /// Tells every row that is empty in one of the table's columns.
    private void empty(Collection<String> columns, String reason) {
        var sources =
                columns.stream()
                        .map(target::sourceOf)
                        .filter(source -> source != null && stage.hasEmpty(source))
                        .toList();
        // One pass for all columns first: as a rule there is nothing to tell.
        var isNull = sources.stream().map(source -> Stage.field(STAGE, source).isNull()).toList();
        if (sources.isEmpty() || !database.fetchExists(stage.as(STAGE), DSL.or(isNull))) {
            return;
        }
        for (var source : sources) {
            rejects.addAll(
                    DSL.select(Stage.row(STAGE), DSL.inline(source), DSL.inline(source + reason))
                            .from(stage.as(STAGE))
                            .where(Stage.field(STAGE, source).isNull()));
        }
    }

    private void distinct(
            Resolution resolution, List<String> columns, boolean nullsEqual, String what) {
        var sources = columns.stream().map(target::shown).toList();
        // What the manifest alone says stands in no file.
        var isStaged = sources.stream().allMatch(stage::has);
        var table = isStaged ? stage.as(STAGE) : resolution.as(STAGE);
        var fields =
                (isStaged ? sources : columns)
                        .stream().map(column -> Stage.field(STAGE, column)).toList();
        var complete =
                nullsEqual
                        ? DSL.trueCondition()
                        : DSL.and(fields.stream().map(Field::isNotNull).toList());
        // Hashed, where the numbers of what stands twice need a sort: as a rule nothing does.
        if (!database.fetchExists(
                DSL.selectOne()
                        .from(table)
                        .where(complete)
                        .groupBy(fields)
                        .having(DSL.count().gt(1)))) {
            return;
        }
        var first =
                DSL.min(Stage.row(STAGE)).over().partitionBy(fields).as(DSL.quotedName("first"));
        var shown =
                DSL.field(
                        "concat_ws(', ', {0})",
                        String.class,
                        DSL.list(
                                fields.stream()
                                        .map(
                                                field ->
                                                        DSL.coalesce(
                                                                field.cast(String.class),
                                                                DSL.inline("NULL")))
                                        .toList()));
        var twice =
                DSL.select(Stage.row(STAGE).as("row"), first, shown.as("value"))
                        .from(table)
                        .where(complete)
                        .asTable("twice");
        var row = twice.field("row", Long.class);
        var earlier = twice.field("first", Long.class);
        rejects.addAll(
                DSL.select(
                                row,
                                DSL.inline(stage.has(sources.getFirst()) ? sources.getFirst() : ""),
                                DSL.concat(
                                        DSL.inline(
                                                what + " (" + String.join(", ", sources) + ") = ("),
                                        ValueCheck.shown(twice.field("value", String.class)),
                                        DSL.inline(") stands on "),
                                        place(earlier),
                                        DSL.inline(" already")))
                        .from(twice)
                        .where(row.gt(earlier)));
    }

    /// A row's place in the files, for a message.
    private Field<String> place(Field<Long> row) {
        var line =
                DSL.concat(
                        DSL.inline("line "),
                        DSL.field(
                                "({0} & {1})::text",
                                String.class, row, DSL.inline(SeedRows.line(-1))));
        if (rows.parts().size() == 1) {
            return line;
        }
        var name = DSL.choose(DSL.field("({0} >> 40)", Integer.class, row));
        var names = name.when(0, rows.parts().getFirst().name());
        for (int i = 1; i < rows.parts().size(); i++) {
            names = names.when(i, rows.parts().get(i).name());
        }
        return DSL.concat(line, DSL.inline(" of "), names);
    }

    /// No value that the manifest makes is longer than its column takes. Those of the files were
    /// tried when they were copied.
    void lengths(Resolution resolution, Collection<String> given) {
        for (var rule : target.seed().columns()) {
            var most = given.contains(rule.column()) ? target.column(rule.column()).maxLength() : 0;
            if (most > 0 && !(rule.value() instanceof Value.Constant)) {
                var length =
                        DSL.charLength(
                                DSL.function(
                                        "rtrim",
                                        String.class,
                                        Stage.field(STAGE, rule.column()).cast(String.class)));
                rejects.addAll(
                        DSL.select(
                                        Stage.row(STAGE),
                                        DSL.inline(""),
                                        DSL.inline(
                                                rule.column()
                                                        + ": value too long for type "
                                                        + target.column(rule.column()).type()))
                                .from(resolution.as(STAGE))
                                .where(length.gt(most)));
            }
        }
    }

    /// No value is missing where the table requires one.
    void required(Collection<String> given) {
        empty(
                given.stream()
                        .filter(name -> !target.key().contains(name))
                        .filter(name -> target.column(name).required())
                        .toList(),
                " is empty, and the table requires a value");
    }
}
