package dev.slipway.observe;

/// The rows of a table that a statement touched.
///
/// @param read by going through all of it
public record TableUse(long read, long inserted, long updated, long deleted) {
    static final TableUse NONE = new TableUse(0, 0, 0, 0);

    TableUse minus(TableUse before) {
        return new TableUse(
                read - before.read,
                inserted - before.inserted,
                updated - before.updated,
                deleted - before.deleted);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
