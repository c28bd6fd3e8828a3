package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a migration's header says of its backfill.
///
/// @param key the column in whose order the table is walked, as the database knows its name
/// @param batch how many rows of the table a batch begins with; it adapts
/// @param pause how long to rest after each batch; zero for not at all
/// @param maxLag while a replica is further behind than this, no batch begins; null for never mind
public record BackfillOptions(String key, int batch, Duration pause, @Nullable Duration maxLag) {
    static final int DEFAULT_BATCH = 10_000;

    /// The smallest batch that it may adapt to.
    int smallest() {
        return Math.max(1, batch / 10);
    }

    /// The largest batch that it may adapt to.
    int largest() {
        return batch * 10;
    }
}
