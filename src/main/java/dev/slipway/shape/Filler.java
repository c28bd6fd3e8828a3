package dev.slipway.shape;

import dev.slipway.database.Identifiers;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Fills the empty tables of a throwaway database with rows that are like production's.
///
/// The rows fulfil the constraints: keys, references, checks, types. Widths, nulls and numbers of
/// different values are production's, as far as the shape tells them; a column of which it tells
/// nothing has no nulls and as many values as rows. The same request makes the same rows.
public final class Filler {
    private final Connection connection;
    private final FillRequest request;
    private final Progress progress;

    /// The tables that were empty, by oid.
    private final Set<Long> made = new HashSet<>();

    /// @param connection to the throwaway database, in autocommit or between two transactions; the
    ///     user owns the tables
    public Filler(Connection connection, FillRequest request, Progress progress) {
        this.connection = connection;
        this.request = request;
        this.progress = progress;
    }

    /// Fills every table that has no row, then analyzes them. No trigger of users fires, and
    /// nothing that exists is dropped or changed: what has rows keeps them. A table that refuses
    /// its rows stays empty and says so.
    ///
    /// @param except names of tables that are left alone and left out, in whatever schema: the
    ///     history's, Slipway's own
    /// @return every table, by schema and name; a partitioned one with the sum of its partitions
    /// @throws SQLException when the connection is lost or the catalog cannot be read
    public List<FilledTable> fill(Set<String> except) throws SQLException {
        var targets = targets(List.copyOf(except));
        var sizes = FillSizes.of(targets, request);
        var order = FillOrder.of(targets);
        var filled = new LinkedHashMap<Long, FilledTable>();
        var byOid = targets.stream().collect(Collectors.toMap(Target::oid, target -> target));
        try (var session = FillSession.open(connection);
                var step = progress.begin("filling tables", 0)) {
            var done = 0L;
            for (var group : order.groups()) {
                for (var target : group) {
                    if (!target.isPartitioned()) {
                        step.doing(target.schema() + "." + target.name(), -1);
                        var table =
                                fill(
                                        target,
                                        sizes.getOrDefault(target.oid(), 0L),
                                        parents(target, byOid, filled),
                                        order.later());
                        filled.put(target.oid(), table);
                        done += table.rows();
                        step.at(done, 0);
                    }
                }
                for (var target : group) {
                    if (target.isPartitioned()) {
                        filled.put(target.oid(), sum(target, group, filled));
                    }
                }
            }
            closeCircles(session, targets, order.later(), byOid, filled);
            advanceSequences(session, targets, filled);
            analyze(session, targets, filled);
        }
        return targets.stream().map(target -> measured(target, targets, filled)).toList();
    }

