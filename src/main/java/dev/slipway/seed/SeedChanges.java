package dev.slipway.seed;

/// What a seed did, or would do, to its table, in rows.
public record SeedChanges(long inserted, long updated, long unchanged) {
    public long rows() {
        return inserted + updated + unchanged;
    }
}
