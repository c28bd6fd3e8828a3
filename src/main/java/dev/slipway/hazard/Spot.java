package dev.slipway.hazard;

import dev.slipway.sql.SqlStatement;
import dev.slipway.sql.Token;

import java.util.List;

/// A place in a script.
///
/// @param line 1-based
/// @param column 1-based
/// @param length in characters
record Spot(int line, int column, int length) {
    /// Where a statement first names one of these, or else its first word. Names in function bodies
    /// are found as well.
    ///
    /// @param column where the statement's first word stands in its line, 1-based
    /// @param names as the catalog has them, the best first
    static Spot of(SqlStatement statement, int column, List<String> names) {
        var tokens = Token.of(statement.text());
        for (var name : names) {
            for (int i = 1; i < tokens.size(); i++) {
                var token = tokens.get(i);
                if (token.isName() && token.name().equals(name)) {
                    return at(statement, column, token, token.text().length());
                }
            }
            for (var token : tokens) {
                var inside = token.kind() == Token.Kind.LITERAL ? token.text().indexOf(name) : -1;
                if (inside >= 0 && !name.isEmpty()) {
                    return within(statement, column, token, inside, name.length());
                }
            }
        }
        return tokens.isEmpty()
                ? new Spot(statement.line(), column, 1)
                : at(statement, column, tokens.getFirst(), tokens.getFirst().text().length());
    }

    private static Spot at(SqlStatement statement, int column, Token token, int length) {
        return new Spot(
                statement.line() + token.line() - 1,
                token.line() == 1 ? column + token.column() - 1 : token.column(),
                length);
    }

    private static Spot within(
            SqlStatement statement, int column, Token literal, int offset, int length) {
        var before = literal.text().substring(0, offset);
        var lines = (int) before.chars().filter(c -> c == '\n').count();
        if (lines == 0) {
            var start = at(statement, column, literal, length);
            return new Spot(start.line(), start.column() + offset, length);
        }
        return new Spot(
                statement.line() + literal.line() - 1 + lines,
                offset - before.lastIndexOf('\n'),
                length);
    }
}