    private List<Target> targets(List<String> except) throws SQLException {
        var autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (var path = connection.createStatement()) {
            // Every name is written with its schema then.
            path.execute("set local search_path = pg_catalog");
            return new TargetReader(connection).read(except);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private static Map<Long, RowPlan.Parent> parents(
            Target target, Map<Long, Target> byOid, Map<Long, FilledTable> filled) {
        var parents = new HashMap<Long, RowPlan.Parent>();
        for (var reference : target.references()) {
            var to = byOid.get(reference.to());
            var table = filled.get(reference.to());
            if (to != null && table != null) {
                parents.put(reference.to(), new RowPlan.Parent(to, table.rows()));
            }
        }
        return parents;
    }

    private FilledTable fill(
            Target target,
            long rows,
            Map<Long, RowPlan.Parent> parents,
            Set<Target.Reference> later)
            throws SQLException {
        var present = target.bytes() == 0 ? 0 : count(target);
        if (present > 0) {
            return table(target, present, "it had rows already and was left as it is");
        }
        var shape = shape(target);
        if (rows == 0) {
            return table(
                    target,
                    0,
                    request.shape() != null && shape == null ? "the shape does not know it" : null);
        }
        try {
            var plan = new RowPlan(target, shape, rows, parents, later);
            var outcome = new TableFill(connection, target, plan).fill();
            made.add(target.oid());
            return table(target, outcome.rows(), outcome.reason());
        } catch (RowPlan.Unfillable e) {
            return table(target, 0, e.getMessage());
        }
    }

    private Shape.@Nullable Table shape(Target target) {
        var shape = request.shape();
        return shape == null ? null : shape.table(target.schema(), target.name()).orElse(null);
    }

    private FilledTable table(Target target, long rows, @Nullable String reason) {
        var shape = shape(target);
        return new FilledTable(
                target.schema(),
                target.name(),
                rows,
                0,
                shape == null ? -1 : shape.rows(),
                shape == null ? -1 : shape.tableBytes() + shape.toastBytes(),
                reason);
    }

    /// What a partitioned table has, in all of its partitions.
    private FilledTable sum(Target target, List<Target> group, Map<Long, FilledTable> filled)
            throws SQLException {
        if (target.oid() != target.root()) {
            return table(target, count(target), null);
        }
        var leaves = group.stream().filter(leaf -> !leaf.isPartitioned()).toList();
        var rows = 0L;
        var production = 0L;
        var bytes = 0L;
        for (var leaf : leaves) {
            var table = filled.get(leaf.oid());
            if (table != null) {
                rows += table.rows();
                production += Math.max(table.productionRows(), 0);
                bytes += Math.max(table.productionBytes(), 0);
            }
        }
        var known = request.shape() != null;
        return new FilledTable(
                target.schema(),
                target.name(),
                rows,
                0,
                known ? production : -1,
                known ? bytes : -1,
                null);
    }

    private long count(Target target) throws SQLException {
        try (var query = connection.createStatement();
                var row = query.executeQuery("select count(*) from " + target.source())) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Gives the references that had to wait their values. Each row gets a new version by that; the
    /// table is written anew then, so that it does not take twice its room.
    private void closeCircles(
            FillSession session,
            List<Target> targets,
            Set<Target.Reference> later,
            Map<Long, Target> byOid,
            Map<Long, FilledTable> filled)
            throws SQLException {
        for (var target : targets) {
            for (var reference : target.references()) {
                var to = byOid.get(reference.to());
                var parent = filled.get(reference.to());
                var table = filled.get(target.oid());
                if (!later.contains(reference)
                        || to == null
                        || table == null
                        || parent == null
                        || target.isPartitioned()
                        || table.rows() == 0
                        || parent.rows() == 0
                        || !made.contains(target.oid())) {
                    continue;
                }
                try {
                    session.execute(closing(target, reference, to, parent.rows()));
                    session.execute("vacuum full " + target.quoted());
                } catch (SQLException e) {
                    filled.put(
                            target.oid(),
                            table.withReason(
                                    String.join(", ", reference.columns())
                                            + " stayed null: "
                                            + e.getMessage()));
                }
            }
        }
    }

    private static String closing(
            Target target, Target.Reference reference, Target to, long parents) {
        var set = new ArrayList<String>();
        for (int i = 0; i < reference.columns().size(); i++) {
            set.add(
                    Identifiers.quote(reference.columns().get(i))
                            + " = k."
                            + Identifiers.quote(reference.keys().get(i)));
        }
        return "update only "
                + target.quoted()
                + " t set "
                + String.join(", ", set)
                + " from (select ctid as at, row_number() over () - 1 as i from only "
                + target.quoted()
                + ") r join (select row_number() over () - 1 as nr, "
                + reference.keys().stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", "))
                + " from "
                + to.source()
                + ") k on k.nr = r.i % "
                + parents
                + " where t.ctid = r.at";
    }

    /// The next value of each sequence is one that no row has.
    private void advanceSequences(
            FillSession session, List<Target> targets, Map<Long, FilledTable> filled)
            throws SQLException {
        for (var target : targets) {
            var table = filled.get(target.oid());
            if (table == null || table.rows() == 0 || target.oid() != target.root()) {
                continue;
            }
            for (var column : target.columns()) {
                if (column.sequence() != null) {
                    session.execute(
                            "select setval("
                                    + Values.literal(column.sequence())
                                    + "::regclass, greatest(max("
                                    + column.quoted()
                                    + "), (select last_value from "
                                    + column.sequence()
                                    + "))) from "
                                    + target.source()
                                    + " having max("
                                    + column.quoted()
                                    + ") > 0");
                }
            }
        }
    }

    private static void analyze(
            FillSession session, List<Target> targets, Map<Long, FilledTable> filled)
            throws SQLException {
        var tables =
                targets.stream()
                        .filter(target -> target.oid() == target.root())
                        .filter(
                                target -> {
                                    var table = filled.get(target.oid());
                                    return table != null && table.rows() > 0;
                                })
                        .map(Target::quoted)
                        .collect(Collectors.joining(", "));
        if (!tables.isEmpty()) {
            session.execute("analyze " + tables);
        }
    }

    private FilledTable measured(
            Target target, List<Target> targets, Map<Long, FilledTable> filled) {
        var table = filled.get(target.oid());
        if (table == null) {
            return table(target, 0, null);
        }
        var oids =
                targets.stream()
                        .filter(one -> !one.isPartitioned())
                        .filter(one -> one.oid() == target.oid() || one.root() == target.oid())
                        .map(one -> one.oid() + "::oid::regclass")
                        .toList();
        if (oids.isEmpty()) {
            return table;
        }
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                oids.stream()
                                        .map(oid -> "pg_table_size(" + oid + ")")
                                        .collect(Collectors.joining(" + ", "select ", "")))) {
            row.next();
            return new FilledTable(
                    table.schema(),
                    table.name(),
                    table.rows(),
                    row.getLong(1),
                    table.productionRows(),
                    table.productionBytes(),
                    table.reason());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
