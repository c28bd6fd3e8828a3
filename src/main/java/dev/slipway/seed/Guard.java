package dev.slipway.seed;

import dev.slipway.failure.Count;
import dev.slipway.manifest.SeedDefinition;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// What the manifest allows a load to do at most.
final class Guard {
    private Guard() {}

    /// Why a load would be refused, or null.
    static @Nullable String refusal(SeedTarget target, Diff diff, DSLContext database) {
        var few = tooFew(target.seed(), diff.staged());
        if (few != null) {
            return few;
        }
        var limit = target.seed().guards().maxDelete();
        if (limit == null || diff.deleted() == 0) {
            return null;
        }
        long before = database.fetchCount(DSL.table(target.table().name()));
        return limit.allows(diff.deleted(), before)
                ? null
                : "it would delete "
                        + Count.of(diff.deleted())
                        + " of "
                        + Count.of(before, "row")
                        + String.format(Locale.ROOT, " (%.1f %%)", 100.0 * diff.deleted() / before)
                        + " of "
                        + target.table()
                        + ", and max-delete allows "
                        + limit;
    }

    /// Why a seed with so many rows would be refused, or null.
    static @Nullable String tooFew(SeedDefinition seed, long rows) {
        return rows >= seed.guards().minRows()
                ? null
                : "it has "
                        + Count.of(rows, "row")
                        + ", and min-rows wants "
                        + Count.of(seed.guards().minRows());
    }
}
