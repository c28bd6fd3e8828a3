package dev.slipway.shape;

import dev.slipway.database.Identifiers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// How the rows of one table come about: each value from its row's number, or from a row of a table
/// that is referred to.
///
/// All of it is one `INSERT … SELECT`: the server makes the rows, and nothing passes through here.
final class RowPlan {
    /// How many keys of another table a trial looks at.
    private static final int TRIAL_KEYS = 1_000;

    /// Where a value is stored beside the table it takes this much.
    private static final long WIDE = 4_000;

    private static final String INDEX = "s.i";

    private final Target target;
    private final Shape.@Nullable Table shape;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, UnaryOperator<String>> numbers = new LinkedHashMap<>();
    private final List<Join> joins = new ArrayList<>();
    private final List<String> repairs = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();
    private final Map<String, Bounds> bounds;
    private final Set<String> distinct;
    private long rows;
    private @Nullable String limitation;

    /// Where a column's values come from.
    private sealed interface Source {
        String sql();
    }

    /// Made from a number.
    private record Made(Values values, String number) implements Source {
        @Override
        public String sql() {
            return "case when " + number + " is not null then " + values.of(number) + " end";
        }
    }

    /// Anything else: a key of another table, null.
    private record Expression(String sql) implements Source {}

    /// @param shared columns that have their values already, and the expressions of these
    /// @param number what chooses among the rows that agree in these
    private record Join(
            String alias,
            Target.Reference reference,
            Parent parent,
            Map<String, String> shared,
            String number,
            boolean required) {
        String sql(boolean trial) {
            var keys =
                    reference.keys().stream()
                            .map(Identifiers::quote)
                            .distinct()
                            .collect(Collectors.joining(", "));
            var source =
                    trial
                            ? "(select * from "
                                    + parent.target().source()
                                    + " limit "
                                    + TRIAL_KEYS
                                    + ") k"
                            : parent.target().source();
            var partition =
                    shared.keySet().stream()
                            .map(column -> Identifiers.quote(key(column)))
                            .collect(Collectors.joining(", "));
            var window = partition.isEmpty() ? "" : "partition by " + partition;
            var count = trial ? Math.min(parent.rows(), TRIAL_KEYS) : parent.rows();
            var text =
                    new StringBuilder(required && !trial ? " join" : " left join")
                            .append(" (select row_number() over (")
                            .append(window)
                            .append(") - 1 as nr");
            if (!shared.isEmpty()) {
                text.append(", count(*) over (").append(window).append(") as many");
            }
            text.append(", ").append(keys).append(" from ").append(source).append(") ");
            text.append(alias).append(" on ").append(alias).append(".nr = ").append(number);
            text.append(" % ").append(shared.isEmpty() ? Long.toString(count) : alias + ".many");
            shared.forEach(
                    (column, value) ->
                            text.append(" and ")
                                    .append(alias)
                                    .append('.')
                                    .append(Identifiers.quote(key(column)))
                                    .append(" = ")
                                    .append(value));
            return text.toString();
        }

        String key(String column) {
            return reference.keys().get(reference.columns().indexOf(column));
        }

        String value(String column) {
            return alias + "." + Identifiers.quote(key(column));
        }
    }

    /// A table that is referred to, and how many rows it has.
    record Parent(Target target, long rows) {}

    /// @param parents by oid; all that this table refers to, unless they come later
    /// @param later references that stay null for now
    /// @throws Unfillable when no row can be made
    RowPlan(
            Target target,
            Shape.@Nullable Table shape,
            long rows,
            Map<Long, Parent> parents,
            Set<Target.Reference> later)
            throws Unfillable {
        this.target = target;
        this.shape = shape;
        this.rows = rows;
        this.bounds = Bounds.of(target.checks());
        var own = new ArrayList<Target.Reference>();
        // What has to be there decides first, and what may be missing goes by it.
        var references =
                target.references().stream().sorted(Comparator.comparing(target::mayLack)).toList();
        for (var reference : references) {
            if (later.contains(reference)) {
                leaveOut(reference);
            } else if (reference.to() == target.oid() || reference.to() == target.root()) {
                own.add(reference);
            } else {
                refer(reference, parents.get(reference.to()));
            }
        }
        var ownColumns =
                own.stream()
                        .flatMap(reference -> reference.columns().stream())
                        .collect(Collectors.toSet());
        this.distinct = distinguish(ownColumns);
        for (var column : target.columns()) {
            if (column.generation() == null
                    && !sources.containsKey(column.name())
                    && !ownColumns.contains(column.name())) {
                make(column, distinct.contains(column.name()));
            }
        }
        own.forEach(this::referToItself);
        store();
    }

