package dev.slipway.buildspec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/// A shell script with everything masked that is not code: quoted texts, comments, here-documents.
/// Every character keeps its place.
///
/// What stands in `$(…)`, in backticks and in `${…}` is code, in double quotes, too.
final class ShellText {
    /// Stands for a quoted character: it separates no words and is no part of a name.
    private static final char QUOTED = '\u00B7';

    private static final Pattern HERE =
            Pattern.compile(
                    "<<(?<dash>-?)[ \\t]*(?<quote>[\"']?)\\\\?(?<end>[A-Za-z_][A-Za-z0-9_]*)\\k<quote>");

    private final String text;
    private final StringBuilder code = new StringBuilder();
    private final Deque<Character> open = new ArrayDeque<>();
    private final List<String> documents = new ArrayList<>();
    private int at;

    private ShellText(String text) {
        this.text = text;
    }

    /// The script's code.
    static String codeOf(String text) {
        var shell = new ShellText(text);
        shell.mask();
        return shell.code.toString();
    }

    private void mask() {
        while (at < text.length()) {
            var character = text.charAt(at);
            var isQuoted = isIn('"');
            if (character == '\\') {
                escape();
            } else if (character == '$' && text.startsWith("${", at)) {
                copy(closing("{", '}'));
            } else if (text.startsWith("$((", at)) {
                copy(Math.min(text.length(), indexAfter("))")));
            } else if (text.startsWith("$(", at)) {
                open.push(')');
                copy(at + 2);
            } else if (character == '`') {
                toggle('`');
                copy(at + 1);
            } else if (character == '"') {
                toggle('"');
                hide(at + 1);
            } else if (isQuoted) {
                hide(at + 1);
            } else {
                bare(character);
            }
        }
    }

    /// A character outside of quotes.
    private void bare(char character) {
        switch (character) {
            case '\'' -> {
                // Of $'…' the mark stays: it is a construct of its own.
                if (at > 0 && text.charAt(at - 1) == '$') {
                    copy(at + 1);
                    ansiQuoted();
                } else {
                    var end = text.indexOf('\'', at + 1);
                    hide(end < 0 ? text.length() : end + 1);
                }
            }
            case '#' -> {
                if (at == 0 || " \t\n;|&(".indexOf(text.charAt(at - 1)) >= 0) {
                    var end = text.indexOf('\n', at);
                    blank(end < 0 ? text.length() : end);
                } else {
                    copy(at + 1);
                }
            }
            case '(' -> {
                open.push('(');
                copy(at + 1);
            }
            case ')' -> {
                if (isIn('(') || isIn(')')) {
                    open.pop();
                }
                copy(at + 1);
            }
            case '<' -> here();
            case '\n' -> {
                copy(at + 1);
                documents.forEach(this::hideDocument);
                documents.clear();
            }
            default -> copy(at + 1);
        }
    }

    /// Whether this is the innermost of what is open.
    private boolean isIn(char mark) {
        return !open.isEmpty() && open.peek() == mark;
    }

    private void escape() {
        if (text.startsWith("\\\n", at)) {
            blank(at + 2);
        } else {
            hide(Math.min(text.length(), at + 2));
        }
    }

    private void toggle(char mark) {
        if (isIn(mark)) {
            open.pop();
        } else {
            open.push(mark);
        }
    }

    private void ansiQuoted() {
        while (at < text.length()) {
            var character = text.charAt(at);
            hide(Math.min(text.length(), at + (character == '\\' ? 2 : 1)));
            if (character == '\'') {
                return;
            }
        }
    }

    private void here() {
        var here = HERE.matcher(text).region(at, text.length());
        if (text.startsWith("<<<", at)) {
            copy(at + 3);
        } else if (here.lookingAt()) {
            documents.add(here.group("end"));
            copy(here.end());
        } else {
            copy(at + 1);
        }
    }

    private void hideDocument(String end) {
        while (at < text.length()) {
            var lineEnd = text.indexOf('\n', at);
            var next = lineEnd < 0 ? text.length() : lineEnd + 1;
            var isLast = text.substring(at, lineEnd < 0 ? next : lineEnd).strip().equals(end);
            blank(lineEnd < 0 ? next : lineEnd);
            if (lineEnd >= 0) {
                // The line break ends the statement that has the document.
                copy(next);
            }
            if (isLast) {
                return;
            }
        }
    }

    private int indexAfter(String end) {
        var found = text.indexOf(end, at);
        return found < 0 ? text.length() : found + end.length();
    }

    private int closing(String opening, char end) {
        var depth = 0;
        for (int index = at; index < text.length(); index++) {
            if (text.startsWith(opening, index)) {
                depth++;
            } else if (text.charAt(index) == end && --depth == 0) {
                return index + 1;
            }
        }
        return text.length();
    }

    private void copy(int to) {
        code.append(text, at, to);
        at = to;
    }

    private void hide(int to) {
        code.repeat(QUOTED, to - at);
        at = to;
    }

    private void blank(int to) {
        code.repeat(' ', to - at);
        at = to;
    }
}
