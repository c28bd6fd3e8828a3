package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What conditions say of one column, as far as they are understood: those that compare it with
/// constants. It is a guess with which to begin; whether a row fulfils the conditions, the server
/// says.
///
/// @param literals the only values, as SQL; empty when any will do
/// @param low the least value as SQL, or null; `exclusive` when it is not one itself
/// @param high likewise the greatest
/// @param shortest characters at least
/// @param longest characters at most
/// @param required whether null is not among them
record Bounds(
        List<String> literals,
        @Nullable Limit low,
        @Nullable Limit high,
        int shortest,
        int longest,
        boolean required) {
    static final Bounds NONE = new Bounds(List.of(), null, null, 0, Integer.MAX_VALUE, false);

    private static final String LITERAL =
            "(?:'(?:[^']|'')*'|\\(?-?[0-9]+(?:\\.[0-9]+)?\\)?|true|false)";
    private static final String CAST =
            "(?:::(?:[\\w .]|\"[^\"]*\")+(?:\\([0-9, ]+\\))?(?:\\[\\])?)";
    private static final String COLUMN =
            "\\(*(?<column>[a-z_][a-z0-9_$]*|\"(?:[^\"]|\"\")+\")\\)*" + CAST + "?\\)*";
    private static final String VALUE = "(?<value>" + LITERAL + ")\\)?" + CAST + "*";

    private static final Pattern COMPARISON =
            Pattern.compile(COLUMN + " (?<operator>>=|<=|=|>|<) \\(*" + VALUE + "\\)*");
    private static final Pattern ANY =
            Pattern.compile(
                    COLUMN + " = ANY \\(\\(*(?:ARRAY\\[(?<items>.*)\\]|'\\{(?<array>[^}]*)\\}').*",
                    Pattern.DOTALL);
    private static final Pattern LENGTH =
            Pattern.compile(
                    "(?:char_length|character_length|length|octet_length)\\("
                            + COLUMN
                            + " (?<operator>>=|<=|=|>|<) (?<value>[0-9]+)");
    private static final Pattern PRESENT = Pattern.compile(COLUMN + " IS NOT NULL");
    private static final Pattern ABSENT = Pattern.compile(COLUMN + " IS NULL");
    private static final Pattern ITEM = Pattern.compile("(" + LITERAL + ")" + CAST + "*");

    /// @param literal as SQL, without its type
    record Limit(String literal, boolean exclusive) {}

    /// What the conditions say, by column.
    static Map<String, Bounds> of(List<String> conditions) {
        var bounds = new HashMap<String, Bounds>();
        conditions.forEach(condition -> conjuncts(condition).forEach(one -> add(bounds, one)));
        return bounds;
    }

    private static void add(Map<String, Bounds> bounds, String condition) {
        var choices = split(condition, " OR ");
        if (choices.size() > 1) {
            addChoices(bounds, choices);
            return;
        }
        var any = ANY.matcher(condition);
        if (any.matches()) {
            var items = any.group("items");
            var literals = new ArrayList<String>();
            if (items == null) {
                for (var item : any.group("array").split(",", -1)) {
                    literals.add("'" + item.replaceAll("^\"|\"$", "") + "'");
                }
            } else {
                var item = ITEM.matcher(items);
                while (item.find()) {
                    literals.add(item.group(1));
                }
            }
            change(bounds, any, old -> old.among(literals));
            return;
        }
        var comparison = COMPARISON.matcher(condition);
        if (comparison.matches()) {
            var literal = comparison.group("value").replaceAll("^\\(|\\)$", "");
            change(
                    bounds,
                    comparison,
                    old ->
                            switch (comparison.group("operator")) {
                                case "=" -> old.among(List.of(literal));
                                case ">" -> old.from(new Limit(literal, true));
                                case ">=" -> old.from(new Limit(literal, false));
                                case "<" -> old.to(new Limit(literal, true));
                                case "<=" -> old.to(new Limit(literal, false));
                                default -> old;
                            });
            return;
        }
        var length = LENGTH.matcher(condition);
        if (length.matches()) {
            var limit = Integer.parseInt(length.group("value"));
            change(
                    bounds,
                    length,
                    old ->
                            switch (length.group("operator")) {
                                case "=" -> old.length(limit, limit);
                                case ">" -> old.length(limit + 1, old.longest());
                                case ">=" -> old.length(limit, old.longest());
                                case "<" -> old.length(old.shortest(), limit - 1);
                                case "<=" -> old.length(old.shortest(), limit);
                                default -> old;
                            });
            return;
        }
        var present = PRESENT.matcher(condition);
        if (present.matches()) {
            change(bounds, present, Bounds::present);
        }
    }

    /// `a = 1 or a = 2` is a list; of `a is null or …` the rest is what matters.
    private static void addChoices(Map<String, Bounds> bounds, List<String> choices) {
        var rest =
                choices.stream()
                        .map(Bounds::bare)
                        .filter(choice -> !ABSENT.matcher(choice).matches())
                        .toList();
        if (rest.size() == 1) {
            conjuncts(rest.getFirst()).forEach(one -> add(bounds, one));
            return;
        }
        Set<String> columns = new LinkedHashSet<>();
        var literals = new ArrayList<String>();
        Matcher last = null;
        for (var choice : rest) {
            var comparison = COMPARISON.matcher(choice);
            if (!comparison.matches() || !comparison.group("operator").equals("=")) {
                return;
            }
            columns.add(comparison.group("column"));
            literals.add(comparison.group("value").replaceAll("^\\(|\\)$", ""));
            last = comparison;
        }
        if (columns.size() == 1 && last != null) {
            change(bounds, last, old -> old.among(literals));
        }
    }

    private static void change(
            Map<String, Bounds> bounds,
            Matcher found,
            java.util.function.UnaryOperator<Bounds> change) {
        var column = found.group("column");
        var name =
                column.startsWith("\"")
                        ? column.substring(1, column.length() - 1).replace("\"\"", "\"")
                        : column;
        bounds.put(name, change.apply(bounds.getOrDefault(name, NONE)));
    }

    private Bounds among(List<String> only) {
        var both = literals.isEmpty() ? only : only.stream().filter(literals::contains).toList();
        return new Bounds(both, low, high, shortest, longest, required);
    }

    private Bounds from(Limit limit) {
        return new Bounds(literals, limit, high, shortest, longest, required);
    }

    private Bounds to(Limit limit) {
        return new Bounds(literals, low, limit, shortest, longest, required);
    }

    private Bounds length(int least, int most) {
        return new Bounds(
                literals, low, high, Math.max(shortest, least), Math.min(longest, most), required);
    }

    private Bounds present() {
        return new Bounds(literals, low, high, shortest, longest, true);
    }

    /// The parts of a condition that all have to hold.
    private static List<String> conjuncts(String condition) {
        var parts = split(bare(condition), " AND ");
        return parts.size() == 1
                ? List.of(bare(parts.getFirst()))
                : parts.stream().flatMap(part -> conjuncts(part).stream()).toList();
    }

    /// Without the parentheses around all of it.
    private static String bare(String text) {
        var inner = text.strip();
        while (inner.startsWith("(") && closing(inner) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /// Where the parenthesis closes with which a text begins.
    private static int closing(String text) {
        var depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            var here = text.charAt(i);
            if (quote != 0) {
                quote = here == quote ? 0 : quote;
            } else if (here == '\'' || here == '"') {
                quote = here;
            } else if (here == '(') {
                depth++;
            } else if (here == ')' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> split(String condition, String at) {
        var text = bare(condition);
        var parts = new ArrayList<String>();
        var depth = 0;
        char quote = 0;
        var start = 0;
        for (int i = 0; i < text.length(); i++) {
            var here = text.charAt(i);
            if (quote != 0) {
                quote = here == quote ? 0 : quote;
            } else if (here == '\'' || here == '"') {
                quote = here;
            } else if (here == '(' || here == '[') {
                depth++;
            } else if (here == ')' || here == ']') {
                depth--;
            } else if (depth == 0 && text.startsWith(at, i)) {
                parts.add(text.substring(start, i));
                start = i + at.length();
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
