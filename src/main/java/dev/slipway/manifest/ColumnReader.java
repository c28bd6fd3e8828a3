package dev.slipway.manifest;

import dev.slipway.manifest.Entry.ColumnEntry;
import dev.slipway.manifest.SeedDefinition.ColumnRule;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.manifest.SeedDefinition.Value;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.Node.Fields;
import dev.slipway.yaml.Node.Items;
import dev.slipway.yaml.Node.Scalar;
import dev.slipway.yaml.NodeCheck;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads where one column of the table gets its value: from the file, from the manifest, or made
/// up.
final class ColumnReader {
    static final Set<String> VALUES = Set.of("from", "value", "sql");
    static final Set<String> GENERATORS =
            Set.of("fake", "row", "between", "moment", "one-of", "pick");
    static final Set<String> OPTIONS = Set.of("on", "nulls", "decimals");

    private static final int MOST_DECIMALS = 30;

    /// `2024-02-29T12:00:00Z`, also with a blank for the T, without seconds, and without a zone.
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendPattern("['T'][' ']HH:mm[:ss]")
                    .optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                    .optionalEnd()
                    .appendPattern("[XXX]")
                    .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
                    .toFormatter();

    private final NodeCheck check;

    ColumnReader(NodeCheck check) {
        this.check = check;
    }

    /// Empty when it is none, with its faults told.
    Optional<ColumnEntry> read(String column, Node node, String where) {
        if (!(node instanceof Fields)) {
            if (node instanceof Scalar scalar && scalar.type() == Node.Type.TEXT) {
                var from = check.text(node, where);
                return from == null
                        ? Optional.empty()
                        : Optional.of(ruled(node, column, new Value.FromFile(from), false));
            }
            check.fault(node.place(), where + " must be a column of the file, or a map");
            return Optional.empty();
        }
        var known = new TreeSet<>(VALUES);
        known.addAll(GENERATORS);
        known.addAll(OPTIONS);
        var faults = check.faults();
        var fields = check.fields(node, where, known);
        var sources = new TreeSet<>(fields.keySet());
        sources.retainAll(known);
        sources.removeAll(OPTIONS);
        if (sources.size() != 1) {
            if (check.faults() == faults) {
                known.removeAll(OPTIONS);
                check.fault(node.place(), where + " needs one of " + String.join(", ", known));
            }
            return Optional.empty();
        }
        var source = sources.getFirst();
        for (var option : OPTIONS) {
            if (fields.containsKey(option) && !takes(source, option)) {
                check.fault(
                        fields.get(option).place(),
                        where + ": " + option + " does not go with " + source);
            }
        }
        return VALUES.contains(source)
                ? rule(column, node, source, fields, where)
                : generated(column, node, source, fields, where);
    }

    private static boolean takes(String source, String option) {
        return switch (option) {
            case "on" -> VALUES.contains(source);
            case "nulls" -> GENERATORS.contains(source);
            default -> source.equals("between");
        };
    }

    private static ColumnEntry ruled(Node node, String column, Value value, boolean onlyNew) {
        return new ColumnEntry.Ruled(node.place(), new ColumnRule(column, value, onlyNew));
    }

    private Optional<ColumnEntry> rule(
            String column, Node node, String source, Map<String, Node> fields, String where) {
        var onlyNew = check.word(fields.get("on"), where + ": on", Map.of("insert", true)) != null;
        var content = fields.get(source);
        if (source.equals("value")) {
            var isNull = content instanceof Scalar scalar && scalar.type() == Node.Type.NULL;
            var text = isNull ? null : check.scalar(content, where + ": value");
            return Optional.of(ruled(node, column, new Value.Constant(text), onlyNew));
        }
        var text = check.text(content, where + ": " + source);
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(
                ruled(
                        node,
                        column,
                        source.equals("sql")
                                ? new Value.Expression(text)
                                : new Value.FromFile(text),
                        onlyNew));
    }

    private Optional<ColumnEntry> generated(
            String column, Node node, String source, Map<String, Node> fields, String where) {
        var nulls = 0.0;
        var share = fields.get("nulls");
        if (share != null) {
            var parsed = check.share(share);
            if (parsed == null) {
                check.fault(share.place(), where + ": nulls must be a share such as 20%");
            } else {
                nulls = parsed;
            }
        }
        var generator = generator(source, fields, where);
        return generator == null
                ? Optional.empty()
                : Optional.of(
                        new ColumnEntry.Generated(
                                node.place(), new GeneratedColumn(column, generator, nulls)));
    }

