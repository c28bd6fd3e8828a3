package dev.slipway.generate;

import dev.slipway.catalog.Column;
import dev.slipway.generate.ColumnType.Kind;
import dev.slipway.generate.Recipe.Counted;
import dev.slipway.generate.Recipe.Numbered;
import dev.slipway.generate.Recipe.Text;
import dev.slipway.manifest.Generator;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;

/// The recipe that a generator of the manifest comes to in its column; what the column's type
/// cannot take is a problem.
final class Recipes {
    private final Column column;
    private final ColumnType type;
    private final long rows;
    private final Consumer<String> problems;

    /// @param problems hears what is wrong, without the column's name
    Recipes(Column column, long rows, Consumer<String> problems) {
        this.column = column;
        this.type = ColumnType.of(column);
        this.rows = rows;
        this.problems = problems;
    }

    /// Empty when there was a problem.
    Optional<Recipe> of(Generator generator) {
        return switch (generator) {
            case Generator.Fake fake -> Optional.of(new Text(fake.expression()));
            case Generator.RowNumber number -> number(number);
            case Generator.Between between -> between(between);
            case Generator.Moment moment -> moment(moment);
            case Generator.OneOf oneOf -> oneOf(oneOf);
            case Generator.Pick _ ->
                    throw new IllegalArgumentException("picks are resolved with the foreign keys");
        };
    }

    private Optional<Recipe> number(Generator.RowNumber number) {
        if (!takesNumbers("row numbers")) {
            return Optional.empty();
        }
        var last =
                BigDecimal.valueOf(number.start()).add(BigDecimal.valueOf(Math.max(rows, 1) - 1));
        return fits(BigDecimal.valueOf(number.start()), last)
                ? Optional.of(new Numbered(number.start()))
                : Optional.empty();
    }

    private Optional<Recipe> between(Generator.Between between) {
        if (!takesNumbers("numbers")) {
            return Optional.empty();
        }
        var decimals = between.decimals();
        if (decimals > 0 && type.kind().isInteger()) {
            problems.accept("is " + column.type() + ", which has no decimals; leave them out");
            return Optional.empty();
        }
        if (type.digits() > 0 && decimals > Math.max(type.scale(), 0)) {
            problems.accept(
                    "is %s, which would round away some of the %d decimals"
                            .formatted(column.type(), decimals));
            return Optional.empty();
        }
        if (!fits(between.least(), between.most())) {
            return Optional.empty();
        }
        var range = between.least().toPlainString() + " to " + between.most().toPlainString();
        var numbers = Spans.numbers(between.least(), between.most(), decimals);
        if (numbers.isEmpty()) {
            problems.accept(
                    "has more numbers from "
                            + range
                            + " than can be chosen from; narrow the range or use fewer decimals");
            return Optional.empty();
        }
        return nonEmpty(numbers.get(), "has no number from " + range);
    }

    private Optional<Recipe> moment(Generator.Moment moment) {
        var from = moment.from();
        var to = moment.to();
        var nothing = "has no moment from %s to before %s".formatted(from, to);
        return switch (type.kind()) {
            case DATE -> nonEmpty(Spans.dates(from, to), nothing);
            case TIME -> nonEmpty(Spans.times(from, to), nothing);
            case TIMESTAMP, TEXT, OTHER -> nonEmpty(Spans.timestamps(from, to), nothing);
            default -> {
                problems.accept("is " + column.type() + ", which takes no moments");
                yield Optional.empty();
            }
        };
    }

    private Optional<Recipe> oneOf(Generator.OneOf oneOf) {
        var fitting = true;
        for (var value : oneOf.values()) {
            if (column.maxLength() > 0
                    && value.codePointCount(0, value.length()) > column.maxLength()) {
                problems.accept("is %s, too short for '%s'".formatted(column.type(), value));
                fitting = false;
            }
            if (type.kind() == Kind.ENUM && !column.enumLabels().contains(value)) {
                problems.accept(
                        "is %s, which has no label '%s'; it has %s"
                                .formatted(
                                        column.type(),
                                        value,
                                        String.join(", ", column.enumLabels())));
                fitting = false;
            }
        }
        return fitting
                ? nonEmpty(
                        Counted.weighted(oneOf.values(), oneOf.weights()),
                        "has no value to choose from")
                : Optional.empty();
    }

    private Optional<Recipe> nonEmpty(Counted counted, String otherwise) {
        if (counted.size() > 0) {
            return Optional.of(counted);
        }
        problems.accept(otherwise);
        return Optional.empty();
    }

    private boolean takesNumbers(String what) {
        var kind = type.kind();
        if (kind.isNumber() || kind == Kind.TEXT || kind == Kind.OTHER) {
            return true;
        }
        problems.accept("is " + column.type() + ", which takes no " + what);
        return false;
    }

    private boolean fits(BigDecimal least, BigDecimal most) {
        var lowest = type.least();
        var highest = type.greatest();
        if (lowest == null || highest == null) {
            return true;
        }
        if (least.compareTo(lowest) >= 0 && most.compareTo(highest) <= 0) {
            return true;
        }
        problems.accept(
                "is %s, which takes %s to %s, not %s to %s"
                        .formatted(
                                column.type(),
                                lowest.toPlainString(),
                                highest.toPlainString(),
                                least.toPlainString(),
                                most.toPlainString()));
        return false;
    }
}