    /// A table for which no row can be made, and why.
    static final class Unfillable extends Exception {
        private static final long serialVersionUID = 1;

        Unfillable(String reason) {
            super(reason);
        }
    }

    long rows() {
        return rows;
    }

    /// Why there will be fewer rows than asked for; null when there will not.
    @Nullable String limitation() {
        return limitation;
    }

    /// Whether a column has another value in each row, and some unique index relies on it.
    boolean isDistinct(String column) {
        return distinct.contains(column);
    }

    private void refer(Target.Reference reference, @Nullable Parent parent) throws Unfillable {
        if (parent == null || parent.rows() == 0) {
            if (!target.mayLack(reference)) {
                throw new Unfillable(
                        "it refers to "
                                + (parent == null
                                        ? "a table"
                                        : parent.target().schema() + "." + parent.target().name())
                                + ", which has no row");
            }
            leaveOut(reference);
            return;
        }
        var alias = "f" + joins.size();
        var shared = new LinkedHashMap<String, String>();
        for (var column : reference.columns()) {
            var source = sources.get(column);
            if (source != null) {
                shared.put(column, source.sql());
            }
        }
        if (shared.size() == reference.columns().size()) {
            filters.add(
                    shared.values().stream()
                                    .map(value -> value + " is null")
                                    .collect(Collectors.joining(" or "))
                            + " or ("
                            + String.join(", ", shared.values())
                            + ") in (select "
                            + reference.keys().stream()
                                    .map(Identifiers::quote)
                                    .collect(Collectors.joining(", "))
                            + " from "
                            + parent.target().source()
                            + ")");
            return;
        }
        var number = "p" + joins.size();
        var join =
                new Join(
                        alias,
                        reference,
                        parent,
                        shared,
                        "g." + number,
                        !shared.isEmpty() && !target.mayLack(reference));
        joins.add(join);
        var free =
                reference.columns().stream().filter(column -> !shared.containsKey(column)).toList();
        numbers.put(number, index -> nullable(free, index, pick(free, parent.rows(), index)));
        free.forEach(column -> sources.put(column, new Expression(join.value(column))));
    }

    /// A row of the other table: any, or one of as many as production refers to.
    private String pick(List<String> columns, long many, String index) {
        var hash = hash(columns.getFirst(), index);
        var statistics = statistics(columns.getFirst());
        if (statistics == null || columns.size() > 1) {
            return hash + " % " + many;
        }
        var distinct = distinct(statistics);
        return distinct >= many
                ? hash + " % " + many
                : "(" + hash + " % " + distinct + ") * " + many + " / " + distinct;
    }

    private void leaveOut(Target.Reference reference) {
        for (var column : reference.columns()) {
            if (!target.column(column).required()) {
                sources.putIfAbsent(
                        column, new Expression("null::" + target.column(column).type().sql()));
            }
        }
    }

    /// Takes care that unique columns differ: by one that has values enough for all rows, or by all
    /// of them together, counted through like the digits of a number.
    ///
    /// @param own columns that refer to the table itself and get their values later
    /// @return the columns that get another value in each row
    private Set<String> distinguish(Set<String> own) {
        var unique = new HashSet<String>();
        var counted = new HashSet<String>();
        for (var set : target.uniques()) {
            if (set.columns().stream().anyMatch(unique::contains)) {
                continue;
            }
            var free =
                    set.columns().stream()
                            .filter(column -> !sources.containsKey(column) && !own.contains(column))
                            .map(target::column)
                            .filter(column -> column.generation() == null)
                            .toList();
            var chosen =
                    free.stream()
                            .filter(column -> capacity(column) >= rows)
                            .max(Comparator.comparing(RowPlan::isLikelyKey));
            if (chosen.isPresent()) {
                unique.add(chosen.get().name());
            } else if (!set.partial() || set.columns().size() > 1) {
                count(set, free, counted);
            }
        }
        return unique;
    }

    /// Of several columns the one that most likely tells rows apart by itself.
    private static boolean isLikelyKey(Target.Column column) {
        return column.sequence() != null
                || column.type().name().equals("uuid")
                || column.name().equals("id");
    }

