package dev.slipway.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One statement of a script.
///
/// @param line 1-based line where its first word stands
/// @param text as the script writes it, from its first word to before the semicolon
/// @param code the same in capitals, one blank between words, comments left out and every literal
///     as `''`: for matching
public record SqlStatement(int line, String text, String code) {
    // What PostgreSQL refuses inside a transaction block.
    private static final Pattern OUTSIDE_TRANSACTION =
            Pattern.compile(
                    String.join(
                            "|",
                            "CREATE (UNIQUE )?INDEX CONCURRENTLY .*",
                            "DROP INDEX CONCURRENTLY .*",
                            "REINDEX (\\(.*\\) ?)?(INDEX|TABLE|SCHEMA|DATABASE|SYSTEM) CONCURRENTLY .*",
                            "REINDEX \\(.*CONCURRENTLY(?! (FALSE|OFF|0)).*\\).*",
                            "REINDEX (\\(.*\\) ?)?(SCHEMA|DATABASE|SYSTEM)\\b.*",
                            "ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY",
                            "VACUUM\\b.*",
                            "CLUSTER( VERBOSE| ?\\(.*\\))?",
                            "ALTER SYSTEM .*",
                            "(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION) .*",
                            "DISCARD ALL",
                            "ALTER DATABASE .* SET TABLESPACE .*"));

    // Settings and reads: at home on either side.
    private static final Pattern EITHER = Pattern.compile("(SET|RESET|SHOW|SELECT|ANALYZE)\\b.*");

    private static final Pattern COPY_DATA = Pattern.compile("COPY .* FROM STDIN\\b.*");

    /// Whether PostgreSQL refuses it inside a transaction.
    public boolean outsideTransaction() {
        return OUTSIDE_TRANSACTION.matcher(code).matches();
    }

    /// Whether it wants a transaction around it, so that a failure takes it back.
    public boolean insideTransaction() {
        return !outsideTransaction() && !EITHER.matcher(code).matches();
    }

    /// The statements of a script, as PostgreSQL's own lexer separates them: quotes, dollar quotes,
    /// nested comments, SQL-standard function bodies and COPY data are seen through.
    public static List<SqlStatement> split(String script) {
        return new Splitter(script).split();
    }

    private static final class Splitter {
        private static final Pattern DOLLAR_TAG =
                Pattern.compile("\\$([A-Za-z_\\x80-\\uffff][A-Za-z0-9_\\x80-\\uffff]*)?\\$");
        private static final Pattern WORD = Pattern.compile("[A-Za-z_0-9\\x80-\\uffff$]+");

        private final String script;
        private final List<SqlStatement> statements = new ArrayList<>();
        private final StringBuilder code = new StringBuilder();
        private int at;
        private int line = 1;
        private int start = -1;
        private int startLine;
        /// Depth of BEGIN ATOMIC and CASE inside a SQL-standard function body, where a semicolon
        /// ends no statement.
        private int bodyDepth;

        Splitter(String script) {
            this.script = script;
        }

        List<SqlStatement> split() {
            while (at < script.length()) {
                step();
            }
            end(script.length());
            return statements;
        }

        private void step() {
            var c = script.charAt(at);
            if (Character.isWhitespace(c)) {
                skipTo(at + 1);
                blank();
            } else if (script.startsWith("--", at)) {
                var newline = script.indexOf('\n', at);
                skipTo(newline < 0 ? script.length() : newline);
                blank();
            } else if (script.startsWith("/*", at)) {
                skipTo(endOfComment());
                blank();
            } else if (c == ';' && bodyDepth == 0) {
                end(at);
                skipTo(at + 1);
                copyData();
            } else {
                begin();
                token(c);
            }
        }

        private void token(char c) {
            if (c == '\'') {
                var escapes =
                        code.length() > 0
                                && code.charAt(code.length() - 1) == 'E'
                                && (code.length() == 1
                                        || !Character.isJavaIdentifierPart(
                                                code.charAt(code.length() - 2)));
                skipTo(endOfQuoted('\'', escapes));
                code.append("''");
            } else if (c == '"') {
                var end = endOfQuoted('"', false);
                code.append(script, at, end);
                skipTo(end);
            } else if (c == '$' && dollarTag() != null) {
                var tag = dollarTag();
                var close = script.indexOf(tag, at + tag.length());
                skipTo(close < 0 ? script.length() : close + tag.length());
                code.append("''");
            } else {
                var word = WORD.matcher(script).region(at, script.length());
                if (word.lookingAt()) {
                    word(word.group().toUpperCase(Locale.ROOT));
                    skipTo(word.end());
                } else {
                    code.append(c);
                    skipTo(at + 1);
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

        private @org.jspecify.annotations.Nullable String dollarTag() {
            // A dollar inside a word is part of the word, and words are taken whole.
            var matcher = DOLLAR_TAG.matcher(script).region(at, script.length());
            return matcher.lookingAt() ? matcher.group() : null;
        }

        private int endOfQuoted(char quote, boolean backslashEscapes) {
            for (int i = at + 1; i < script.length(); i++) {
                var c = script.charAt(i);
                if (backslashEscapes && c == '\\') {
                    i++;
                } else if (c == quote) {
                    if (i + 1 < script.length() && script.charAt(i + 1) == quote) {
                        i++;
                    } else {
                        return i + 1;
                    }
                }
            }
            return script.length();
        }

        private int endOfComment() {
            var depth = 0;
            for (int i = at; i < script.length(); i++) {
                if (script.startsWith("/*", i)) {
                    depth++;
                    i++;
                } else if (script.startsWith("*/", i)) {
                    depth--;
                    i++;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            }
            return script.length();
        }

        /// The rows after `COPY … FROM STDIN;`, up to the line `\.`.
        private void copyData() {
            if (statements.isEmpty() || !COPY_DATA.matcher(statements.getLast().code()).matches()) {
                return;
            }
            var end =
                    Pattern.compile("(?m)^\\\\\\.\\r?$")
                            .matcher(script)
                            .region(at, script.length());
            end.useAnchoringBounds(false);
            skipTo(end.find() ? end.end() : script.length());
        }

        private void begin() {
            if (start < 0) {
                start = at;
                startLine = line;
            }
        }

        private void blank() {
            if (code.length() > 0 && code.charAt(code.length() - 1) != ' ') {
                code.append(' ');
            }
        }

        private void end(int until) {
            if (start >= 0) {
                statements.add(
                        new SqlStatement(
                                startLine,
                                script.substring(start, until).stripTrailing(),
                                code.toString().strip()));
            }
            start = -1;
            code.setLength(0);
            bodyDepth = 0;
        }

        private void skipTo(int position) {
            for (; at < position; at++) {
                if (script.charAt(at) == '\n') {
                    line++;
                }
            }
        }
    }
}
