package dev.slipway.seed;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

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
              deleted bigint not null default 0,
              unchanged bigint not null,
              rejected bigint not null default 0,
              environment text,
              elapsed_ms bigint not null,
              loaded_by text not null default current_user,
              loaded_at timestamptz not null default clock_timestamp()
            )
            """;

    // The columns that tables of an earlier version lack.
    private static final String COMPLETE =
            """
            alter table slipway_seed_history
              add column if not exists deleted bigint not null default 0,
              add column if not exists rejected bigint not null default 0,
              add column if not exists environment text
            """;

    // By way of JSON, since a table of an earlier version lacks the columns.
    private static final String LATEST =
            """
            select distinct on (seed) seed, checksum, loaded_at,
                   coalesce((to_jsonb(h) ->> 'rejected')::bigint, 0), to_jsonb(h) ->> 'environment'
              from slipway_seed_history h order by seed, id desc
            """;

    private static final String ENVIRONMENT =
            "select to_jsonb(h) ->> 'environment' from slipway_seed_history h order by id desc limit 1";

    private static final String RECORD =
            """
            insert into slipway_seed_history
              (seed, checksum, inserted, updated, deleted, unchanged, rejected, environment, elapsed_ms)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private SeedHistory() {}

    /// A seed's last load.
    ///
    /// @param complete whether no row was left out
    record Entry(String checksum, Instant loadedAt, boolean complete) {}

    /// Each seed's last load, by name. Outside a transaction.
    static Map<String, Entry> read(Connection connection) throws SQLException {
        var entries = new LinkedHashMap<String, Entry>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(LATEST)) {
            while (rows.next()) {
                entries.put(
                        rows.getString(1),
                        new Entry(
                                rows.getString(2),
                                rows.getTimestamp(3).toInstant(),
                                rows.getLong(4) == 0));
            }
        } catch (SQLException e) {
            if (!UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw e;
            }
        }
        return entries;
    }

    /// The environment that the database was seeded for last; null without one. Outside a
    /// transaction.
    static @Nullable String environment(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(ENVIRONMENT)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    static void create(DSLContext database) {
        database.execute(CREATE);
        database.execute(COMPLETE);
    }

    /// Remembers a load.
    static void record(
            DSLContext database,
            SeedResult result,
            String checksum,
            SeedChanges changes,
            @Nullable String environment,
            Duration elapsed) {
        database.execute(
                RECORD,
                result.name(),
                checksum,
                changes.inserted(),
                changes.updated(),
                changes.deleted(),
                changes.unchanged(),
                result.rejected(),
                environment,
                elapsed.toMillis());
    }
}
