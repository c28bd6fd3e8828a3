package dev.slipway.observe;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells from a statement's observation which work the server did with which table.
///
/// The messages name tables without their schemas. Of several with the same name it is the one that
/// the statement has locked.
public final class WorkReader {
    private static final Pattern REWRITE = Pattern.compile("rewriting table \"(.*)\"");
    private static final Pattern SCAN = Pattern.compile("verifying table \"(.*)\"");
    private static final Pattern VALIDATION =
            Pattern.compile("validating foreign key constraint \"(.*)\"");
    private static final Pattern BUILD =
            Pattern.compile("building index \"(.*)\" on table \"(.*)\" (serially|with .*)");
    private static final Pattern NO_NULLS =
            Pattern.compile(
                    "existing constraints on column \"(.*)\\.(.*)\" are sufficient to prove that it does not contain nulls");
    private static final Pattern IMPLIED =
            Pattern.compile(
                    "(?:updated )?partition constraint for (?:table|default partition) \"(.*)\" is implied by existing constraints");

    private final StatementObservation seen;
    private final @Nullable Timing timing;
    private final Set<TableWork> work = new LinkedHashSet<>();

    private WorkReader(StatementObservation seen, @Nullable Timing timing) {
        this.seen = seen;
        this.timing = timing;
    }

    /// In the order in which it was done; rows that were read, inserted, updated and deleted last.
    public static List<TableWork> of(StatementObservation seen) {
        return of(seen, null);
    }

    /// The same with the rows of another run.
    ///
    /// @param timing of the same statement among more rows, or null
    public static List<TableWork> of(StatementObservation seen, @Nullable Timing timing) {
        return new WorkReader(seen, timing).read();
    }

    private List<TableWork> read() {
        var rewritten = rewritten();
        for (var notice : seen.notices()) {
            var text = notice.text();
            var matcher = REWRITE.matcher(text);
            if (matcher.matches()) {
                add(Work.Kind.REWRITE, table(matcher.group(1)), null);
            } else if (matches(matcher, SCAN)) {
                add(Work.Kind.SCAN, table(matcher.group(1)), null);
            } else if (matches(matcher, VALIDATION)) {
                add(Work.Kind.VALIDATION, constrained(matcher.group(1)), matcher.group(1));
            } else if (matches(matcher, BUILD)) {
                var table = table(matcher.group(2));
                // All indexes of a table that is written anew are built anew with it.
                if (table.isEmpty() || !rewritten.contains(table.getAsLong())) {
                    add(Work.Kind.INDEX_BUILD, table, matcher.group(1));
                }
            } else if (matches(matcher, NO_NULLS)) {
                add(Work.Kind.PROOF, table(matcher.group(1)), matcher.group(2));
            } else if (matches(matcher, IMPLIED)) {
                add(Work.Kind.PROOF, table(matcher.group(1)), null);
            }
        }
        var whole = new HashSet<Long>();
        work.forEach(done -> whole.add(done.relation()));
        rewritten.stream()
                .filter(relation -> !whole.contains(relation))
                .forEach(relation -> add(Work.Kind.REWRITE, OptionalLong.of(relation), null));
        var all = new ArrayList<>(work);
        uses().forEach(
                        (relation, use) -> {
                            if (!whole.contains(relation) && !rewritten.contains(relation)) {
                                rows(all, Work.Kind.READ, relation, use.read());
                            }
                            rows(all, Work.Kind.INSERT, relation, use.inserted());
                            rows(all, Work.Kind.UPDATE, relation, use.updated());
                            rows(all, Work.Kind.DELETE, relation, use.deleted());
                        });
        return all;
    }

    private static boolean matches(Matcher matcher, Pattern pattern) {
        return matcher.usePattern(pattern).matches();
    }

    /// Tables that have another file than before.
    private Set<Long> rewritten() {
        var rewritten = new HashSet<Long>();
        seen.after()
                .relations()
                .forEach(
                        (id, now) -> {
                            var was = seen.before().relations().get(id);
                            if (was != null && now.isTable() && was.file() != now.file()) {
                                rewritten.add(id);
                            }
                        });
        return rewritten;
    }

    private Map<Long, TableUse> uses() {
        return timing == null ? seen.uses() : timing.uses();
    }

    private void add(Work.Kind kind, OptionalLong relation, @Nullable String object) {
        if (relation.isPresent()) {
            var use = uses().get(relation.getAsLong());
            work.add(
                    new TableWork(
                            kind,
                            relation.getAsLong(),
                            object,
                            seen.isTransactional() ? use == null ? 0 : use.read() : -1));
        }
    }

    private static void rows(List<TableWork> all, Work.Kind kind, long relation, long rows) {
        if (rows > 0) {
            all.add(new TableWork(kind, relation, null, rows));
        }
    }

    private OptionalLong table(String name) {
        var candidates =
                seen.after().relations().entrySet().stream()
                        .filter(entry -> entry.getValue().isTable())
                        .filter(
                                entry ->
                                        entry.getValue().name().equals(name)
                                                || wasNamed(entry, name))
                        .mapToLong(Map.Entry::getKey)
                        .toArray();
        for (var candidate : candidates) {
            if (seen.taken().containsKey(candidate)) {
                return OptionalLong.of(candidate);
            }
        }
        for (var candidate : candidates) {
            if (seen.held().containsKey(candidate)) {
                return OptionalLong.of(candidate);
            }
        }
        return candidates.length == 0 ? OptionalLong.empty() : OptionalLong.of(candidates[0]);
    }

    private boolean wasNamed(Map.Entry<Long, Catalog.Relation> entry, String name) {
        var was = seen.before().relations().get(entry.getKey());
        return was != null && was.name().equals(name);
    }

    private OptionalLong constrained(String name) {
        return seen.after().constraints().entrySet().stream()
                .filter(entry -> entry.getValue().name().equals(name))
                .filter(entry -> entry.getValue().type().equals("f"))
                .filter(
                        entry -> {
                            var was = seen.before().constraints().get(entry.getKey());
                            return was == null || !was.validated();
                        })
                .mapToLong(entry -> entry.getValue().relation())
                .findFirst();
    }
}
