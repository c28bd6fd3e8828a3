package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

/// A table of a throwaway database after it was to be filled.
///
/// @param rows how many it has now
/// @param bytes what it takes now, TOAST included, indexes not
/// @param productionRows how many it has in production; -1 when the shape does not say
/// @param productionBytes the same of its bytes
/// @param reason why it is empty, or has fewer rows than it was to have, or was not touched; null
///     when it was filled
public record FilledTable(
        String schema,
        String name,
        long rows,
        long bytes,
        long productionRows,
        long productionBytes,
        @Nullable String reason) {
    FilledTable withReason(String newReason) {
        return new FilledTable(
                schema,
                name,
                rows,
                bytes,
                productionRows,
                productionBytes,
                reason == null ? newReason : reason + "; " + newReason);
    }
}
