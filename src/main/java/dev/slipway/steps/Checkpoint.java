package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Remembers how far a backfill is, in the database that it fills.
interface Checkpoint {
    /// Where the batches before this run ended; empty when there were none.
    Optional<Place> place();

    /// Writes the place down in the transaction of the batch that reached it, so that the two are
    /// committed together or not at all. Does not commit.
    void reached(Connection connection, Place place) throws SQLException;

    /// How far a backfill is.
    ///
    /// @param key the last key that is done, as text; null before the first batch
    /// @param passed rows of the walked table that are done, whether they were written or not
    /// @param written rows that the statement itself counted
    /// @param batches how many were committed
    /// @param batchSize what the size has adapted to
    record Place(@Nullable String key, long passed, long written, long batches, int batchSize) {}
}
