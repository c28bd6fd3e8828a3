package dev.slipway.drift;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/// Holds what is there against what should be.
final class Comparison {
    private final Snapshot expected;
    private final Snapshot actual;
    private final Connection fresh;

    /// @param fresh the database in which everything is as expected, in a transaction
    Comparison(Snapshot expected, Snapshot actual, Connection fresh) {
        this.expected = expected;
        this.actual = actual;
        this.fresh = fresh;
    }

    List<Difference> differences() throws SQLException {
        var keys = new TreeSet<Snapshot.Key>(Snapshot.ORDER);
        keys.addAll(expected.objects().keySet());
        keys.addAll(actual.objects().keySet());
        var differences = new ArrayList<Difference>();
        for (var key : keys) {
            var should = expected.objects().get(key);
            var is = actual.objects().get(key);
            if (should == null && is != null) {
                if (!isExpectedExtra(key, is)) {
                    differences.add(
                            new Difference(
                                    key.name(),
                                    key.kind().word(),
                                    Difference.State.EXTRA,
                                    null,
                                    is.text()));
                }
            } else if (is == null && should != null) {
                if (!isWithin(should, actual)) {
                    differences.add(
                            new Difference(
                                    key.name(),
                                    key.kind().word(),
                                    Difference.State.MISSING,
                                    should.text(),
                                    null));
                }
            } else if (should != null && is != null && !same(key, should.text(), is.text())) {
                differences.add(
                        new Difference(
                                key.name(),
                                key.kind().word(),
                                Difference.State.DIFFERENT,
                                should.text(),
                                is.text()));
            }
        }
        return differences;
    }

    /// What need not be told by itself: a part of an extra table; partitions, which jobs make; and
    /// extensions, which administrators install.
    private boolean isExpectedExtra(Snapshot.Key key, Snapshot.Definition is) {
        return key.kind() == ObjectKind.EXTENSION || is.partition() || isWithin(is, expected);
    }

    /// Whether the other side lacks the whole table.
    private static boolean isWithin(Snapshot.Definition part, Snapshot other) {
        return !part.table().isEmpty()
                && !other.objects().containsKey(new Snapshot.Key(ObjectKind.TABLE, part.table()))
                && !other.objects().containsKey(new Snapshot.Key(ObjectKind.VIEW, part.table()));
    }

    private boolean same(Snapshot.Key key, String should, String is) throws SQLException {
        return should.equals(is)
                || (key.kind() == ObjectKind.VIEW
                        && firstLine(should).equals(firstLine(is))
                        && Objects.equals(asWrittenHere(query(is)), query(should)));
    }

    private static String firstLine(String view) {
        return view.substring(0, view.indexOf('\n'));
    }

    private static String query(String view) {
        return view.substring(view.indexOf('\n') + 1).strip();
    }

    /// A view's query as the fresh server writes it down. From version 16 on PostgreSQL writes
    /// queries with fewer table names in them than before: the same view has two texts.
    private @Nullable String asWrittenHere(String query) throws SQLException {
        var before = fresh.setSavepoint();
        try (var statement = fresh.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("create temporary view slipway_drift as " + query);
            try (var rows =
                    statement.executeQuery(
                            "select rtrim(pg_get_viewdef('pg_temp.slipway_drift'::regclass), ';')")) {
                return rows.next() ? rows.getString(1).strip() : null;
            }
        } catch (SQLException notPossibleHere) {
            // It reads what the migrations do not make: it differs.
            return null;
        } finally {
            fresh.rollback(before);
        }
    }
}
