package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// `REINDEX … CONCURRENTLY`. Broken off, it leaves invalid indexes with `_ccnew` or `_ccold` in
/// their names. Those of a table's TOAST only a superuser can drop; they are left alone.
record Reindex() implements OutsideStatement {
    /// The invalid indexes that are there already, by number.
    @Override
    public String before(Connection connection) throws SQLException {
        return String.join(",", invalid(connection, "indexrelid::text"));
    }

    @Override
    public List<String> clean(Connection connection, @Nullable String before) throws SQLException {
        if (before == null) {
            return List.of();
        }
        var drops = new ArrayList<String>();
        var known = List.of(before.split(","));
        var numbers = invalid(connection, "indexrelid::text");
        var names = invalid(connection, "format('%I.%I', relnamespace::regnamespace, relname)");
        for (int i = 0; i < numbers.size(); i++) {
            if (!known.contains(numbers.get(i))) {
                drops.add("drop index concurrently " + names.get(i));
            }
        }
        return drops;
    }

    private static List<String> invalid(Connection connection, String shown) throws SQLException {
        var found = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                select %s
                                  from pg_index join pg_class on pg_class.oid = indexrelid
                                 where not indisvalid and relkind = 'i' and relname ~ '_cc(new|old)[0-9]*$'
                                   and has_schema_privilege(relnamespace, 'usage') and pg_has_role(relowner, 'usage')
                                   and not exists (
                                     select from pg_stat_progress_create_index build
                                       join pg_locks lock on lock.pid = build.pid and lock.granted
                                      where lock.relation = indrelid and lock.mode = 'ShareUpdateExclusiveLock'
                                        and lock.database = (select oid from pg_database where datname = current_database())
                                        and coalesce(build.index_relid, indexrelid) = indexrelid)
                                 order by indexrelid
                                """
                                        .formatted(shown))) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
