package dev.slipway.canary;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Says which migration's statements kept canaries waiting, and what that comes to in production.
public final class Attribution {
    private final List<Span> spans;
    private final Map<String, Size> sizes;
    private final long origin;

    /// @param spans of the statements that were executed
    /// @param sizes of the tables, by name
    /// @param origin when the first migration began, in the time of {@link System#nanoTime}
    public Attribution(List<Span> spans, Map<String, Size> sizes, long origin) {
        this.spans = List.copyOf(spans);
        this.sizes = Map.copyOf(sizes);
        this.origin = origin;
    }

    /// When a statement was executed.
    ///
    /// @param line of the statement
    /// @param from in the time of {@link System#nanoTime}
    /// @param worked the tables of which it went through every row: its time grows with them
    /// @param unreadable the tables that its transaction had locked against readers
    /// @param unwritable those that it had locked against writers, as a whole or row by row
    public record Span(
            String script,
            int line,
            long from,
            long until,
            List<String> worked,
            Set<String> unreadable,
            Set<String> unwritable) {
        public Span {
            worked = List.copyOf(worked);
            unreadable = Set.copyOf(unreadable);
            unwritable = Set.copyOf(unwritable);
        }

        /// Whether it explains the wait: a busy machine makes canaries wait as well.
        boolean blocks(Wait wait) {
            return (wait.writing() ? unwritable : unreadable).contains(wait.table());
        }
    }

    /// How large a table is here and in production.
    ///
    /// @param productionRows -1 when that is not known
    /// @param productionBytes -1 when that is not known
    public record Size(long rows, long bytes, long productionRows, long productionBytes) {
        static final Size UNKNOWN = new Size(0, 0, -1, -1);

        /// How much larger it is in production: by its bytes, which is what work on all of it goes
        /// by; 0 when that is not known.
        double factor() {
            if (productionRows < 0) {
                return 0;
            }
            return bytes > 0 && productionBytes > 0
                    ? (double) productionBytes / bytes
                    : rows > 0 ? (double) productionRows / rows : 0;
        }
    }

    /// Each wait with the statement that it was for; those that no statement explains are left out.
    public List<Blocked> blocked(List<Wait> waits) {
        var blocked = new ArrayList<Blocked>();
        for (var wait : waits) {
            spans.stream()
                    .filter(span -> span.blocks(wait) && overlap(span, wait) > 0)
                    .max(Comparator.comparing(span -> overlap(span, wait)))
                    .ifPresent(
                            span ->
                                    blocked.add(
                                            new Blocked(
                                                    wait.table(),
                                                    wait.writing(),
                                                    Duration.ofNanos(wait.from() - origin),
                                                    Duration.ofNanos(wait.until() - wait.from()),
                                                    span.script(),
                                                    span.line())));
        }
        return blocked;
    }

    private static long overlap(Span span, Wait wait) {
        return Math.min(span.until(), wait.until()) - Math.max(span.from(), wait.from());
    }

    private record Key(String script, String table) {}

    /// The longest wait of readers and of writers, by migration and table.
    public List<Impact> impacts(List<Wait> waits) {
        var reading = longest(waits, false);
        var writing = longest(waits, true);
        var keys = new TreeSet<>(Comparator.comparing(Key::script).thenComparing(Key::table));
        keys.addAll(reading.keySet());
        keys.addAll(writing.keySet());
        return keys.stream().map(key -> impact(key, reading.get(key), writing.get(key))).toList();
    }

    private Map<Key, Wait> longest(List<Wait> waits, boolean writing) {
        var longest = new HashMap<Key, Wait>();
        for (var wait : waits) {
            if (wait.writing() == writing) {
                spans.stream()
                        .filter(span -> span.blocks(wait) && overlap(span, wait) > 0)
                        .max(Comparator.comparing(span -> overlap(span, wait)))
                        .ifPresent(
                                span ->
                                        longest.merge(
                                                new Key(span.script(), wait.table()),
                                                wait,
                                                (one, other) ->
                                                        length(one) >= length(other)
                                                                ? one
                                                                : other));
            }
        }
        return longest;
    }

    private static long length(Wait wait) {
        return wait.until() - wait.from();
    }

    private Impact impact(Key key, @Nullable Wait reading, @Nullable Wait writing) {
        var size = sizes.getOrDefault(key.table(), Size.UNKNOWN);
        var known = size.productionRows() >= 0;
        return new Impact(
                key.script(),
                key.table(),
                size.rows(),
                known ? size.productionRows() : null,
                elapsed(reading),
                elapsed(writing),
                known ? estimate(key.script(), reading) : null,
                known ? estimate(key.script(), writing) : null,
                known
                        ? method(
                                key.script(),
                                elapsed(reading).compareTo(elapsed(writing)) > 0
                                        ? reading
                                        : writing)
                        : null);
    }

    private static Duration elapsed(@Nullable Wait wait) {
        return wait == null ? Duration.ZERO : Duration.ofNanos(length(wait));
    }

    /// What of the wait was work on all rows of a table grows as that table does; the rest stays.
    private Duration estimate(String script, @Nullable Wait wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        var nanos = (double) length(wait);
        for (var span : working(script, wait)) {
            var part = overlap(span, wait);
            nanos += part * (Math.max(1, factor(span)) - 1);
        }
        return Duration.ofNanos((long) nanos);
    }

    private List<Span> working(String script, Wait wait) {
        return spans.stream()
                .filter(span -> span.script().equals(script))
                .filter(span -> !span.worked().isEmpty())
                .filter(span -> overlap(span, wait) > 0)
                .toList();
    }

    private double factor(Span span) {
        return span.worked().stream()
                .map(table -> sizes.getOrDefault(table, Size.UNKNOWN))
                .mapToDouble(Size::factor)
                .max()
                .orElse(0);
    }

    private String method(String script, @Nullable Wait wait) {
        var growing = wait == null ? List.<Span>of() : working(script, wait);
        if (wait == null || growing.isEmpty()) {
            return "it does not grow with the table: no statement went through all of its rows";
        }
        var share = growing.stream().mapToLong(span -> overlap(span, wait)).sum();
        var factor = growing.stream().mapToDouble(this::factor).max().orElse(1);
        return "%d ms of it, work on every row, grow by the factor %s with the table's size, as measured on this machine and not on production's"
                .formatted(
                        Duration.ofNanos(share).toMillis(),
                        factor >= 10
                                ? Long.toString(Math.round(factor))
                                : String.format(Locale.ROOT, "%.1f", factor));
    }
}
