package dev.slipway.seed;

import org.jooq.DSLContext;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The table that remembers which seeds were loaded from which bytes. A row is written with the
/// data or not at all.
final class SeedHistory {
    private static final String UNDEFINED_TABLE = "42P01";

    private static final String CREATE =
            """
            create table if not exists slipway_seed_history (
              id bigint generated always as identity primary key,
              seed text not null,
              checksum text not null,
              inserted bigint not null,
              updated bigint not null,
              unchanged bigint not null,
              elapsed_ms bigint not null,
              loaded_by text not null default current_user,
              loaded_at timestamptz not null default clock_timestamp()
            )
            """;

    private static final String LATEST =
            "select distinct on (seed) seed, checksum, loaded_at from slipway_seed_history order by seed, id desc";

    private static final String RECORD =
            """
            insert into slipway_seed_history (seed, checksum, inserted, updated, unchanged, elapsed_ms)
            values (?, ?, ?, ?, ?, ?)
            """;

    private SeedHistory() {}

    record Entry(String checksum, Instant loadedAt) {}

    /// Each seed's last load, by name. Outside a transaction.
    static Map<String, Entry> read(Connection connection) throws SQLException {
        var entries = new LinkedHashMap<String, Entry>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(LATEST)) {
            while (rows.next()) {
                entries.put(
                        rows.getString(1),
                        new Entry(rows.getString(2), rows.getTimestamp(3).toInstant()));
            }
        } catch (SQLException e) {
            if (!UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw e;
            }
        }
        return entries;
    }

    static void create(DSLContext database) {
        database.execute(CREATE);
    }

    static void record(
            DSLContext database,
            String seed,
            String checksum,
            SeedChanges changes,
            Duration elapsed) {
        database.execute(
                RECORD,
                seed,
                checksum,
                changes.inserted(),
                changes.updated(),
                changes.unchanged(),
                elapsed.toMillis());
    }
}