    private @Nullable Generator generator(String source, Map<String, Node> fields, String where) {
        var node = fields.get(source);
        var place = where + ": " + source;
        return switch (source) {
            case "fake" -> {
                var expression = check.text(node, place);
                yield expression == null ? null : new Generator.Fake(expression);
            }
            case "row" -> new Generator.RowNumber(check.whole(node, place, 0, 1));
            case "between" -> between(node, fields.get("decimals"), place, where);
            case "moment" -> moment(node, place);
            case "one-of" -> oneOf(node, place);
            default -> {
                var target = EntryReader.target(check, node, place);
                yield target == null ? null : new Generator.Pick(target.table(), target.column());
            }
        };
    }

    private @Nullable Generator between(
            Node node, @Nullable Node decimals, String where, String column) {
        var bounds = pair(node, where, "two numbers, as in [0, 100]");
        if (bounds.isEmpty()) {
            return null;
        }
        var least = check.decimal(bounds.getFirst(), where);
        var most = check.decimal(bounds.getLast(), where);
        if (least == null || most == null) {
            return null;
        }
        if (least.compareTo(most) > 0) {
            check.fault(node.place(), where + ": " + least + " is more than " + most);
        }
        var digits =
                check.whole(
                        decimals,
                        column + ": decimals",
                        0,
                        Math.max(0, Math.max(least.scale(), most.scale())));
        if (digits > MOST_DECIMALS) {
            check.fault(
                    decimals == null ? node.place() : decimals.place(),
                    column + ": decimals must be " + MOST_DECIMALS + " or less");
            return null;
        }
        return new Generator.Between(least, most, (int) digits);
    }

    private @Nullable Generator moment(Node node, String where) {
        var bounds = pair(node, where, "two dates or timestamps, as in [2020-01-01, 2024-12-31]");
        if (bounds.isEmpty()) {
            return null;
        }
        var from = instant(bounds.getFirst(), 0, where);
        // A date as the end means all of that day.
        var to = instant(bounds.getLast(), 1, where);
        if (from == null || to == null) {
            return null;
        }
        if (!from.isBefore(to)) {
            check.fault(node.place(), where + ": the first must be before the second");
        }
        return new Generator.Moment(from, to);
    }

    private @Nullable Instant instant(Node node, int daysLater, String where) {
        var text = node instanceof Scalar scalar ? scalar.text() : "";
        try {
            return text.length() == "2024-12-31".length()
                    ? LocalDate.parse(text)
                            .plusDays(daysLater)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : MOMENT.parse(text, Instant::from);
        } catch (DateTimeException e) {
            check.fault(
                    node.place(),
                    where
                            + ": '"
                            + text
                            + "' is neither a date such as 2024-12-31 nor a timestamp such as 2024-12-31 12:00:00");
            return null;
        }
    }

    private List<Node> pair(Node node, String where, String what) {
        if (node instanceof Items(_, var nodes) && nodes.size() == 2) {
            return nodes;
        }
        check.fault(node.place(), where + " must be " + what);
        return List.of();
    }

    private @Nullable Generator oneOf(Node node, String where) {
        var values = new ArrayList<String>();
        var weights = new ArrayList<Double>();
        if (node instanceof Items items) {
            for (var item : items.nodes()) {
                var value = check.scalar(item, where);
                if (value != null) {
                    values.add(value);
                    weights.add(1.0);
                }
            }
        } else if (node instanceof Fields(_, var nodes)) {
            nodes.forEach(
                    (value, weight) -> {
                        var number = check.decimal(weight, where + ": the weight of " + value);
                        if (number != null && number.compareTo(BigDecimal.ZERO) <= 0) {
                            check.fault(
                                    weight.place(),
                                    where + ": the weight of " + value + " must be more than 0");
                        } else if (number != null) {
                            values.add(value);
                            weights.add(number.doubleValue());
                        }
                    });
        } else {
            check.fault(
                    node.place(),
                    where + " must be a list of values, or a map of values to weights");
            return null;
        }
        if (values.isEmpty()) {
            if ((node instanceof Items(_, var nodes) && nodes.isEmpty())
                    || (node instanceof Fields(_, var weighted) && weighted.isEmpty())) {
                check.fault(node.place(), where + " must have a value at least");
            }
            return null;
        }
        return new Generator.OneOf(values, weights);
    }
}
