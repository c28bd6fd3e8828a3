package dev.slipway.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A script taken apart.
///
/// @param statements in the order in which they stand
/// @param comments those outside and inside of statements, in the order in which they stand; none
///     of quoted function bodies or COPY data
/// @param start the first word of the first statement, or null when there is no statement
public record SqlScript(
        List<SqlStatement> statements, List<Token> comments, @Nullable Token start) {
    public SqlScript {
        statements = List.copyOf(statements);
        comments = List.copyOf(comments);
    }

    /// Takes it apart as PostgreSQL's own lexer would.
    public static SqlScript of(String script) {
        return new Splitter(script).split();
    }

    private static final class Splitter {
        private static final Pattern END_OF_COPY = Pattern.compile("(?m)^\\\\\\.\\r?$");

        private final String script;
        private final Lexer lexer;
        private final List<SqlStatement> statements = new ArrayList<>();
        private final List<Token> comments = new ArrayList<>();
        private final StringBuilder code = new StringBuilder();
        private @Nullable Token firstOfAll;
        private @Nullable Token first;
        /// Where the last token of any kind ended.
        private int end;
        /// Depth of BEGIN ATOMIC and CASE inside a SQL-standard function body, where a semicolon
        /// ends no statement.
        private int bodyDepth;

        Splitter(String script) {
            this.script = script;
            this.lexer = new Lexer(script);
        }

        SqlScript split() {
            for (var token = lexer.next(); token != null; token = lexer.next()) {
                if (token.start() > end) {
                    blank();
                }
                end = token.end();
                take(token);
            }
            endStatement(script.length());
            return new SqlScript(statements, comments, firstOfAll);
        }

        private void take(Token token) {
            if (token.isComment()) {
                comments.add(token);
                blank();
            } else if (token.is(';') && bodyDepth == 0) {
                var ended = first != null;
                endStatement(token.start());
                if (ended && statements.getLast().copiesFromScript()) {
                    skipRows();
                }
            } else {
                if (first == null) {
                    first = token;
                }
                if (firstOfAll == null) {
                    firstOfAll = token;
                }
                switch (token.kind()) {
                    case WORD -> word(token.text().toUpperCase(Locale.ROOT));
                    case LITERAL -> code.append("''");
                    case QUOTED, MARK, LINE_COMMENT, BLOCK_COMMENT -> code.append(token.text());
                }
            }
        }

        private void word(String word) {
            if (word.equals("ATOMIC") && code.toString().endsWith("BEGIN ")) {
                bodyDepth++;
            } else if (bodyDepth > 0 && word.equals("CASE")) {
                bodyDepth++;
            } else if (bodyDepth > 0 && word.equals("END")) {
                bodyDepth--;
            }
            code.append(word);
        }

        /// The rows after `COPY … FROM STDIN;`, up to the line `\.`.
        private void skipRows() {
            var rows = END_OF_COPY.matcher(script).region(end, script.length());
            rows.useAnchoringBounds(false);
            end = rows.find() ? rows.end() : script.length();
            lexer.skipTo(end);
        }

        private void blank() {
            if (code.length() > 0 && code.charAt(code.length() - 1) != ' ') {
                code.append(' ');
            }
        }

        private void endStatement(int until) {
            if (first != null) {
                statements.add(
                        new SqlStatement(
                                first.line(),
                                script.substring(first.start(), until).stripTrailing(),
                                code.toString().strip()));
            }
            first = null;
            code.setLength(0);
            bodyDepth = 0;
        }
    }
}
