package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

/// A migration whose statements are to be run.
///
/// @param script as the history calls it
/// @param transactional whether a failure takes all of it back
/// @param backfill when its statement is done in batches
public record Step(
        String script, boolean transactional, Limits limits, @Nullable BackfillOptions backfill) {
    /// What is said of one outside a transaction that did not come to its end, and is not at fault.
    public static final String STAYS =
            "; what it finished stays, and the next run goes on from there";
}
