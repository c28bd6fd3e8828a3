package dev.slipway.observe;

/// A lock on a relation.
///
/// @param relation its name with its schema, quoted where SQL needs it; as it was before the
///     statement
/// @param kind `table`, `partitioned table`, `index`, `view`, `materialized view`, `foreign table`
///     or `sequence`
/// @param isNew whether a migration of the same rehearsal made the relation: nobody else uses it
///     yet
public record TakenLock(String relation, String kind, LockMode mode, boolean isNew) {
    /// Whether it keeps anybody waiting who reads.
    public boolean blocksReads() {
        return !isNew && mode.blocksReads();
    }

    /// Whether it keeps anybody waiting who writes.
    public boolean blocksWrites() {
        return !isNew && mode.blocksWrites();
    }
}
