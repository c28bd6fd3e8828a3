package dev.slipway.generate;

import dev.slipway.generate.Recipe.Counted;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// Numbers and times between two, each counted from the first.
final class Spans {
    private static final int DAY = (int) Duration.ofDays(1).toSeconds();

    private Spans() {}

    /// Empty when more numbers are between the two than can be counted; of size 0 when there is
    /// none.
    static Optional<Counted> numbers(BigDecimal least, BigDecimal most, int decimals) {
        var first = least.setScale(decimals, RoundingMode.CEILING).unscaledValue();
        var last = most.setScale(decimals, RoundingMode.FLOOR).unscaledValue();
        var size = last.subtract(first).add(BigInteger.ONE).max(BigInteger.ZERO);
        if (first.bitLength() >= Long.SIZE
                || last.bitLength() >= Long.SIZE
                || size.compareTo(BigInteger.valueOf(Recipe.MANY)) > 0) {
            return Optional.empty();
        }
        var start = first.longValue();
        return Optional.of(
                Counted.evenly(
                        size.longValue(),
                        place ->
                                decimals == 0
                                        ? Long.toString(start + place)
                                        : BigDecimal.valueOf(start + place, decimals)
                                                .toPlainString()));
    }

    /// The days that begin or go on within a time, in UTC.
    static Counted dates(Instant from, Instant to) {
        var first = day(from);
        var size = from.isBefore(to) ? day(to.minusNanos(1)) - first + 1 : 0;
        return Counted.evenly(size, place -> LocalDate.ofEpochDay(first + place).toString());
    }

    private static long day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    }

    /// Whole seconds, in UTC; a type without time zone passes over the `Z`.
    static Counted timestamps(Instant from, Instant to) {
        var first = second(from);
        return Counted.evenly(
                Math.max(0, second(to) - first),
                place -> Instant.ofEpochSecond(first + place).toString());
    }

    /// The times of day, in UTC, of the seconds between two.
    static Counted times(Instant from, Instant to) {
        var first = second(from);
        return Counted.evenly(
                Math.clamp(second(to) - first, 0, DAY),
                place -> LocalTime.ofSecondOfDay(Math.floorMod(first + place, DAY)) + "Z");
    }

    /// The first whole second that is not before.
    private static long second(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }
}
