package dev.slipway.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One word, literal, mark or comment of a script.
///
/// @param text as the script writes it
/// @param start where it begins in the script
/// @param line 1-based line of its beginning
/// @param column 1-based column of its beginning
public record Token(Kind kind, String text, int start, int line, int column) {
    /// What PostgreSQL's lexer takes it for.
    public enum Kind {
        /// A keyword, an unquoted name or a number.
        WORD,
        /// A name in double quotes.
        QUOTED,
        /// A text in quotes or dollar quotes.
        LITERAL,
        /// A single character of an operator or of punctuation.
        MARK,
        /// `-- …` up to the end of its line, without it.
        LINE_COMMENT,
        /// `/* … */`, nested ones included.
        BLOCK_COMMENT
    }

    /// All of a text, comments included. COPY data are not recognized.
    public static List<Token> of(String sql) {
        var tokens = new ArrayList<Token>();
        var lexer = new Lexer(sql);
        for (var token = lexer.next(); token != null; token = lexer.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    /// Where the next one may begin.
    public int end() {
        return start + text.length();
    }

    /// Whether it is this keyword, given in capitals.
    public boolean is(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /// Whether it is this mark.
    public boolean is(char mark) {
        return kind == Kind.MARK && text.charAt(0) == mark;
    }

    public boolean isComment() {
        return kind == Kind.LINE_COMMENT || kind == Kind.BLOCK_COMMENT;
    }

    /// Whether it can be a name.
    public boolean isName() {
        return kind == Kind.QUOTED || kind == Kind.WORD;
    }

    /// The name that it stands for: small letters unless quoted.
    public String name() {
        return kind == Kind.QUOTED
                ? text.substring(1, Math.max(1, text.length() - 1)).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }
}
