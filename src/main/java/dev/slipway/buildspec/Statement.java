package dev.slipway.buildspec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A statement of a script, on the script's own level: not within parentheses, braces, a condition
/// or a loop.
///
/// @param offset where it begins in the script
/// @param code its code, masked as {@link ShellText} does
/// @param isCompound whether it is a condition, a loop, a group or a function
/// @param isAnswered whether it says itself what is to be done when it fails: `||`, or `&` at its
///     end
record Statement(int offset, String code, boolean isCompound, boolean isAnswered) {
    private static final Set<String> OPENING =
            Set.of("if", "case", "for", "while", "until", "select", "{");
    private static final Set<String> CLOSING = Set.of("fi", "esac", "done", "}");
    private static final Set<String> LEADING =
            Set.of("then", "do", "else", "elif", "in", "!", "time", "if", "while", "until", "{");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);
    private static final Pattern ERREXIT =
            Pattern.compile(
                    "set\\s(.*\\s)?(-[a-zA-Z]*e[a-zA-Z]*|-[a-zA-Z]*o\\s+errexit)(\\s.*)?",
                    Pattern.DOTALL);

    /// Their failure is no failure of the build's work, or they do not fail.
    private static final Set<String> HARMLESS =
            Set.of(
                    "echo",
                    "printf",
                    "export",
                    "readonly",
                    "declare",
                    "local",
                    "typeset",
                    "true",
                    ":",
                    "set",
                    "unset",
                    "shopt",
                    "trap",
                    "alias",
                    "sleep",
                    "pwd",
                    "ls",
                    "date",
                    "env",
                    "printenv",
                    "whoami",
                    "uname",
                    "id",
                    "which",
                    "type",
                    "ulimit",
                    "umask",
                    "read",
                    "wait",
                    "df",
                    "du",
                    "free",
                    "tree",
                    "head",
                    "tail",
                    "cat",
                    "exit",
                    "return",
                    "test",
                    "[",
                    "[[",
                    "!",
                    "clear",
                    "hostname",
                    "nproc",
                    "history",
                    "kill",
                    "((");

    /// Its words without the assignments before them; a substitution is one word, or a part of one.
    List<String> words() {
        return Arrays.stream(withoutSubstitutions().strip().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .dropWhile(word -> ASSIGNMENT.matcher(word).matches())
                .toList();
    }

    /// The command that it calls; empty when it only assigns.
    String command() {
        var words = words();
        return words.isEmpty() ? "" : words.getFirst();
    }

    private String withoutSubstitutions() {
        var flat = new StringBuilder();
        var depth = 0;
        for (int at = 0; at < code.length(); at++) {
            var character = code.charAt(at);
            if (code.startsWith("$(", at) || (depth > 0 && character == '(')) {
                depth++;
            }
            if (depth == 0) {
                flat.append(character);
            }
            if (depth > 0 && character == ')') {
                depth--;
            }
            if (code.startsWith("$(", at)) {
                at++;
            }
        }
        return flat.toString().replaceAll("`[^`]*`", "");
    }

    /// Whether the script ends at the first failure from here on.
    boolean setsErrexit() {
        return ERREXIT.matcher(code.strip()).matches();
    }

    /// Whether a failure of it is lost when another statement follows: a plain command that can
    /// fail and matters.
    boolean canFailUnseen() {
        var words = words();
        if (isCompound || isAnswered || words.isEmpty()) {
            return false;
        }
        var command = words.getFirst();
        return !HARMLESS.contains(command)
                && !(command.equals("mkdir") && words.contains("-p"))
                && !(command.equals("rm")
                        && words.stream().anyMatch(word -> word.matches("-[a-z]*f[a-z]*")))
                && !words.getLast().matches("-v|-V|--?version|version|--help");
    }

    /// The statements of a script, in their order.
    ///
    /// @param code the script's code
    static List<Statement> of(String code) {
        return new Splitter(code).split();
    }

    private static final class Splitter {
        private final String code;
        private final List<Statement> statements = new ArrayList<>();
        private final Deque<String> open = new ArrayDeque<>();
        private int at;
        private int begin = -1;
        private boolean compound;
        private boolean answered;
        private boolean continued;
        private boolean commandExpected = true;

        Splitter(String code) {
            this.code = code;
        }

        List<Statement> split() {
            while (at < code.length()) {
                var character = code.charAt(at);
                if (character == ' ' || character == '\t') {
                    at++;
                } else if (character == '\n' || character == ';') {
                    separator();
                } else {
                    if (begin < 0) {
                        begin = at;
                    }
                    part(character);
                }
            }
            end();
            return statements;
        }

        private void separator() {
            // `a &&`, line break, `b` is one statement.
            if (open.isEmpty() && !(code.charAt(at) == '\n' && continued)) {
                end();
            }
            commandExpected = true;
            at++;
        }

        private void end() {
            if (begin >= 0) {
                statements.add(new Statement(begin, code.substring(begin, at), compound, answered));
            }
            begin = -1;
            compound = false;
            answered = false;
            continued = false;
        }

        private void part(char character) {
            switch (character) {
                case '&', '|' -> operator(character);
                case '<', '>' -> {
                    at++;
                    if (code.startsWith("&", at) || code.startsWith("|", at)) {
                        at++;
                    }
                }
                case '(' -> {
                    var isSubstitution = at > 0 && "$=<>".indexOf(code.charAt(at - 1)) >= 0;
                    compound |= open.isEmpty() && !isSubstitution;
                    open.push("(");
                    commandExpected = true;
                    continued = false;
                    at++;
                }
                case ')' -> {
                    if ("(".equals(open.peek())) {
                        open.pop();
                        // Behind name() stands a function's body.
                        commandExpected = code.charAt(at - 1) == '(';
                    } else {
                        // A pattern of a case.
                        commandExpected = true;
                    }
                    at++;
                }
                case '`' -> {
                    var end = code.indexOf('`', at + 1);
                    at = end < 0 ? code.length() : end + 1;
                    commandExpected = false;
                }
                default -> word();
            }
        }

        private void operator(char character) {
            if (code.startsWith("&>", at)) {
                at += 2;
                return;
            }
            var isDouble = at + 1 < code.length() && code.charAt(at + 1) == character;
            if (character == '&' && !isDouble) {
                at++;
                if (open.isEmpty()) {
                    answered = true;
                    end();
                }
            } else {
                answered |= open.isEmpty() && character == '|' && isDouble;
                at += isDouble ? 2 : 1;
                continued = true;
            }
            commandExpected = true;
        }

        private void word() {
            var from = at;
            while (at < code.length() && " \t\n;|&()<>`".indexOf(code.charAt(at)) < 0) {
                if (code.startsWith("${", at)) {
                    var end = code.indexOf('}', at);
                    at = end < 0 ? code.length() : end + 1;
                } else {
                    at++;
                }
            }
            continued = false;
            var word = code.substring(from, at);
            if (!commandExpected) {
                return;
            }
            if (OPENING.contains(word)) {
                compound |= open.isEmpty();
                open.push(word);
            } else if (CLOSING.contains(word) && !open.isEmpty()) {
                open.pop();
            }
            compound |= open.isEmpty() && word.equals("function");
            commandExpected = LEADING.contains(word) || ASSIGNMENT.matcher(word).matches();
        }
    }
}
