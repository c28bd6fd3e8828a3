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
    RUN_ROLES(Use.MODE),
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
    ROLES_USER(Use.VALUE),
    ROLES_PASSWORD(Use.VALUE),
    ROLES_SECRET(Use.VALUE),
    ROLES_SCHEMA(Use.VALUE),
    ROLES_OWNER(Use.VALUE),
    ROLES_MIGRATOR(Use.VALUE),
    ROLES_MIGRATOR_PASSWORD(Use.VALUE),
    ROLES_APP(Use.VALUE),
    ROLES_APP_PASSWORD(Use.VALUE),
    ROLES_READONLY(Use.VALUE),
    ROLES_READONLY_PASSWORD(Use.VALUE),
    ROLES_IAM(Use.FLAG),
    ROLES_EXTENSIONS(Use.VALUE),
    ROLES_REVOKE(Use.FLAG),
    ROLES_ADOPT(Use.FLAG),
    SNAPSHOT(Use.FLAG),
    SNAPSHOT_OF(Use.VALUE),
    SNAPSHOT_TIMEOUT(Use.VALUE),
    REPORT_DIR(Use.VALUE),
    REPORT_LINE(Use.FLAG),
    DRIFT_SERVER(Use.VALUE),
    REHEARSAL_SERVER(Use.VALUE),
    REHEARSAL_FILE(Use.VALUE),
    START_ON(Use.LAUNCH),
    START_PROJECT(Use.LAUNCH),
    START_CLUSTER(Use.LAUNCH),
    START_TASK_DEFINITION(Use.LAUNCH),
    START_CONTAINER(Use.LAUNCH),
    START_SUBNETS(Use.LAUNCH),
    START_SECURITY_GROUPS(Use.LAUNCH),
    START_PUBLIC_IP(Use.LAUNCH),
    START_REGION(Use.LAUNCH),
    START_PROFILE(Use.LAUNCH),
    START_TIMEOUT(Use.LAUNCH);

    private enum Use {
        /// Part of naming the database.
        CONNECTION,
        /// Selects what `run` does: a flag.
        MODE,
        /// True or false.
        FLAG,
        /// Where `start` starts a run: of no meaning to the run itself.
        LAUNCH,
        VALUE
    }

    private final Use use;

    SettingName(Use use) {
        this.use = use;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /// Whether it selects what `run` does.
    public boolean isMode() {
        return use == Use.MODE;
    }

    /// Whether it says where a run is started, and so is of no meaning to the run itself.
    public boolean isLaunch() {
        return use == Use.LAUNCH;
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
