package dev.slipway.settings;

import java.util.Arrays;
import java.util.List;

/// Every setting that Slipway reads from the environment. The README's table lists the same ones; a
/// test compares them.
public enum SettingName {
    DATABASE_URL(Use.CONNECTION),
    DATABASE_SECRET(Use.CONNECTION),
    DB_HOST(Use.CONNECTION),
    DB_PORT(Use.CONNECTION),
    DB_NAME(Use.CONNECTION),
    DB_USER(Use.CONNECTION),
    DB_PASSWORD(Use.CONNECTION),
    DB_IAM_AUTH(Use.FLAG),
    DB_SCHEMA(Use.CONNECTION),
    DB_SSLMODE(Use.CONNECTION),
    DB_CA_BUNDLE(Use.CONNECTION),
    DB_ROLE(Use.CONNECTION),
    RUN_MIGRATIONS(Use.MODE),
    RUN_SEED(Use.MODE),
    MIGRATIONS_DIR(Use.VALUE),
    MIGRATIONS_STRICT(Use.FLAG),
    SEEDS_DIR(Use.VALUE),
    SEED_LIB_DIR(Use.VALUE),
    SEED_ENV(Use.VALUE),
    SEED_COMMIT_PER(Use.VALUE),
    SEED_REJECTS_DIR(Use.VALUE),
    CONNECT_TIMEOUT(Use.VALUE),
    RUN_LOCK_TIMEOUT(Use.VALUE),
    LOCK_TIMEOUT(Use.VALUE),
    LOCK_DEADLINE(Use.VALUE),
    STATEMENT_TIMEOUT(Use.VALUE),
    RUN_TIMEOUT(Use.VALUE),
    WAIT_FOR_QUIET(Use.FLAG),
    SNAPSHOT(Use.FLAG),
    SNAPSHOT_OF(Use.VALUE),
    SNAPSHOT_TIMEOUT(Use.VALUE),
    REPORT_DIR(Use.VALUE),
    DRIFT_SERVER(Use.VALUE);

    private enum Use {
        /// Part of naming the database.
        CONNECTION,
        /// Selects what `run` does: a flag.
        MODE,
        /// True or false.
        FLAG,
        VALUE
    }

    private final Use use;

    SettingName(Use use) {
        this.use = use;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    boolean isMode() {
        return use == Use.MODE;
    }

    boolean isConnection() {
        return use == Use.CONNECTION;
    }

    /// Whether this is the name of a setting that is true or false.
    static boolean isFlag(String name) {
        return Arrays.stream(values())
                .anyMatch(
                        setting ->
                                setting.name().equals(name)
                                        && (setting.isMode() || setting.use == Use.FLAG));
    }
}
