package dev.slipway.generate;

import dev.slipway.catalog.Column;
import dev.slipway.catalog.TableName;
import dev.slipway.catalog.TargetTable;
import dev.slipway.data.FileProblems;
import dev.slipway.data.Fingerprint;
import dev.slipway.data.RowReader;
import dev.slipway.data.RowSink;
import dev.slipway.generate.Recipe.Counted;
import dev.slipway.generate.Recipe.EarlierRows;
import dev.slipway.generate.Recipe.Numbered;
import dev.slipway.generate.Recipe.Rows;
import dev.slipway.generate.Recipe.Text;
import dev.slipway.generate.Slot.Made;
import dev.slipway.manifest.SeedDefinition.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/// Made-up rows for a table, read as if they were a file's: the line is the row's number, from 1.
///
/// A value follows from the seed number, the locale, the column's name and the row's number, and
/// in unique columns from how many rows there are; not from the other columns, nor from the
/// machine. No row is remembered.
///
/// The value of a picked column is a row's position and not yet the picked value: see [Picked].
public final class GeneratedRows implements RowReader {
    private final Source.Generated spec;
    private final List<Slot> slots;
    private final Distinct distinct;
    private final List<Made> columns;
    private final List<String> faults = new ArrayList<>();

    /// Faults of the manifest go to the problems of [#columns].
    ///
    /// @param pickCounts for each column of [#picks] that picks from another table, how many rows
    ///     that one has
    public GeneratedRows(Source.Generated spec, TargetTable table, Map<String, Long> pickCounts) {
        this.spec = spec;
        slots = Choices.of(spec, table, pickCounts, faults::add);
        distinct = Distinct.of(slots, table, spec.rows(), spec.seed(), faults::add);
        columns =
                table.columns().keySet().stream()
                        .flatMap(
                                name ->
                                        slots.stream()
                                                .flatMap(slot -> slot.columns().stream())
                                                .filter(made -> made.name().equals(name)))
                        .toList();
        findFaultsOfTexts();
    }

    /// The columns whose values are positions, of the manifest's picks and of the foreign keys
    /// that need a value; columns of one composite foreign key get the same position.
    public static List<Picked> picks(Source.Generated spec, TargetTable table) {
        return Choices.of(spec, table, Map.of(), _ -> {}).stream()
                .flatMap(
                        slot ->
                                switch (slot.recipe()) {
                                    case Rows rows ->
                                            slot.columns().stream()
                                                    .map(made -> picked(made, rows.table(), false));
                                    case EarlierRows _ ->
                                            slot.columns().stream()
                                                    .map(
                                                            made ->
                                                                    picked(
                                                                            made,
                                                                            table.tableName(),
                                                                            true));
                                    case Counted _, Numbered _, Text _ -> Stream.<Picked>empty();
                                })
                .toList();
    }

    private static Picked picked(Made made, TableName table, boolean itself) {
        return new Picked(made.name(), table, Objects.requireNonNull(made.from()), itself);
    }

    private void findFaultsOfTexts() {
        var texts = slots.stream().filter(slot -> slot.recipe() instanceof Text).toList();
        if (!texts.isEmpty() && !FakeText.knows(spec.locale())) {
            faults.add(
                    "there are no made-up texts for locale %s; use a language tag such as en, de or pt-BR"
                            .formatted(spec.locale()));
            return;
        }
        for (var slot : texts) {
            if (slot.recipe() instanceof Text(String expression)) {
                FakeText.fault(expression, spec.locale())
                        .ifPresent(
                                fault ->
                                        faults.add(
                                                "%s is '%s': %s"
                                                        .formatted(
                                                                slot.names(), expression, fault)));
            }
        }
    }

    @Override
    public List<String> columns(FileProblems problems) {
        faults.forEach(fault -> problems.add(0, 0, fault));
        return columns.stream().map(Made::name).toList();
    }

    /// Hands over no row when the manifest has faults.
    @Override
    public Fingerprint read(RowSink sink, FileProblems problems) throws IOException {
        if (!faults.isEmpty()) {
            columns(problems);
            return Fingerprint.NO_FILE;
        }
        var values = values();
        for (long row = 0; row < spec.rows(); row++) {
            sink.beginRow(row + 1);
            for (int i = 0; i < values.size(); i++) {
                String value;
                try {
                    value = values.get(i).at(row);
                } catch (RuntimeException e) {
                    // Only the faker library's, which may fail at a text that it did not try first.
                    problems.add(row + 1, 0, columns.get(i).name() + ": " + FakeText.reason(e));
                    value = null;
                }
                if (value == null) {
                    sink.nullValue();
                } else {
                    var bytes = value.getBytes(StandardCharsets.UTF_8);
                    sink.text(bytes, 0, bytes.length);
                }
            }
            sink.endRow();
        }
        return Fingerprint.NO_FILE;
    }

    @Override
    public Place locate(long rowLine, String column) {
        return new Place(rowLine, 0);
    }

    /// The values of one column.
    @FunctionalInterface
    private interface Values {
        @Nullable String at(long row);
    }

    /// Of each column, in their order. Everything in them that has a state is new.
    private List<Values> values() {
        var byColumn = new HashMap<String, Values>();
        for (var slot : slots) {
            for (var made : slot.columns()) {
                byColumn.put(made.name(), withNulls(made, values(slot, made.column())));
            }
        }
        return columns.stream()
                .map(made -> Objects.requireNonNull(byColumn.get(made.name())))
                .toList();
    }

    private Values withNulls(Made made, Values values) {
        if (made.nulls() <= 0) {
            return values;
        }
        var random = new RowRandom(spec.seed(), "nulls of " + made.name());
        return row -> random.at(row).nextDouble() < made.nulls() ? null : values.at(row);
    }

    private Values values(Slot slot, Column column) {
        var random = new RowRandom(spec.seed(), slot.names());
        var given = distinct.places().get(slot);
        return switch (slot.recipe()) {
            case Counted counted -> {
                var place = given == null ? places(counted, random) : given;
                yield row -> counted.value().apply(place.applyAsLong(row));
            }
            case Numbered(long start) -> row -> Long.toString(start + row);
            case Text(String expression) -> text(slot, expression, column);
            case Rows rows -> {
                LongUnaryOperator place =
                        given == null ? row -> random.at(row).nextLong(rows.rows()) : given;
                yield row -> Long.toString(place.applyAsLong(row));
            }
            case EarlierRows _ -> {
                LongUnaryOperator place =
                        given == null ? row -> random.at(row).nextLong(row) : given;
                var first = column.required() ? "0" : null;
                yield row -> row == 0 ? first : Long.toString(place.applyAsLong(row));
            }
        };
    }

    private static LongUnaryOperator places(Counted counted, RowRandom random) {
        return row -> counted.place(random.at(row));
    }

    private Values text(Slot slot, String expression, Column column) {
        var texts =
                new FakeText(expression, spec.locale(), new RowRandom(spec.seed(), column.name()));
        var length = column.maxLength();
        if (distinct.suffixed().contains(slot)) {
            var suffix = new Suffix(spec.rows(), spec.seed(), column.name());
            return row -> suffix.added(texts.at(row), row, length);
        }
        return length == 0 ? texts::at : row -> Suffix.cut(texts.at(row), length);
    }
}
