package dev.slipway.sql;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// Reads a script as PostgreSQL's own lexer does, as far as that decides where something ends:
/// quotes, dollar quotes and nested comments are seen through.
final class Lexer {
    private static final Pattern DOLLAR_TAG =
            Pattern.compile("\\$([A-Za-z_\\x80-\\uffff][A-Za-z0-9_\\x80-\\uffff]*)?\\$");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_0-9\\x80-\\uffff$]+");

    private final String script;
    private int at;
    private int line = 1;
    private int lineStart;
    /// Whether the word that ends here makes backslashes of a literal escapes.
    private boolean escapes;

    Lexer(String script) {
        this.script = script;
    }

    /// The next one, or null at the end.
    @Nullable Token next() {
        while (at < script.length() && Character.isWhitespace(script.charAt(at))) {
            skipTo(at + 1);
        }
        if (at == script.length()) {
            return null;
        }
        var c = script.charAt(at);
        if (script.startsWith("--", at)) {
            var newline = script.indexOf('\n', at);
            return token(Token.Kind.LINE_COMMENT, newline < 0 ? script.length() : newline);
        }
        if (script.startsWith("/*", at)) {
            return token(Token.Kind.BLOCK_COMMENT, endOfComment());
        }
        if (c == '\'') {
            return token(Token.Kind.LITERAL, endOfQuoted('\'', escapes));
        }
        if (c == '"') {
            return token(Token.Kind.QUOTED, endOfQuoted('"', false));
        }
        var tag = dollarTag();
        if (tag != null) {
            var close = script.indexOf(tag, at + tag.length());
            return token(Token.Kind.LITERAL, close < 0 ? script.length() : close + tag.length());
        }
        var word = WORD.matcher(script).region(at, script.length());
        if (word.lookingAt()) {
            var token = token(Token.Kind.WORD, word.end());
            escapes = token.is("E");
            return token;
        }
        return token(Token.Kind.MARK, at + 1);
    }

    /// Passes over what is no SQL, such as the rows of a COPY.
    void skipTo(int position) {
        for (; at < position; at++) {
            if (script.charAt(at) == '\n') {
                line++;
                lineStart = at + 1;
            }
        }
        escapes = false;
    }

    private Token token(Token.Kind kind, int end) {
        var token = new Token(kind, script.substring(at, end), at, line, at - lineStart + 1);
        skipTo(end);
        return token;
    }

    private @Nullable String dollarTag() {
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
}
