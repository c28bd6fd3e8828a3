package dev.slipway.shape;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Other values for a column, where a condition refuses the usual ones: what conditions often ask
/// for. A trial shows which of them it takes.
final class Alternatives {
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)");
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");

    private Alternatives() {}

    /// @param number the expression of the number that a value is made from
    /// @param condition the condition that is to be fulfilled
    /// @param others expressions of the condition's other columns
    static List<String> of(
            Target.Column column, String number, String condition, List<String> others) {
        var sql = column.type().sql();
        var all = new ArrayList<String>();
        switch (column.type().name()) {
            case "text", "varchar", "bpchar", "citext", "name" ->
                    texts(number, condition)
                            .map(text -> "(" + text + ")::" + sql)
                            .forEach(all::add);
            case "int2", "int4", "int8", "numeric", "float4", "float8", "money" -> {
                for (var other : others) {
                    all.add("(" + other + " + 1)");
                    all.add("(" + other + " - 1)");
                    all.add(other);
                }
                for (var value :
                        List.of(
                                "0",
                                "1",
                                "%s % 2",
                                "1 + %s % 5",
                                "1 + %s % 10",
                                "1 + %s % 12",
                                "%s % 100",
                                "1900 + %s % 125",
                                "-1 - %s % 1000",
                                "2 * (%s % 1000)",
                                "10 * (%s % 1000)",
                                "100 * (%s % 1000)",
                                "1000 + %s % 9000",
                                "10000 + %s % 90000")) {
                    all.add("(" + value.replace("%s", number) + ")::" + sql);
                }
            }
            case "date", "timestamp", "timestamptz" -> {
                var hour = column.type().name().equals("date") ? "1" : "'1 hour'::interval";
                for (var other : others) {
                    all.add("(" + other + " + " + hour + ")");
                    all.add("(" + other + " - " + hour + ")");
                    all.add(other);
                }
                for (var value :
                        List.of(
                                "date_trunc('month', '2000-01-01'::timestamp + (%s % 300) * '1"
                                        + " month'::interval)",
                                "date_trunc('day', '2000-01-01'::timestamp + (%s % 9000) * '1"
                                        + " day'::interval)",
                                "'2100-01-01'::timestamp + (%s % 9000) * '1 day'::interval",
                                "'1960-01-01'::timestamp + (%s % 9000) * '1 day'::interval")) {
                    all.add("(" + value.replace("%s", number) + ")::" + sql);
                }
            }
            case "json", "jsonb" -> {
                for (var value : List.of("{}", "[]", "\"a\"", "1", "[1]", "[\"a\"]")) {
                    all.add("'" + value + "'::" + sql);
                }
            }
            case "bool" -> all.addAll(List.of("true", "false"));
            default -> {}
        }
        if (column.type().array()) {
            all.add("'{}'::" + sql);
        }
        if (!column.required()) {
            all.add("null::" + sql);
        }
        return all;
    }

    private static Stream<String> texts(String number, String condition) {
        var lengths = new LinkedHashSet<Integer>();
        var repetition = REPETITION.matcher(condition);
        while (repetition.find()) {
            lengths.add(Integer.parseInt(repetition.group(1)));
        }
        lengths.addAll(List.of(2, 3, 4, 5, 6, 8, 10));
        var all = new ArrayList<String>();
        var hex = "to_hex(" + number + ")";
        all.add("'u' || " + hex + " || '@example.com'");
        all.add("'https://example.com/' || " + hex);
        RegexText.of(condition, number).ifPresent(all::add);
        all.add("'/' || " + hex);
        all.add("'+1555' || lpad((" + number + " % 10000000)::text, 7, '0')");
        all.add("translate(" + hex + ", '0123456789', 'ghijklmnop')");
        all.add("upper(translate(" + hex + ", '0123456789', 'ghijklmnop'))");
        all.add("initcap(translate(" + hex + ", '0123456789', 'ghijklmnop'))");
        all.add("upper(" + hex + ")");
        all.add("'a-' || " + hex);
        all.add("'A-' || (1000 + " + number + ")");
        all.add("(1 + " + number + ")::text");
        all.add("'#' || lpad(to_hex(" + number + " % 16777216), 6, '0')");
        all.add("'1.' || (" + number + " % 100) || '.0'");
        all.add("'2024-01-' || lpad((1 + " + number + " % 28)::text, 2, '0')");
        all.add("lpad((" + number + " % 24)::text, 2, '0') || ':00'");
        all.add("md5((" + number + ")::text)::uuid::text");
        all.add("'n' || " + hex + " || '.example.com'");
        all.add("'10.0.' || (" + number + " % 250) || '.1'");
        for (var length : lengths) {
            var some = Math.min(length, 12);
            var digits = "(" + number + " % 1" + "0".repeat(some) + ")::text";
            var letters =
                    "translate(lpad(to_hex("
                            + number
                            + " % "
                            + (1L << (4 * some))
                            + "), "
                            + length
                            + ", '0'), '0123456789abcdef', 'ABCDEFGHIJKLMNOP')";
            all.add(letters);
            all.add("lower(" + letters + ")");
            all.add("lpad(" + digits + ", " + length + ", '0')");
            all.add(
                    "lpad(to_hex("
                            + number
                            + " % "
                            + (1L << (4 * some))
                            + "), "
                            + length
                            + ", '0')");
        }
        // What the condition itself speaks of: a constant, or the beginning that it asks for.
        var literal = LITERAL.matcher(condition);
        while (literal.find()) {
            var text = literal.group(1);
            var plain = text.replaceFirst("^\\^", "").replaceFirst("[%\\[({.*+?\\\\$|].*", "");
            all.add("'" + text + "'");
            if (!plain.isEmpty()) {
                all.add("'" + plain + "' || " + hex);
                all.add("'" + plain + "' || (100 + " + number + ")");
            }
        }
        return all.stream();
    }
}