    private void count(Target.Unique set, List<Target.Column> free, Set<String> counted) {
        var picks =
                joins.stream()
                        .filter(join -> join.shared().isEmpty())
                        .filter(join -> join.reference().sharesWith(Set.copyOf(set.columns())))
                        .sorted(
                                Comparator.comparingLong((Join join) -> join.parent().rows())
                                        .reversed())
                        .toList();
        if (picks.stream().anyMatch(join -> counted.contains(join.number()))) {
            return;
        }
        var below = 1L;
        for (var join : picks) {
            var many = join.parent().rows();
            digit(join.number().substring(2), below, many);
            counted.add(join.number());
            below = times(below, many);
        }
        for (var column : free) {
            var many = capacity(column);
            var number = "v" + numbers.size();
            digit(number, below, many);
            source(column, number);
            below = times(below, many);
        }
        var open =
                set.columns().stream()
                        .anyMatch(
                                column ->
                                        !sources.containsKey(column)
                                                || joins.stream()
                                                        .anyMatch(
                                                                join ->
                                                                        !join.shared().isEmpty()
                                                                                && join.reference()
                                                                                        .columns()
                                                                                        .contains(
                                                                                                column)));
        if (below < rows && !open && !set.partial()) {
            limitation =
                    "no more rows differ in ("
                            + String.join(", ", set.columns())
                            + "), which "
                            + (set.columns().size() == 1 ? "is" : "are")
                            + " unique";
            rows = below;
        }
    }

    private void digit(String number, long below, long many) {
        // Shifted by what lies below, so that not only the first of them are used.
        numbers.put(
                number,
                index ->
                        below == 1
                                ? index + " % " + many
                                : "(" + index + " / " + below + " + " + index + " % " + below
                                        + ") % " + many);
    }

    private static long times(long left, long right) {
        return left > Values.UNLIMITED / Math.max(right, 1) ? Values.UNLIMITED : left * right;
    }

    private long capacity(Target.Column column) {
        return values(column, rows).map(Values::capacity).orElse(0L);
    }

    private void make(Target.Column column, boolean unique) throws Unfillable {
        var statistics = statistics(column.name());
        var many = unique || statistics == null ? rows : distinct(statistics);
        var values = values(column, many);
        if (values.isEmpty()) {
            if (column.required()) {
                throw new Unfillable(
                        "no values can be made of type "
                                + column.type().sql()
                                + ", which column "
                                + column.name()
                                + " has");
            }
            sources.put(column.name(), new Expression("null::" + column.type().sql()));
            return;
        }
        var number = "v" + numbers.size();
        numbers.put(
                number,
                index ->
                        nullable(
                                List.of(column.name()),
                                index,
                                number(column.name(), statistics, many, unique, index)));
        sources.put(column.name(), new Made(values.get(), "g." + number));
    }

    private void source(Target.Column column, String number) {
        values(column, rows)
                .ifPresent(values -> sources.put(column.name(), new Made(values, "g." + number)));
    }

    private Optional<Values> values(Target.Column column, long many) {
        var statistics = statistics(column.name());
        return Values.of(
                column.type(),
                bounds.getOrDefault(column.name(), Bounds.NONE),
                statistics == null ? 0 : statistics.width(),
                many);
    }

    private String number(
            String column,
            Shape.@Nullable Statistics statistics,
            long many,
            boolean unique,
            String index) {
        if (unique || many >= rows) {
            return index;
        }
        var correlation = statistics == null ? null : statistics.correlation();
        return correlation != null && Math.abs(correlation) > 0.9
                ? index + " * " + many + " / " + rows
                : hash(column, index) + " % " + many;
    }

    /// Null in as many rows as in production, in all of the columns at once.
    private String nullable(List<String> columns, String index, String number) {
        var share =
                columns.stream()
                        .filter(column -> !target.column(column).required())
                        .filter(column -> !bounds.getOrDefault(column, Bounds.NONE).required())
                        .map(this::statistics)
                        .mapToDouble(found -> found == null ? 0 : found.nullFraction())
                        .max()
                        .orElse(0);
        var single =
                target.uniques().stream()
                        .anyMatch(
                                set ->
                                        set.nullsEqual()
                                                && set.columns().stream()
                                                        .anyMatch(columns::contains));
        return share == 0 || single
                ? number
                : "case when "
                        + hash(columns.getFirst() + " is null", index)
                        + " % 1000000 >= "
                        + Math.round(share * 1_000_000)
                        + " then "
                        + number
                        + " end";
    }

