package dev.slipway.steps;

import dev.slipway.database.Identifiers;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table that a backfill goes through, by its key.
final class BackfillTable {
    private final Connection connection;
    private final BackfillStatement statement;
    private final String keyType;
    private final long estimatedRows;

    private BackfillTable(
            Connection connection,
            BackfillStatement statement,
            String keyType,
            long estimatedRows) {
        this.connection = connection;
        this.statement = statement;
        this.keyType = keyType;
        this.estimatedRows = estimatedRows;
    }

    /// Looks at the table, and at nothing of its rows.
    ///
    /// @param reasons takes why it cannot be gone through by that key
    /// @return empty when there is a reason
    static Optional<BackfillTable> open(
            Connection connection, BackfillStatement statement, List<String> reasons)
            throws SQLException {
        // A key that can be null, or that no index has in its order, would leave rows out or read
        // the table once a batch. PostgreSQL 18 calls a column not null before that is validated.
        var sql =
                """
                select class.relkind in ('r', 'p') as is_table,
                       format_type(key.atttypid, key.atttypmod) as key_type,
                       key.attnotnull
                       and not exists (select from pg_constraint
                                        where conrelid = class.oid and contype = 'n'
                                          and not convalidated and key.attnum = any (conkey)) as never_null,
                       exists (select from pg_index
                                 join pg_class index on index.oid = indexrelid
                                 join pg_am on pg_am.oid = index.relam
                                 join pg_opclass on pg_opclass.oid = indclass[0]
                                where indrelid = class.oid and indisvalid and indpred is null
                                  and amname = 'btree' and opcdefault
                                  and indkey[0] = key.attnum and indcollation[0] = key.attcollation) as has_index,
                       (select coalesce(sum(greatest(part.reltuples, 0)), 0)
                          from pg_class part
                         where part.oid = class.oid
                            or part.oid in (select relid from pg_partition_tree(class.oid) where isleaf)) as estimate,
                       class.oid = to_regclass(%2$s) as is_target
                  from pg_class class
                  left join pg_attribute key
                    on key.attrelid = class.oid and key.attname = %3$s and key.attnum > 0 and not key.attisdropped
                 where class.oid = to_regclass(%1$s)
                """
                        .formatted(
                                literal(connection, statement.table()),
                                statement.target() == null
                                        ? "null"
                                        : literal(connection, statement.target()),
                                literal(connection, statement.key()));
        try (var query = connection.createStatement();
                var row = query.executeQuery(sql)) {
            if (!row.next()) {
                reasons.add("there is no table " + statement.table());
                return Optional.empty();
            }
            var type = row.getString("key_type");
            if (!row.getBoolean("is_table")) {
                reasons.add(statement.table() + " is no table");
            } else if (type == null) {
                reasons.add(statement.table() + " has no column " + statement.key());
            } else {
                if (!row.getBoolean("never_null")) {
                    reasons.add(
                            statement.key()
                                    + " can be null, and rows without a key would be in no batch");
                }
                if (!row.getBoolean("has_index")) {
                    reasons.add(
                            "no valid index of "
                                    + statement.table()
                                    + " begins with "
                                    + statement.key()
                                    + " (btree, without a condition), so each batch would read the whole table");
                }
            }
            if (row.getBoolean("is_target")) {
                reasons.add(
                        "it inserts into the table that it goes through, and would meet its own rows");
            }
            aggregates(connection, statement)
                    .forEach(
                            name ->
                                    reasons.add(
                                            name
                                                    + "() is an aggregate and would see the rows of one batch only"));
            return reasons.isEmpty()
                    ? Optional.of(
                            new BackfillTable(connection, statement, type, row.getLong("estimate")))
                    : Optional.empty();
        }
    }

    private static List<String> aggregates(Connection connection, BackfillStatement statement)
            throws SQLException {
        try (var query =
                connection.prepareStatement(
                        """
                        select distinct proname from pg_proc
                         where prokind in ('a', 'w') and proname = any (?) order by 1
                        """)) {
            query.setArray(1, connection.createArrayOf("text", statement.functions().toArray()));
            var names = new ArrayList<String>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    /// How many rows the server believes it has, or 0 when it does not know.
    long estimatedRows() {
        return estimatedRows;
    }

    /// Where a batch ends.
    ///
    /// @param key the last one of the batch, as text
    /// @param rows how many rows of the table it holds
    record Bound(String key, long rows) {}

    /// The end of the next batch, or empty when no row is left.
    ///
    /// @param after the key where the one before ended, or null at the beginning
    Optional<Bound> next(@Nullable String after, int size) throws SQLException {
        var key = Identifiers.quote(statement.key());
        // Not max(): there is none for every type that has an order.
        var sql =
                """
                select key::text, count(*) over ()
                  from (select %1$s as key from %2$s%3$s order by %1$s limit %4$d) as batch
                 order by batch.key desc limit 1
                """
                        .formatted(
                                key,
                                statement.from(),
                                after == null ? "" : " where " + key + " > " + value(after),
                                size);
        try (var query = plain(connection);
                var row = query.executeQuery(sql)) {
            return row.next()
                    ? Optional.of(new Bound(row.getString(1), row.getLong(2)))
                    : Optional.empty();
        }
    }

    /// Does the statement for the rows of one batch.
    ///
    /// @return how many rows it wrote
    long execute(@Nullable String after, String last) throws SQLException {
        var range =
                (after == null ? "" : statement.column() + " > " + value(after) + " and ")
                        + statement.column()
                        + " <= "
                        + value(last);
        try (var batch = plain(connection)) {
            if (!batch.execute(statement.within(range))) {
                return batch.getLargeUpdateCount();
            }
            var returned = 0L;
            try (var rows = batch.getResultSet()) {
                while (rows.next()) {
                    returned++;
                }
            }
            return returned;
        }
    }

    /// A statement whose text goes to the server as it is: braces and question marks are SQL.
    private static Statement plain(Connection connection) throws SQLException {
        var statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        return statement;
    }

    private String value(String key) throws SQLException {
        return literal(connection, key) + "::" + keyType;
    }

    private static String literal(Connection connection, String text) throws SQLException {
        return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
    }
}
