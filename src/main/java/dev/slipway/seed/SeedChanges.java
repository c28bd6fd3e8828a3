package dev.slipway.seed;

/// What a seed did, or would do, to its table, in rows.
///
/// @param unchanged rows of the seed that were as it says already, or that its mode leaves alone
public record SeedChanges(long inserted, long updated, long deleted, long unchanged) {
    /// Nothing at all.
    public static final SeedChanges NONE = new SeedChanges(0, 0, 0, 0);

    /// What a seed without deletions did.
    public SeedChanges(long inserted, long updated, long unchanged) {
        this(inserted, updated, 0, unchanged);
    }

    /// Whether anything differs.
    public boolean isNothing() {
        return inserted + updated + deleted == 0;
    }
}
