package dev.slipway.generate;

import dev.slipway.catalog.Column;
import dev.slipway.catalog.TargetTable;
import dev.slipway.catalog.TargetTable.UniqueKey;
import dev.slipway.generate.Recipe.Counted;
import dev.slipway.generate.Recipe.EarlierRows;
import dev.slipway.generate.Recipe.Numbered;
import dev.slipway.generate.Recipe.Rows;
import dev.slipway.generate.Recipe.Text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/// How the rows of a table keep apart in each of its unique keys, without remembering any: what can
/// be counted is gone through in an order that looks random, and texts end with something that no
/// other row's text ends with.
///
/// A key of several columns is distinct when one of them is; else when its combinations, counted,
/// come in such an order.
///
/// @param places of what is counted, the place in each row (from 0)
/// @param suffixed the texts that need an ending of their own
record Distinct(Map<Slot, LongUnaryOperator> places, Set<Slot> suffixed) {
    static Distinct of(
            List<Slot> slots, TargetTable table, long rows, long seed, Consumer<String> problems) {
        var builder = new Builder(slots, table, rows, seed, problems);
        table.uniqueKeys().stream()
                .map(UniqueKey::columns)
                .filter(key -> key.size() == 1)
                .forEach(builder::key);
        table.uniqueKeys().stream()
                .map(UniqueKey::columns)
                .filter(key -> key.size() > 1)
                .forEach(builder::key);
        return new Distinct(builder.places, builder.suffixed);
    }

    private static final class Builder {
        private final List<Slot> slots;
        private final TargetTable table;
        private final long rows;
        private final long seed;
        private final Consumer<String> problems;
        private final Map<Slot, LongUnaryOperator> places = new HashMap<>();
        private final Set<Slot> suffixed = new HashSet<>();
        private final Set<Slot> distinct = new HashSet<>();

        Builder(
                List<Slot> slots,
                TargetTable table,
                long rows,
                long seed,
                Consumer<String> problems) {
            this.slots = slots;
            this.table = table;
            this.rows = rows;
            this.seed = seed;
            this.problems = problems;
        }

        void key(List<String> key) {
            var ofKey = slots.stream().filter(slot -> key.stream().anyMatch(slot::has)).toList();
            if (ofKey.stream().anyMatch(this::isDistinct)
                    || key.stream().anyMatch(this::isLeftToTheDatabase)) {
                return;
            }
            var endless =
                    ofKey.stream()
                            .filter(
                                    slot ->
                                            isEndless(slot)
                                                    || (key.size() == 1
                                                            && slot.recipe() instanceof Text))
                            .findFirst();
            if (endless.isPresent()) {
                makeDistinct(endless.get());
                return;
            }
            // A slot that another key goes through is given; one that reaches beyond this key may
            // repeat the key's part of its values.
            var free =
                    ofKey.stream()
                            .filter(slot -> !places.containsKey(slot))
                            .filter(slot -> key.size() == 1 || isWithin(slot, key))
                            .filter(slot -> size(slot) > 0)
                            .toList();
            combine(key, free);
        }

        private boolean isDistinct(Slot slot) {
            return distinct.contains(slot) || slot.recipe() instanceof Numbered;
        }

        /// No made-up values, and yet no two alike: NULL, a sequence's next value, a UUID.
        private boolean isLeftToTheDatabase(String name) {
            if (slots.stream().anyMatch(slot -> slot.has(name))) {
                return false;
            }
            var column = table.columns().get(name);
            if (column == null || column.generated()) {
                return true;
            }
            var expression = column.defaultExpression();
            return expression == null
                    ? !column.required()
                    : expression.contains("nextval(") || expression.contains("uuid");
        }

        private boolean isEndless(Slot slot) {
            return switch (slot.recipe()) {
                case Text _ -> slot.first().category() == 'S' && !isTooShort(slot.first());
                case Counted counted -> counted.size() == Recipe.MANY;
                case Numbered _, Rows _, EarlierRows _ -> false;
            };
        }

        private void makeDistinct(Slot slot) {
            distinct.add(slot);
            if (slot.recipe() instanceof Counted) {
                go(List.of(slot), slot.names());
                return;
            }
            suffixed.add(slot);
            var column = slot.first();
            if (column.category() != 'S') {
                problems.accept(
                        "%s is unique and %s: a made-up text can be kept apart only in a text column; use row, between or one-of"
                                .formatted(column.name(), column.type()));
            } else if (isTooShort(column)) {
                problems.accept(
                        "%s is unique and %s, too short to keep %d made-up texts apart; use row or one-of"
                                .formatted(column.name(), column.type(), rows));
            }
        }

        private boolean isTooShort(Column column) {
            return column.maxLength() > 0 && column.maxLength() < Suffix.width(rows);
        }

        private static boolean isWithin(Slot slot, List<String> key) {
            return slot.columns().stream().allMatch(made -> key.contains(made.name()));
        }

        private static long size(Slot slot) {
            return switch (slot.recipe()) {
                case Counted counted -> counted.size();
                case Rows from -> from.rows();
                case Numbered _, Text _, EarlierRows _ -> 0;
            };
        }

        private void combine(List<String> key, List<Slot> free) {
            var itself =
                    slots.stream()
                            .filter(slot -> key.size() == 1 && slot.has(key.getFirst()))
                            .filter(slot -> slot.recipe() instanceof EarlierRows)
                            .findFirst();
            if (itself.isPresent()) {
                // A chain: each row after the one before it; without NULL it would have no end, and
                // each row refers to itself.
                var before = itself.get().first().required() ? 0 : 1;
                distinct.add(itself.get());
                places.put(itself.get(), row -> row - before);
                return;
            }
            var combinations = product(free);
            if (combinations < rows) {
                // A pick from an empty table has its own problem.
                if (slots.stream()
                        .noneMatch(
                                slot ->
                                        key.stream().anyMatch(slot::has)
                                                && slot.recipe() instanceof Rows from
                                                && from.rows() == 0)) {
                    problems.accept(tooFew(key, free, combinations));
                }
                return;
            }
            if (free.size() == 1) {
                distinct.add(free.getFirst());
            }
            go(free, String.join(", ", key));
        }

        private String tooFew(List<String> key, List<Slot> free, long combinations) {
            var names = String.join(", ", key);
            if (key.size() == 1) {
                return "%s is unique and has only %d different values for %d rows"
                        .formatted(names, combinations, rows);
            }
            var factors =
                    free.stream()
                            .map(slot -> Long.toString(size(slot)))
                            .collect(Collectors.joining(" × "));
            return "%s are unique together and have only %d combinations%s for %d rows"
                    .formatted(
                            names, combinations, free.size() > 1 ? " (" + factors + ")" : "", rows);
        }

        private static long product(List<Slot> factors) {
            var product = 1L;
            for (var slot : factors) {
                product *= Math.min(size(slot), Recipe.MANY / product);
            }
            return product;
        }

        /// Goes through all combinations of these, a row each.
        private void go(List<Slot> factors, String stream) {
            var order = new Permutation(product(factors), RowRandom.seedOf(seed, stream));
            var divisor = 1L;
            for (var slot : factors) {
                var by = divisor;
                var size = Math.min(size(slot), Recipe.MANY / divisor);
                places.put(slot, row -> order.at(row) / by % size);
                divisor *= size;
            }
        }
    }
}
