package dev.slipway.manifest;

import dev.slipway.catalog.TableName;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/// How the values of a made-up column are chosen.
public sealed interface Generator {
    /// A made-up text.
    ///
    /// @param expression as the faker library writes it: `#{Name.fullName}`; texts around it stay
    record Fake(String expression) implements Generator {}

    /// The row's number, from a start.
    record RowNumber(long start) implements Generator {}

    /// A number between two, both included.
    ///
    /// @param decimals digits behind the point
    record Between(BigDecimal least, BigDecimal most, int decimals) implements Generator {}

    /// A point in time between two.
    ///
    /// @param from included
    /// @param to excluded
    record Moment(Instant from, Instant to) implements Generator {}

    /// One of these.
    ///
    /// @param weights how often each is chosen beside the others; as many as values
    record OneOf(List<String> values, List<Double> weights) implements Generator {
        public OneOf {
            values = List.copyOf(values);
            weights = List.copyOf(weights);
        }
    }

    /// A column of a random row of another table, or of an earlier row of the same seed.
    record Pick(TableName table, String column) implements Generator {}
}
