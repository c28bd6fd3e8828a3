package dev.slipway.queries;

import dev.slipway.sql.Token;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Turns the placeholders of client libraries into PostgreSQL's own: `?`, `?1`, `:name`, `%s`,
/// `%(name)s` and `@name` become `$1`, `$2` and so on. A name that comes again keeps its number.
///
/// Where a mark can be an operator too, it is one if what follows cannot stand behind a
/// placeholder. A query that has `$1` already is the server's own writing, and has no others.
final class Placeholders {
    private static final Set<String> TYPES =
            Set.of("date", "interval", "time", "timestamp", "timestamptz");

    private static final Pattern NUMBER = Pattern.compile("\\$[0-9]+");

    private final String sql;
    private final List<Token> tokens;
    private final StringBuilder out = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final boolean isNumbered;
    private int brackets;
    private int copied;

    private Placeholders(String sql) {
        this.sql = sql;
        this.tokens = Token.of(sql).stream().filter(token -> !token.isComment()).toList();
        this.isNumbered = tokens.stream().anyMatch(Placeholders::isNumber);
    }

    /// The query as PostgreSQL takes it.
    static String numbered(String sql) {
        return new Placeholders(sql).read();
    }

    private String read() {
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (isNumbered) {
                typed(i);
            } else if (token.is('[')) {
                brackets++;
            } else if (token.is(']')) {
                brackets--;
            } else if (token.is('?')) {
                i = question(i);
            } else if (token.is(':')) {
                i = colon(i);
            } else if (token.is('%')) {
                i = percent(i);
            } else if (token.is('@')) {
                i = at(i);
            }
        }
        return out.append(sql, copied, sql.length()).toString();
    }

    private int question(int i) {
        if (isBehind(i, "@")) {
            return i;
        }
        if (touches(i, "?")) {
            replace(i, i + 1, "?");
            return i + 1;
        }
        if (touches(i, "&") || touches(i, "#") || (touches(i, "|") && !touches(i + 1, "|"))) {
            return i + 1;
        }
        if (isWordAt(i + 1) && text(i + 1).matches("[0-9]+")) {
            return named(i, i + 1, text(i + 1));
        }
        if (i + 1 < tokens.size()
                && (tokens.get(i + 1).kind() == Token.Kind.LITERAL || tokens.get(i + 1).is('?'))) {
            return i;
        }
        return unnamed(i, i);
    }

    private int colon(int i) {
        if (touches(i, ":") || touches(i, "=")) {
            return i + 1;
        }
        // In json_object('a':b) it is no placeholder's.
        if (!isAdjacent(i)
                || (i > 0 && isAdjacent(i - 1) && tokens.get(i - 1).kind() == Token.Kind.LITERAL)) {
            return i;
        }
        var next = tokens.get(i + 1);
        // In a slice, a[1:n], it stands behind the lower bound.
        var isSlice = brackets > 0 && (!tokens.get(i - 1).is('[') || next.text().matches("[0-9]+"));
        return isSlice || (next.kind() != Token.Kind.WORD && next.kind() != Token.Kind.LITERAL)
                ? i
                : named(i, i + 1, next.text());
    }

    private int percent(int i) {
        if (touches(i, "%")) {
            replace(i, i + 1, "%");
            return i + 1;
        }
        var isOperand =
                i > 0
                        && isAdjacent(i - 1)
                        && (tokens.get(i - 1).isName() || tokens.get(i - 1).is(')'));
        if (!isOperand && touches(i, "s")) {
            return unnamed(i, i + 1);
        }
        if (touches(i, "(") && isWordAt(i + 2) && touches(i + 2, ")") && touches(i + 3, "s")) {
            return named(i, i + 4, text(i + 2));
        }
        return i;
    }

    private int at(int i) {
        var isOperator =
                "<>@!~#&|*+-/%^?".chars().anyMatch(mark -> isBehind(i, Character.toString(mark)));
        return !isOperator && isWordAt(i + 1) && Character.isLetter(text(i + 1).charAt(0))
                ? named(i, i + 1, text(i + 1))
                : i;
    }

    /// pg_stat_statements makes `interval $1` of `interval '1 day'`, which is no SQL.
    private void typed(int i) {
        if (i > 0 && isNumber(tokens.get(i)) && TYPES.contains(tokens.get(i - 1).name())) {
            replace(i - 1, i, tokens.get(i).text() + "::" + tokens.get(i - 1).text());
        }
    }

    private int unnamed(int from, int to) {
        names.add("");
        return number(from, to, names.size());
    }

    private int named(int from, int to, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
        return number(from, to, names.indexOf(name) + 1);
    }

    private int number(int from, int to, int number) {
        replace(from, to, "$" + number);
        return to;
    }

    /// With a blank on either side, so that nothing grows together.
    private void replace(int from, int to, String by) {
        out.append(sql, copied, tokens.get(from).start()).append(' ').append(by).append(' ');
        copied = tokens.get(to).end();
    }

    private String text(int i) {
        return tokens.get(i).text();
    }

    private boolean isAdjacent(int i) {
        return i + 1 < tokens.size() && tokens.get(i).end() == tokens.get(i + 1).start();
    }

    /// Whether this text follows at once.
    private boolean touches(int i, String next) {
        return isAdjacent(i) && text(i + 1).equals(next);
    }

    /// Whether this text stands right before it.
    private boolean isBehind(int i, String previous) {
        return i > 0 && touches(i - 1, text(i)) && text(i - 1).equals(previous);
    }

    /// Whether a word is there, and right behind the mark before it.
    private boolean isWordAt(int i) {
        return isAdjacent(i - 1) && tokens.get(i).kind() == Token.Kind.WORD;
    }

    private static boolean isNumber(Token token) {
        return token.kind() == Token.Kind.WORD && NUMBER.matcher(token.text()).matches();
    }
}
