package dev.slipway.canary;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How long users of one table waited for one migration.
///
/// @param table with its schema
/// @param rows how many rows it had in the rehearsal
/// @param productionRows how many it has in production, or null when that is not known
/// @param reads how long readers waited, at the longest without a break
/// @param writes how long writers waited, at the longest without a break
/// @param productionReads the estimate of the same for production's size, or null when that is not
///     known
/// @param productionWrites the estimate of the same for production's size, or null
/// @param method how the estimate was made, in a sentence without a full stop, or null
public record Impact(
        String script,
        String table,
        long rows,
        @Nullable Long productionRows,
        Duration reads,
        Duration writes,
        @Nullable Duration productionReads,
        @Nullable Duration productionWrites,
        @Nullable String method) {}