    /// An earlier row of the same table, where that row's key can be told from its number.
    private void referToItself(Target.Reference reference) {
        var keys = new HashMap<String, Made>();
        for (var key : reference.keys()) {
            if (sources.get(key) instanceof Made made) {
                keys.put(key, made);
            }
        }
        var free =
                reference.columns().stream()
                        .filter(column -> !sources.containsKey(column))
                        .toList();
        var optional = free.stream().allMatch(column -> !target.column(column).required());
        if (free.size() == reference.columns().size()) {
            repair(reference, optional);
        }
        var told =
                keys.size() == reference.keys().size() && free.size() == reference.columns().size();
        for (var column : free) {
            var key = reference.keys().get(reference.columns().indexOf(column));
            if (!told || !filters.isEmpty() || joins.stream().anyMatch(Join::required)) {
                // Without its key, or where that row may be missing: none, or itself.
                var itself = sources.get(key);
                sources.put(
                        column,
                        optional || itself == null
                                ? new Expression("null::" + target.column(column).type().sql())
                                : itself);
                continue;
            }
            var made = keys.get(key);
            var source = made.number().substring(2);
            var number = "s" + numbers.size();
            var numberOf = numbers.get(source);
            numbers.put(
                    number,
                    index -> {
                        var earlier =
                                "("
                                        + hash(reference.name(), index)
                                        + " % greatest("
                                        + index
                                        + ", 1))";
                        var chosen = numberOf.apply(earlier);
                        return optional
                                ? "case when "
                                        + index
                                        + " > 0 then "
                                        + nullable(free, index, chosen)
                                        + " end"
                                : chosen;
                    });
            sources.put(column, new Made(made.values(), "g." + number));
        }
    }

    /// What gives rows their own key, or none, in place of one that was left out after all.
    List<String> repairs() {
        return repairs;
    }

    private void repair(Target.Reference reference, boolean optional) {
        var set = new ArrayList<String>();
        var same = new ArrayList<String>();
        for (int i = 0; i < reference.columns().size(); i++) {
            var column = Identifiers.quote(reference.columns().get(i));
            var key = Identifiers.quote(reference.keys().get(i));
            set.add(column + " = " + (optional ? "null" : key));
            same.add("p." + key + " = t." + column);
        }
        repairs.add(
                "update only "
                        + target.quoted()
                        + " t set "
                        + String.join(", ", set)
                        + " where t."
                        + Identifiers.quote(reference.columns().getFirst())
                        + " is not null and not exists (select from only "
                        + target.quoted()
                        + " p where "
                        + String.join(" and ", same)
                        + ")");
    }

    /// What production stores beside the table goes into the widest column that can take it.
    private void store() {
        if (shape == null || shape.rows() == 0 || shape.toastBytes() < 100 * shape.rows()) {
            return;
        }
        var known = shape;
        target.columns().stream()
                .filter(column -> sources.get(column.name()) instanceof Made)
                .filter(column -> isUnlimited(column))
                .max(
                        Comparator.comparingInt(
                                column -> {
                                    var statistics = statistics(column.name());
                                    return statistics == null ? 0 : statistics.width();
                                }))
                .ifPresent(
                        column -> {
                            var made = (Made) sources.get(column.name());
                            var each = known.toastBytes() / known.rows();
                            var size = Math.max(each, WIDE);
                            var thousandths = each * 1_000 / size;
                            Values.of(
                                            column.type(),
                                            Bounds.NONE,
                                            (int) Math.min(size, 1 << 20),
                                            rows)
                                    .ifPresent(
                                            wide ->
                                                    sources.put(
                                                            column.name(),
                                                            new Made(
                                                                    new Values(
                                                                            made.values()
                                                                                    .capacity(),
                                                                            v ->
                                                                                    "case when "
                                                                                            + hash(
                                                                                                    "stored"
                                                                                                            + " beside",
                                                                                                    v)
                                                                                            + " % 1000"
                                                                                            + " < "
                                                                                            + thousandths
                                                                                            + " then"
                                                                                            + " "
                                                                                            + wide
                                                                                                    .of(
                                                                                                            v)
                                                                                            + " else"
                                                                                            + " "
                                                                                            + made.values()
                                                                                                    .of(
                                                                                                            v)
                                                                                            + " end"),
                                                                    made.number())));
                        });
    }

    private boolean isUnlimited(Target.Column column) {
        return !bounds.containsKey(column.name())
                && switch (column.type().name()) {
                    case "text", "bytea", "json", "jsonb", "xml" -> true;
                    case "varchar" -> column.type().modifier() < 0;
                    default -> false;
                };
    }

    private Shape.@Nullable Statistics statistics(String column) {
        return shape == null
                ? null
                : shape.column(column).map(Shape.Column::statistics).orElse(null);
    }

