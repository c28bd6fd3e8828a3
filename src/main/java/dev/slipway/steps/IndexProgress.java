package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;

/// How far a session is with building an index.
///
/// @param phase the server's own words: `building index: scanning table`
/// @param share of that phase, 0 to 1; negative when the phase does not count
record IndexProgress(String phase, double share) {
    /// Null when the session builds none.
    static @Nullable IndexProgress of(int pid, Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        select phase,
                               case when blocks_total > 0 then blocks_done / blocks_total::float8
                                    when tuples_total > 0 then tuples_done / tuples_total::float8
                                    when lockers_total > 0 then lockers_done / lockers_total::float8
                                    else -1 end
                          from pg_stat_progress_create_index where pid = ?
                        """)) {
            statement.setInt(1, pid);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? new IndexProgress(rows.getString(1), rows.getDouble(2)) : null;
            }
        }
    }
}
