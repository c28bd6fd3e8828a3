package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`. Broken off, it leaves the partition half
/// detached, to be finalized.
record PartitionDetach(String table, String partition) implements OutsideStatement {
    private static final Pattern CODE =
            Pattern.compile(
                    "ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<table>NAME) DETACH PARTITION (?<partition>NAME) CONCURRENTLY"
                            .replace("NAME", Names.NAME));

    static @Nullable PartitionDetach of(String code) {
        var matcher = CODE.matcher(code);
        return matcher.matches()
                ? new PartitionDetach(
                        Names.folded(matcher.group("table")),
                        Names.folded(matcher.group("partition")))
                : null;
    }

    @Override
    public Remains remains(Connection connection, @Nullable String before) throws SQLException {
        return count(connection, "true") == 0 ? Remains.DONE : Remains.RUN_AGAIN;
    }

    /// Finalizing is what is left to do: after it, {@link #remains} says that it is done.
    @Override
    public List<String> clean(Connection connection, @Nullable String before) throws SQLException {
        return count(connection, "inhdetachpending") == 0
                ? List.of()
                : List.of("alter table " + table + " detach partition " + partition + " finalize");
    }

    private int count(Connection connection, String condition) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        select count(*) from pg_inherits
                         where inhparent = to_regclass(?) and inhrelid = to_regclass(?) and %s
                        """
                                .formatted(condition))) {
            statement.setString(1, table);
            statement.setString(2, partition);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
