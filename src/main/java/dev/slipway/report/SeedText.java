package dev.slipway.report;

import dev.slipway.failure.Count;
import dev.slipway.run.PlanResult;
import dev.slipway.run.RunResult;
import dev.slipway.seed.RowChange;
import dev.slipway.seed.SeedChanges;
import dev.slipway.seed.SeedResult;
import dev.slipway.seed.SeedResult.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What seeds did, or would do, for people.
final class SeedText {
    private static final int WIDEST = 32;

    private SeedText() {}

    /// What a run did.
    static List<String> run(RunResult result) {
        var lines = new ArrayList<String>();
        var loaded = with(result.seeds(), Status.LOADED);
        var current = with(result.seeds(), Status.CURRENT).size();
        if (loaded.isEmpty()) {
            if (result.failure() == null) {
                lines.add(nothing(current, result.seeds()));
            }
            return lines;
        }
        lines.add(
                "Loaded "
                        + Count.of(loaded.size(), "seed")
                        + (current == 0 ? "" : " (" + current + " unchanged)")
                        + elsewhere(result.seeds())
                        + ":");
        lines.addAll(counts(loaded, true));
        loaded.forEach(seed -> lines.addAll(samples(seed, true)));
        return lines;
    }

    private static String nothing(long current, List<SeedResult> seeds) {
        return "Nothing to seed: "
                + Count.of(current, "seed")
                + (current == 1 ? " is" : " are")
                + " unchanged"
                + elsewhere(seeds)
                + ".";
    }

    /// Seeds that are not for this environment are never passed over in silence.
    private static String elsewhere(List<SeedResult> seeds) {
        var names = with(seeds, Status.EXCLUDED).stream().map(SeedResult::name).toList();
        return names.isEmpty() ? "" : "; not for this environment: " + String.join(", ", names);
    }

    /// What a run would do.
    static List<String> plan(PlanResult result) {
        var lines = new ArrayList<String>();
        var pending = with(result.seeds(), Status.PLANNED);
        var verified = with(result.seeds(), Status.VERIFIED);
        if (!verified.isEmpty()) {
            lines.addAll(drift(verified));
        }
        if (pending.isEmpty()) {
            if (verified.isEmpty()) {
                lines.add(nothing(with(result.seeds(), Status.CURRENT).size(), result.seeds()));
            }
            return lines;
        }
        lines.add(
                Count.of(pending.size(), "seed")
                        + " would be loaded"
                        + elsewhere(result.seeds())
                        + ":");
        lines.addAll(counts(pending, false));
        pending.forEach(seed -> lines.addAll(samples(seed, false)));
        if (pending.stream().anyMatch(seed -> seed.changes() == null)) {
            lines.add("What is shown as ? is known only when the seed runs.");
        }
        pending.stream()
                .filter(seed -> seed.note() != null)
                .forEach(
                        seed ->
                                lines.add(
                                        "The load of "
                                                + seed.name()
                                                + " would be refused: "
                                                + seed.note()
                                                + "."));
        lines.add("Nothing was changed. Load with: slipway seed");
        return lines;
    }

    /// Loaded seeds beside their tables.
    private static List<String> drift(List<SeedResult> verified) {
        var drifted = verified.stream().filter(SeedResult::isDrifted).toList();
        if (drifted.isEmpty()) {
            return List.of(
                    "No drift: "
                            + Count.of(verified.size(), "loaded seed")
                            + (verified.size() == 1 ? " is" : " are")
                            + " as the tables have them.");
        }
        var lines = new ArrayList<String>();
        lines.add(
                Count.of(drifted.size(), "loaded seed")
                        + (drifted.size() == 1 ? " has" : " have")
                        + " drifted from the tables; to set them right:");
        lines.addAll(counts(drifted, false));
        drifted.forEach(seed -> lines.addAll(samples(seed, false)));
        lines.add("Nothing was changed. Load them again with: slipway seed --force");
        return lines;
    }