    private long distinct(Shape.Statistics statistics) {
        var many =
                statistics.distinct() < 0 ? -statistics.distinct() * rows : statistics.distinct();
        return Math.clamp(Math.round(many), 1, Math.max(rows, 1));
    }

    /// A number at random, and the same at every time.
    private String hash(String salt, String index) {
        return "(hashint8extended("
                + index
                + ", "
                + (target.schema() + "." + target.name() + "." + salt).hashCode()
                + ") & 9223372036854775807)";
    }

    /// The columns that get values.
    private List<Target.Column> filled() {
        return target.columns().stream()
                .filter(column -> column.generation() == null && sources.containsKey(column.name()))
                .toList();
    }

    /// Puts another expression in a column's place; a trial shows whether that is any better.
    ///
    /// @return what gives back the old one
    Runnable replace(String column, String sql) {
        var old = sources.put(column, new Expression(sql));
        return () -> {
            if (old != null) {
                sources.put(column, old);
            }
        };
    }

    /// The expression of a column's number and value; empty for one that is not made from a number.
    Optional<String> number(String column) {
        return sources.get(column) instanceof Made made
                ? Optional.of(made.number())
                : Optional.empty();
    }

    Optional<String> value(String column) {
        return Optional.ofNullable(sources.get(column)).map(Source::sql);
    }

    /// How many of some rows, taken evenly from all, fulfil each condition, and how many fulfil
    /// all: as many counts as conditions, that of all, and that of the rows.
    String trial(List<String> conditions, long sample) {
        var counts = new StringBuilder("select ");
        for (var condition : conditions) {
            counts.append("count(*) filter (where (").append(condition).append(") is not false), ");
        }
        return counts.append("count(*) filter (where ")
                .append(all(conditions))
                .append("), count(*) from (")
                .append(complete(candidates(0, sample, true)))
                .append(") r")
                .toString();
    }

    private static String all(List<String> conditions) {
        return conditions.isEmpty()
                ? "true"
                : conditions.stream()
                        .map(condition -> "(" + condition + ") is not false")
                        .collect(Collectors.joining(" and "));
    }

    /// The statement that fills the table.
    ///
    /// @param conditions what is left out unless it fulfils these
    /// @param first the number of the first row to try
    /// @param candidates how many rows to try
    /// @param most how many to insert
    /// @param skip whether to leave out what conflicts with a row that is there
    String insert(List<String> conditions, long first, long candidates, long most, boolean skip) {
        var names = filled().stream().map(Target.Column::quoted).collect(Collectors.joining(", "));
        var made = candidates(first, candidates, false);
        return "insert into "
                + target.quoted()
                + " ("
                + names
                + ") overriding system value select "
                + names
                + " from ("
                + (conditions.isEmpty() ? made : complete(made))
                + ") r"
                + (conditions.isEmpty() ? "" : " where " + all(conditions))
                + (candidates > most ? " limit " + most : "")
                + (skip ? " on conflict do nothing" : "");
    }

    /// With generated columns, which conditions may be about.
    private String complete(String candidates) {
        var generated =
                target.columns().stream()
                        .filter(column -> column.generation() != null)
                        .map(
                                column ->
                                        ", ("
                                                + column.generation()
                                                + ")::"
                                                + column.type().sql()
                                                + " as "
                                                + column.quoted())
                        .collect(Collectors.joining());
        return generated.isEmpty()
                ? candidates
                : "select r.*" + generated + " from (" + candidates + ") r";
    }

    private String candidates(long first, long count, boolean trial) {
        var columns =
                filled().stream()
                        .map(
                                column ->
                                        java.util.Objects.requireNonNull(sources.get(column.name()))
                                                        .sql()
                                                + " as "
                                                + column.quoted())
                        .collect(Collectors.joining(", "));
        var made =
                numbers.entrySet().stream()
                        .map(
                                number ->
                                        ", "
                                                + number.getValue().apply(INDEX)
                                                + " as "
                                                + number.getKey())
                        .collect(Collectors.joining());
        // The fence has each number made once, however often a value needs it.
        return "select "
                + columns
                + " from (select s.i"
                + made
                + " from (select generate_series("
                + first
                + ", "
                + (first + count - 1)
                + ")::int8"
                + (trial ? " * " + Math.max(rows / count, 1) : "")
                + " as i) s offset 0) g"
                + joins.stream().map(join -> join.sql(trial)).collect(Collectors.joining())
                + (filters.isEmpty() || trial
                        ? ""
                        : " where (" + String.join(") and (", filters) + ")");
    }
}
