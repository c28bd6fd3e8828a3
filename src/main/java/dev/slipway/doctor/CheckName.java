package dev.slipway.doctor;

import java.util.List;

/// Every check, in the order in which they are made, and what each is worth nothing without.
public enum CheckName {
    SETTINGS("settings"),
    ARCHITECTURE("architecture"),
    RESOLUTION("name resolution", SETTINGS),
    TCP("tcp", RESOLUTION),
    TLS("tls", TCP),
    AUTHENTICATION("authentication", TLS),
    SERVER("server", AUTHENTICATION),
    PRIVILEGES("privileges", AUTHENTICATION),
    RUN_LOCK("run lock", AUTHENTICATION),
    TRANSACTIONS("transactions", AUTHENTICATION),
    PREPARED_TRANSACTIONS("prepared transactions", AUTHENTICATION),
    REPLICATION_SLOTS("replication slots", AUTHENTICATION),
    CONNECTIONS("connections", AUTHENTICATION),
    SIZE("size", AUTHENTICATION),
    MIGRATION_FILES("migration files", SETTINGS),
    HISTORY("history", MIGRATION_FILES, AUTHENTICATION),
    SEED_FILES("seed files", SETTINGS),
    SEEDS("seeds", SEED_FILES, AUTHENTICATION);

    private final String text;
    private final List<CheckName> needs;

    CheckName(String text, CheckName... needs) {
        this.text = text;
        this.needs = List.of(needs);
    }

    /// The name as people and programs read it.
    public String text() {
        return text;
    }

    List<CheckName> needs() {
        return needs;
    }
}
