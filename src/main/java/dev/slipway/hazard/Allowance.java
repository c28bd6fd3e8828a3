package dev.slipway.hazard;

import dev.slipway.failure.NearestName;
import dev.slipway.sql.SqlStatement;
import dev.slipway.sql.Token;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A comment that lets a finding be: `-- slipway: allow drop-column: nobody has read it since 2.3`.
///
/// @param rules what it allows; empty when something is wrong with it
/// @param reason empty when something is wrong with it
/// @param statement the number of the statement that it is for, from 0 on; -1 for none
/// @param fault what is wrong with it, or null
record Allowance(
        Token comment, List<Rule> rules, String reason, int statement, @Nullable String fault) {
    private static final Pattern LINE =
            Pattern.compile(
                    "(?s)(--|/\\*)\\s*slipway:\\s*allow\\b\\s*(?<rules>[^:]*)(:(?<reason>.*))?");

    /// What a comment allows, if it is such a one.
    ///
    /// @param statements of the script, each with where it begins
    static Optional<Allowance> of(
            Token comment, List<Integer> starts, List<SqlStatement> statements) {
        var line = LINE.matcher(comment.text());
        if (!line.matches()) {
            return Optional.empty();
        }
        var words =
                Stream.of(line.group("rules").split("[,\\s]+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
        var reason =
                line.group("reason") == null
                        ? ""
                        : line.group("reason").replaceFirst("\\*/$", "").strip();
        var unknown = words.stream().filter(word -> Rule.of(word).isEmpty()).findFirst();
        String fault = null;
        if (words.isEmpty()) {
            fault = "it names no rule; write -- slipway: allow RULE: reason";
        } else if (unknown.isPresent()) {
            var known = Arrays.stream(Rule.values()).map(Rule::word).toList();
            fault =
                    "there is no rule "
                            + unknown.get()
                            + NearestName.of(unknown.get(), known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("");
        } else if (reason.isEmpty()) {
            fault = "it gives no reason; write -- slipway: allow " + words.getFirst() + ": reason";
        }
        return Optional.of(
                new Allowance(
                        comment,
                        fault == null
                                ? words.stream().map(word -> Rule.of(word).orElseThrow()).toList()
                                : List.of(),
                        reason,
                        statement(comment, starts, statements),
                        fault));
    }

    /// The statement that it stands in, ends the line of, or stands before.
    private static int statement(
            Token comment, List<Integer> starts, List<SqlStatement> statements) {
        for (int i = 0; i < statements.size(); i++) {
            var end = starts.get(i) + statements.get(i).text().length();
            if (comment.start() < end) {
                return i;
            }
            var lastLine =
                    statements.get(i).line() + (int) statements.get(i).text().lines().count() - 1;
            var next = i + 1 < statements.size() ? statements.get(i + 1).line() : Integer.MAX_VALUE;
            if (comment.line() == lastLine && next > comment.line()) {
                return i;
            }
        }
        return -1;
    }
}
