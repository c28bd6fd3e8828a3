package dev.slipway.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Writes texts that a regular expression matches, as SQL: literals, classes, groups and
/// repetitions. Of alternatives it takes the first; what it does not know it does not try.
final class RegexText {
    private static final Pattern OPERATOR = Pattern.compile(" ~\\*? '((?:[^']|'')*)'::text");
    private static final String DIGITS = "0123456789";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    /// How often something is repeated that may be repeated at will.
    private static final int OFTEN = 6;

    private static final int LONGEST = 200;

    private final String expression;
    private final List<String> places = new ArrayList<>();
    private int at;

    private RegexText(String expression) {
        this.expression = expression;
    }

    /// For the first regular expression of a condition.
    ///
    /// @param number the expression of the number from which the text is made
    static Optional<String> of(String condition, String number) {
        var operator = OPERATOR.matcher(condition);
        if (!operator.find()) {
            return Optional.empty();
        }
        var text = new RegexText(operator.group(1).replace("''", "'"));
        return text.alternatives(true) && text.at == text.expression.length()
                ? Optional.of(text.sql(number))
                : Optional.empty();
    }

    /// Each place takes a digit of the number, the last one the lowest.
    private String sql(String number) {
        var parts = new ArrayList<String>();
        var below = 1L;
        for (var place : places.reversed()) {
            parts.addFirst(
                    place.length() == 1
                            ? Values.literal(place)
                            : "substr("
                                    + Values.literal(place)
                                    + ", 1 + (("
                                    + number
                                    + " / "
                                    + below
                                    + ") % "
                                    + place.length()
                                    + ")::int4, 1)");
            if (place.length() > 1) {
                below = below > Values.UNLIMITED / place.length() ? 1 : below * place.length();
            }
        }
        return parts.isEmpty() ? "''" : String.join(" || ", parts);
    }

    /// @param kept whether what is read belongs to the text
    private boolean alternatives(boolean kept) {
        if (!sequence(kept)) {
            return false;
        }
        while (at < expression.length() && expression.charAt(at) == '|') {
            at++;
            if (!sequence(false)) {
                return false;
            }
        }
        return true;
    }

    private boolean sequence(boolean kept) {
        while (at < expression.length() && "|)".indexOf(expression.charAt(at)) < 0) {
            var start = places.size();
            if (!atom()) {
                return false;
            }
            var atom = List.copyOf(places.subList(start, places.size()));
            var times = times();
            if (times < 0 || places.size() + atom.size() * times > LONGEST) {
                return false;
            }
            places.subList(start, places.size()).clear();
            for (int i = 0; kept && i < times; i++) {
                places.addAll(atom);
            }
        }
        return true;
    }

    private boolean atom() {
        var here = expression.charAt(at++);
        switch (here) {
            case '^', '$' -> {
                return true;
            }
            case '(' -> {
                if (expression.startsWith("?:", at)) {
                    at += 2;
                } else if (expression.startsWith("?", at)) {
                    return false;
                }
                return alternatives(true) && at++ < expression.length();
            }
            case '[' -> {
                return characters();
            }
            case '\\' -> {
                var known = at < expression.length() ? escaped(expression.charAt(at++)) : "";
                places.add(known);
                return !known.isEmpty();
            }
            case '.' -> places.add(LETTERS);
            case '*', '+', '?', '{' -> {
                return false;
            }
            default -> places.add(String.valueOf(here));
        }
        return true;
    }

    private static String escaped(char character) {
        return switch (character) {
            case 'd' -> DIGITS;
            case 'w' -> LETTERS + DIGITS;
            case 's' -> " ";
            default -> Character.isLetterOrDigit(character) ? "" : String.valueOf(character);
        };
    }

    /// A class, from behind its bracket.
    private boolean characters() {
        var negated = expression.startsWith("^", at);
        at += negated ? 1 : 0;
        var set = new StringBuilder();
        var first = true;
        while (at < expression.length() && (first || expression.charAt(at) != ']')) {
            first = false;
            var here = expression.charAt(at++);
            if (here == '[') {
                var end = expression.indexOf(":]", at);
                if (end < 0) {
                    return false;
                }
                set.append(named(expression.substring(at, end)));
                at = end + 2;
            } else if (here == '\\' && at < expression.length()) {
                set.append(escaped(expression.charAt(at++)));
            } else if (at + 1 < expression.length()
                    && expression.charAt(at) == '-'
                    && expression.charAt(at + 1) != ']') {
                for (char one = here;
                        one <= expression.charAt(at + 1) && set.length() < 200;
                        one++) {
                    set.append(one);
                }
                at += 2;
            } else {
                set.append(here);
            }
        }
        at++;
        var known = set.toString();
        var taken =
                negated
                        ? (LETTERS + DIGITS)
                                .chars()
                                .filter(one -> known.indexOf(one) < 0)
                                .collect(
                                        StringBuilder::new,
                                        StringBuilder::appendCodePoint,
                                        StringBuilder::append)
                                .toString()
                        : known;
        places.add(taken);
        return !taken.isEmpty() && at <= expression.length();
    }

    private static String named(String name) {
        return switch (name) {
            case ":digit" -> DIGITS;
            case ":upper" -> "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
            case ":lower", ":alpha" -> LETTERS;
            case ":alnum" -> LETTERS + DIGITS;
            case ":space" -> " ";
            default -> "";
        };
    }

    /// How often what was read is repeated; -1 when that makes no sense.
    private int times() {
        if (at == expression.length()) {
            return 1;
        }
        var times = 1;
        switch (expression.charAt(at)) {
            case '?' -> at++;
            case '*', '+' -> {
                at++;
                times = OFTEN;
            }
            case '{' -> {
                var end = expression.indexOf('}', at);
                var range =
                        end < 0 ? new String[0] : expression.substring(at + 1, end).split(",", 2);
                if (range.length == 0 || !range[0].matches("\\d{1,3}")) {
                    return -1;
                }
                times = Integer.parseInt(range[0]);
                if (range.length == 2 && range[1].matches("\\d{1,3}")) {
                    times = Math.max(times, Math.min(Integer.parseInt(range[1]), OFTEN));
                }
                at = end + 1;
            }
            default -> {
                return 1;
            }
        }
        // Greedy or not makes no difference.
        if (at < expression.length() && expression.charAt(at) == '?') {
            at++;
        }
        return times;
    }
}
