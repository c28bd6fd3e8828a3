package dev.slipway.steps;

import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;
import dev.slipway.settings.Durations;
import dev.slipway.sql.SqlScript;
import dev.slipway.sql.Token;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The comment lines before a script's first statement that say how this one migration is to be
/// run:
///
///     -- slipway: lock_timeout=30s statement_timeout=10m
///     -- slipway: backfill key=id batch=10000 pause=50ms
public final class MigrationHeader {
    private static final String BACKFILL = "backfill";
    private static final List<String> OF_BACKFILL = List.of("key", "batch", "pause", "max_lag");
    private static final List<String> KNOWN =
            List.of(
                    "lock_timeout",
                    "statement_timeout",
                    "lock_deadline",
                    BACKFILL,
                    "key",
                    "batch",
                    "pause",
                    "max_lag");

    private static final Pattern LINE =
            Pattern.compile("(?i)(--|/\\*)\\s*slipway\\b\\s*(?<colon>:?)\\s*");
    private static final Pattern WORD =
            Pattern.compile("(?<name>[^\\s=]+)(\\s*=\\s*(?<value>\"([^\"]|\"\")+\"|[^\\s=]*))?");
    // What PostgreSQL's own time limits can be at most.
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);
    private static final int LARGEST_BATCH = 10_000_000;

    private final String script;
    private final List<Problem> problems;
    private final Map<String, Entry> entries = new HashMap<>();

    private MigrationHeader(String script, List<Problem> problems) {
        this.script = script;
        this.problems = problems;
    }

    /// @param value null for a word without `=`
    private record Entry(
            String name, @Nullable String value, int line, int column, int valueColumn) {}

    /// What a script's header says, and whether its statement can be done as it says.
    ///
    /// @param script what messages call the script
    /// @param text all of it; the backfill's statement is looked at as it stands, so a script with
    ///     placeholders is to be given with their values
    /// @param problems takes everything that is wrong, each at its place; what is wrong is as if it
    ///     were not said
    public static MigrationOptions read(String script, String text, List<Problem> problems) {
        var parsed = SqlScript.of(text);
        var header = new MigrationHeader(script, problems);
        var start = parsed.start();
        for (var comment : parsed.comments()) {
            header.comment(comment, start == null || comment.start() < start.start());
        }
        var backfill = header.backfill();
        if (backfill != null) {
            BackfillStatement.of(script, text, backfill.key(), problems);
        }
        return new MigrationOptions(
                header.limit("lock_timeout"),
                header.limit("statement_timeout"),
                header.limit("lock_deadline"),
                backfill);
    }

    private void comment(Token comment, boolean atTop) {
        var line = LINE.matcher(comment.text());
        if (!line.lookingAt()) {
            return;
        }
        // What a rehearsal found and somebody let be is no matter of running it.
        if (comment.text().startsWith("allow", line.end())) {
            return;
        }
        var words = words(comment, line.end());
        var ours = words.stream().anyMatch(word -> KNOWN.contains(word.name()));
        var misplaced =
                comment.kind() == Token.Kind.BLOCK_COMMENT
                        ? "this comment does nothing; write it as a line: -- slipway: …"
                        : line.group("colon").isEmpty()
                                ? "this comment does nothing; write it with a colon: -- slipway: …"
                                : atTop
                                        ? null
                                        : "this comment does nothing after the first statement; move it to the top of the script";
        if (misplaced == null) {
            words.forEach(this::add);
        } else if (ours) {
            problem(comment.line(), comment.column(), misplaced);
        }
    }

    private static List<Entry> words(Token comment, int from) {
        var words = new ArrayList<Entry>();
        var word = WORD.matcher(comment.text()).region(from, comment.text().length());
        while (word.find()) {
            var value = word.group("value");
            words.add(
                    new Entry(
                            word.group("name"),
                            value,
                            comment.line(),
                            comment.column() + word.start(),
                            comment.column() + (value == null ? 0 : word.start("value"))));
        }
        return words;
    }

    private void add(Entry entry) {
        if (!KNOWN.contains(entry.name())) {
            problem(
                    entry.line(),
                    entry.column(),
                    entry.name()
                            + " is nothing that a migration can be told"
                            + NearestName.of(entry.name(), KNOWN)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; there are " + String.join(", ", KNOWN)));
        } else if (entry.name().equals(BACKFILL) != (entry.value() == null)) {
            problem(
                    entry.line(),
                    entry.column(),
                    entry.value() == null
                            ? entry.name() + " has no value; write " + entry.name() + "=…"
                            : "backfill takes no value; write backfill key=COLUMN");
        } else if (entries.putIfAbsent(entry.name(), entry) != null) {
            problem(entry.line(), entry.column(), entry.name() + " is given twice");
        }
    }

    private @Nullable Duration limit(String name) {
        var entry = entries.get(name);
        return entry == null ? null : duration(entry);
    }

    private @Nullable Duration duration(Entry entry) {
        var value = value(entry);
        var duration = Durations.parse(value);
        if (duration.isEmpty()) {
            bad(entry, "give a duration such as 30s or 10m");
        } else if (duration.get().compareTo(LONGEST) > 0) {
            bad(entry, "that is longer than PostgreSQL can wait; give 24 days (576h) at most");
            return null;
        }
        return duration.orElse(null);
    }

    private @Nullable BackfillOptions backfill() {
        var backfill = entries.get(BACKFILL);
        if (backfill == null) {
            OF_BACKFILL.stream()
                    .map(entries::get)
                    .filter(entry -> entry != null)
                    .forEach(
                            entry ->
                                    problem(
                                            entry.line(),
                                            entry.column(),
                                            entry.name()
                                                    + " is of a backfill; write backfill before it"));
            return null;
        }
        var key = entries.get("key");
        if (key == null) {
            problem(
                    backfill.line(),
                    backfill.column(),
                    "a backfill needs the column to go by; write backfill key=COLUMN");
        }
        var column = key == null ? null : column(key);
        var batch = entries.get("batch");
        var pause = entries.get("pause");
        var maxLag = entries.get("max_lag");
        var size = batch == null ? BackfillOptions.DEFAULT_BATCH : size(batch);
        var rest = pause == null ? null : duration(pause);
        var lag = maxLag == null ? null : duration(maxLag);
        if (maxLag != null && lag != null && lag.isZero()) {
            bad(maxLag, "a replica is always a little behind; give a duration such as 10s");
        }
        return column == null
                ? null
                : new BackfillOptions(column, size, rest == null ? Duration.ZERO : rest, lag);
    }

    private @Nullable String column(Entry entry) {
        var tokens = Token.of(value(entry));
        if (tokens.size() == 1 && tokens.getFirst().isName()) {
            return tokens.getFirst().name();
        }
        bad(entry, "give the name of one column, in double quotes where SQL needs them");
        return null;
    }

    private int size(Entry entry) {
        var value = value(entry);
        if (value.matches("[1-9][0-9]{0,7}") && Integer.parseInt(value) <= LARGEST_BATCH) {
            return Integer.parseInt(value);
        }
        bad(entry, "give a number of rows, from 1 to " + LARGEST_BATCH);
        return BackfillOptions.DEFAULT_BATCH;
    }

    private static String value(Entry entry) {
        return entry.value() == null ? "" : entry.value();
    }

    private void bad(Entry entry, String rule) {
        problem(
                entry.line(),
                entry.valueColumn(),
                entry.name() + " is '" + value(entry) + "'; " + rule);
    }

    private void problem(int line, int column, String message) {
        problems.add(Problem.at(script, line, column, message));
    }
}