    private static List<String> counts(List<SeedResult> seeds, boolean done) {
        var deletes = seeds.stream().anyMatch(seed -> deleted(seed) > 0);
        var rejects = seeds.stream().anyMatch(seed -> seed.rejected() > 0);
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(List.of("seed", "source"));
        header.addAll(done ? List.of(" inserted", " updated") : List.of(" insert", " update"));
        if (deletes) {
            header.add(done ? " deleted" : " delete");
        }
        header.add(" unchanged");
        if (rejects) {
            header.add(" rejected");
        }
        if (done) {
            header.add(" time");
        }
        rows.add(header);
        for (var seed : seeds) {
            var changes = seed.changes();
            var row = new ArrayList<>(List.of(seed.name(), seed.source()));
            row.add(count(changes, changes == null ? 0 : changes.inserted()));
            row.add(count(changes, changes == null ? 0 : changes.updated()));
            if (deletes) {
                row.add(count(changes, deleted(seed)));
            }
            row.add(count(changes, changes == null ? 0 : changes.unchanged()));
            if (rejects) {
                row.add(Count.of(seed.rejected()));
            }
            if (done) {
                row.add(Format.elapsed(seed.elapsed()));
            }
            rows.add(row);
        }
        return Format.table(rows);
    }

    private static long deleted(SeedResult seed) {
        return seed.changes() == null ? 0 : seed.changes().deleted();
    }

    private static String count(@Nullable SeedChanges changes, long number) {
        return changes == null ? "?" : Count.of(number);
    }

    /// A few rows of each kind: `+` new, `~` changed with old and new values, `-` gone.
    private static List<String> samples(SeedResult seed, boolean done) {
        var lines = new ArrayList<String>();
        var byKind = new LinkedHashMap<RowChange.Kind, List<RowChange>>();
        seed.samples()
                .forEach(
                        row -> byKind.computeIfAbsent(row.kind(), _ -> new ArrayList<>()).add(row));
        for (Map.Entry<RowChange.Kind, List<RowChange>> rows : byKind.entrySet()) {
            var all = total(seed, rows.getKey());
            lines.add("");
            lines.add(
                    seed.name()
                            + ", "
                            + (all > rows.getValue().size()
                                    ? rows.getValue().size() + " of " + Count.of(all)
                                    : Count.of(all))
                            + (done ? " " : " to ")
                            + verb(rows.getKey(), done)
                            + ":");
            lines.addAll(
                    rows.getKey() == RowChange.Kind.UPDATE
                            ? updates(rows.getValue())
                            : whole(rows.getKey() == RowChange.Kind.INSERT, rows.getValue()));
        }
        if (!lines.isEmpty()) {
            lines.add("");
        }
        return lines;
    }

    private static String verb(RowChange.Kind kind, boolean done) {
        return switch (kind) {
            case INSERT -> done ? "inserted" : "insert";
            case UPDATE -> done ? "updated" : "update";
            case DELETE -> done ? "deleted" : "delete";
        };
    }

    private static long total(SeedResult seed, RowChange.Kind kind) {
        var changes = seed.changes() == null ? SeedChanges.NONE : seed.changes();
        return switch (kind) {
            case INSERT -> changes.inserted();
            case UPDATE -> changes.updated();
            case DELETE -> changes.deleted();
        };
    }

    private static List<String> whole(boolean isNew, List<RowChange> rows) {
        var table = new ArrayList<List<String>>();
        var header = new ArrayList<>(List.of(""));
        rows.getFirst().values().forEach(value -> header.add(value.column()));
        table.add(header);
        for (var row : rows) {
            var cells = new ArrayList<>(List.of(isNew ? "+" : "-"));
            row.values().forEach(value -> cells.add(shown(isNew ? value.after() : value.before())));
            table.add(cells);
        }
        return Format.table(table);
    }

    private static List<String> updates(List<RowChange> rows) {
        var table = new ArrayList<List<String>>();
        table.add(List.of("", "row", "column", "before", "", "after"));
        for (var row : rows) {
            var key =
                    String.join(
                            ", ",
                            row.values().stream()
                                    .filter(RowChange.Value::key)
                                    .map(value -> shown(value.before()))
                                    .toList());
            for (var value : row.values()) {
                if (!value.key()) {
                    table.add(
                            List.of(
                                    "~",
                                    key,
                                    value.column(),
                                    shown(value.before()),
                                    "→",
                                    shown(value.after())));
                }
            }
        }
        return Format.table(table);
    }

    /// In one line, and not too wide.
    private static String shown(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        if (value.isEmpty()) {
            return "''";
        }
        var line = value.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
        return line.codePointCount(0, line.length()) <= WIDEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private static List<SeedResult> with(List<SeedResult> seeds, Status status) {
        return seeds.stream().filter(seed -> seed.status() == status).toList();
    }
}
