package dev.slipway.launch;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The last failure in a log, in its one shape: `error[…]` and the indented lines below it. It
/// speaks for runs that end before Slipway itself begins, as in the buildspec's own checks.
final class LastError {
    /// More than this is no message.
    private static final int LONGEST = 60;

    private static final Pattern FIRST = Pattern.compile("error\\[(?<kind>[a-z]+)\\]: (?<what>.*)");

    private List<String> lines = new ArrayList<>();
    private boolean open;

    void add(String text) {
        text.lines()
                .forEach(
                        line -> {
                            if (line.startsWith("error[")) {
                                lines = new ArrayList<>(List.of(line));
                                open = true;
                            } else if (open && line.startsWith("  ") && lines.size() < LONGEST) {
                                lines.add(line);
                            } else {
                                open = false;
                            }
                        });
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// The failure that such lines tell; empty when they are none.
    static Optional<Failure> failure(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        var first = FIRST.matcher(lines.getFirst());
        if (!first.matches()) {
            return Optional.empty();
        }
        var excerpt = new ArrayList<String>();
        var problems = new ArrayList<Problem>();
        var why = new ArrayList<String>();
        var fix = new ArrayList<String>();
        for (var line : lines.subList(1, lines.size())) {
            var text = line.strip();
            if (text.startsWith("why: ")) {
                why.add(text.substring(5));
            } else if (text.startsWith("fix: ")) {
                fix.add(text.substring(5));
            } else if (text.startsWith("- ")) {
                problems.add(Problem.of(text.substring(2)));
            } else if (!text.startsWith("see: ")) {
                excerpt.add(line.substring(2));
            }
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(first.group("kind")))
                .findFirst()
                .map(
                        kind ->
                                new Failure(
                                        kind,
                                        first.group("what"),
                                        excerpt,
                                        problems,
                                        why,
                                        fix,
                                        null));
    }
}
