package dev.slipway.steps;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// How far the replicas of a server are behind.
final class ReplicaLag {
    private ReplicaLag() {}

    /// The lag of the one that is behind most; zero when there is none. Empty when this user may
    /// not see it.
    static Optional<Duration> worst(Connection connection) throws SQLException {
        return isAurora(connection) ? ofAurora(connection) : ofPostgres(connection);
    }

    private static boolean isAurora(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                "select to_regproc('aurora_replica_status') is not null")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Aurora's replicas share the storage, and pg_stat_replication does not know them.
    private static Optional<Duration> ofAurora(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                "select coalesce(max(replica_lag_in_msec), 0)::bigint from aurora_replica_status()")) {
            row.next();
            return Optional.of(Duration.ofMillis(row.getLong(1)));
        }
    }

    private static Optional<Duration> ofPostgres(Connection connection) throws SQLException {
        // Without pg_monitor the rows of other users are there, but empty.
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                """
                                select count(*) = count(state),
                                       coalesce(extract(epoch from max(replay_lag)) * 1000, 0)::bigint
                                  from pg_stat_replication
                                """)) {
            row.next();
            return row.getBoolean(1)
                    ? Optional.of(Duration.ofMillis(row.getLong(2)))
                    : Optional.empty();
        }
    }
}
