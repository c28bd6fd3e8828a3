package dev.slipway.generate;

import dev.slipway.catalog.TableName;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongFunction;

/// What a column's values are made of.
sealed interface Recipe {
    /// The most different values that are told apart.
    long MANY = 1L << 62;

    /// Values that can be counted: each place below the size has its own.
    ///
    /// @param bounds for values that are not all as likely: for each place the share of rows up to
    ///     and with it, the last 1; empty otherwise
    record Counted(long size, LongFunction<String> value, List<Double> bounds) implements Recipe {
        static Counted evenly(long size, LongFunction<String> value) {
            return new Counted(size, value, List.of());
        }

        /// Each value once, whatever it weighs; those that weigh nothing are left out.
        static Counted weighted(List<String> values, List<Double> weights) {
            var sums = new LinkedHashMap<String, Double>();
            for (int i = 0; i < values.size(); i++) {
                if (weights.get(i) > 0) {
                    sums.merge(values.get(i), weights.get(i), Double::sum);
                }
            }
            var different = List.copyOf(sums.keySet());
            if (sums.values().stream().distinct().count() <= 1) {
                return evenly(different.size(), place -> different.get((int) place));
            }
            var total = sums.values().stream().mapToDouble(Double::doubleValue).sum();
            var bounds = new ArrayList<Double>();
            var sum = 0.0;
            for (var weight : sums.values()) {
                sum += weight / total;
                bounds.add(sum);
            }
            bounds.set(bounds.size() - 1, 1.0);
            return new Counted(
                    different.size(), place -> different.get((int) place), List.copyOf(bounds));
        }

        long place(RowRandom random) {
            if (bounds.isEmpty()) {
                return random.nextLong(size);
            }
            var share = random.nextDouble();
            var place = 0;
            while (share >= bounds.get(place)) {
                place++;
            }
            return place;
        }
    }

    /// The row's number, from a start.
    record Numbered(long start) implements Recipe {}

    /// A text of the faker library.
    record Text(String expression) implements Recipe {}

    /// Rows of another table.
    ///
    /// @param rows how many it has
    record Rows(TableName table, long rows) implements Recipe {}

    /// Earlier rows of the same seed.
    record EarlierRows() implements Recipe {}
}
