package dev.slipway.observe;

import java.util.Locale;

/// A table-level lock mode of PostgreSQL, weakest first, as `pg_locks` calls it.
public enum LockMode {
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE;

    /// Of `AccessExclusiveLock` and alike.
    static LockMode of(String name) {
        return valueOf(
                name.replaceFirst("Lock$", "")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toUpperCase(Locale.ROOT));
    }

    /// Whether an ordinary SELECT waits for it.
    public boolean blocksReads() {
        return this == ACCESS_EXCLUSIVE;
    }

    /// Whether INSERT, UPDATE and DELETE wait for it.
    public boolean blocksWrites() {
        return compareTo(SHARE) >= 0;
    }

    /// As SQL writes it: `ACCESS EXCLUSIVE`.
    public String sql() {
        return name().replace('_', ' ');
    }
}
