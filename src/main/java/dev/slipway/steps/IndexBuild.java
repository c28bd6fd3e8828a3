package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `CREATE INDEX CONCURRENTLY`. Broken off, it leaves an invalid index behind, which costs every
/// write, serves no query, and is taken for the real one by `IF NOT EXISTS`.
///
/// @param index its name without a schema, folded, or null when PostgreSQL is to find one
/// @param table folded, as the statement names it
record IndexBuild(@Nullable String index, String table) implements OutsideStatement {
    private static final Pattern CODE =
            Pattern.compile(
                    "CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(?!ON )(?<index>NAME)? ?\\bON (?:ONLY )?(?<table>NAME)(?: ?\\(| USING ).*"
                            .replace("NAME", Names.NAME));
    private static final Pattern UNNAMED =
            Pattern.compile(
                    "CREATE (?:UNIQUE )?INDEX CONCURRENTLY ON (?:ONLY )?(?<table>NAME)(?: ?\\(| USING ).*"
                            .replace("NAME", Names.NAME));

    static @Nullable IndexBuild of(String code) {
        var unnamed = UNNAMED.matcher(code);
        if (unnamed.matches()) {
            return new IndexBuild(null, Names.folded(unnamed.group("table")));
        }
        var matcher = CODE.matcher(code);
        return matcher.matches() && matcher.group("index") != null
                ? new IndexBuild(
                        Names.folded(matcher.group("index")), Names.folded(matcher.group("table")))
                : null;
    }

    /// An index of the table.
    private record Found(long oid, String name, String schemaAndName, boolean valid) {}

    /// The indexes that the table has, by number.
    @Override
    public String before(Connection connection) throws SQLException {
        return String.join(
                ",",
                indexes(connection).stream().map(found -> Long.toString(found.oid())).toList());
    }

    @Override
    public Remains remains(Connection connection, @Nullable String before) throws SQLException {
        return own(connection, before).stream().anyMatch(Found::valid)
                ? Remains.DONE
                : Remains.RUN_AGAIN;
    }

    /// Drops the invalid index of this name, whoever began it: the statement is to make a valid
    /// one.
    @Override
    public List<String> clean(Connection connection, @Nullable String before) throws SQLException {
        return own(connection, before).stream()
                .filter(found -> !found.valid())
                .map(found -> "drop index concurrently " + found.schemaAndName())
                .toList();
    }

    /// Those that the statement made: of its name or, where it gives none, those that were not
    /// there before.
    private List<Found> own(Connection connection, @Nullable String before) throws SQLException {
        var known = before == null ? List.<String>of() : List.of(before.split(","));
        return indexes(connection).stream()
                .filter(
                        found ->
                                index == null
                                        ? before != null
                                                && !known.contains(Long.toString(found.oid()))
                                        : found.name().equals(Names.parts(index).getLast()))
                .toList();
    }

    /// Those that another session is building just now are left out. Which index another role's
    /// session builds is hidden, but not that it builds one, and on which table.
    private List<Found> indexes(Connection connection) throws SQLException {
        var indexes = new ArrayList<Found>();
        try (var statement =
                connection.prepareStatement(
                        """
                        select indexrelid::bigint, relname, format('%I.%I', relnamespace::regnamespace, relname), indisvalid
                          from pg_index join pg_class on pg_class.oid = indexrelid
                         where indrelid = to_regclass(?)
                           and not exists (
                             select from pg_stat_progress_create_index build
                               join pg_locks lock on lock.pid = build.pid and lock.granted
                              where lock.relation = indrelid and lock.mode = 'ShareUpdateExclusiveLock'
                                and lock.database = (select oid from pg_database where datname = current_database())
                                and coalesce(build.index_relid, indexrelid) = indexrelid)
                         order by 1
                        """)) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    indexes.add(
                            new Found(
                                    rows.getLong(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getBoolean(4)));
                }
            }
        }
        return indexes;
    }
}
