package dev.slipway.settings;

import java.util.Arrays;
import java.util.List;

/// Every setting that Slipway reads from the environment. The README's table lists the same ones; a
/// test compares them.
public enum SettingName {
    DATABASE_URL,
    DB_HOST,
    DB_PORT,
    DB_NAME,
    DB_USER,
    DB_PASSWORD,
    DB_SCHEMA,
    RUN_MIGRATIONS,
    RUN_SEED,
    MIGRATIONS_DIR,
    MIGRATIONS_STRICT,
    SEEDS_DIR,
    SEED_LIB_DIR,
    SEED_ENV,
    SEED_COMMIT_PER,
    SEED_REJECTS_DIR,
    CONNECT_TIMEOUT,
    RUN_LOCK_TIMEOUT,
    REPORT_DIR;

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /// Whether this selects what `run` does.
    boolean isMode() {
        return this == RUN_MIGRATIONS || this == RUN_SEED;
    }

    /// Whether this is part of naming the database.
    boolean isConnection() {
        return switch (this) {
            case DATABASE_URL, DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, DB_SCHEMA -> true;
            case RUN_MIGRATIONS,
                    RUN_SEED,
                    MIGRATIONS_DIR,
                    MIGRATIONS_STRICT,
                    SEEDS_DIR,
                    SEED_LIB_DIR,
                    SEED_ENV,
                    SEED_COMMIT_PER,
                    SEED_REJECTS_DIR,
                    CONNECT_TIMEOUT,
                    RUN_LOCK_TIMEOUT,
                    REPORT_DIR ->
                    false;
        };
    }
}
