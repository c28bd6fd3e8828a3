package dev.slipway.doctor;

import java.util.List;

/// Every check, in the order in which they are made.
public enum CheckName {
    SETTINGS("settings"),
    ARCHITECTURE("architecture"),
    RESOLUTION("name resolution"),
    TCP("tcp"),
    TLS("tls"),
    AUTHENTICATION("authentication"),
    SERVER("server"),
    PRIVILEGES("privileges"),
    RUN_LOCK("run lock"),
    TRANSACTIONS("transactions"),
    PREPARED_TRANSACTIONS("prepared transactions"),
    REPLICATION_SLOTS("replication slots"),
    CONNECTIONS("connections"),
    SIZE("size"),
    MIGRATION_FILES("migration files"),
    HISTORY("history"),
    SEED_FILES("seed files"),
    SEEDS("seeds"),
    SECRET("secret"),
    PROJECT("project"),
    IMAGE("image"),
    VPC("vpc");

    private final String text;

    CheckName(String text) {
        this.text = text;
    }

    /// The name as people and programs read it.
    public String text() {
        return text;
    }

    /// The checks without whose success this one is not made.
    List<CheckName> needs() {
        return switch (this) {
            case SETTINGS, ARCHITECTURE, PROJECT -> List.of();
            case RESOLUTION, MIGRATION_FILES, SEED_FILES, SECRET -> List.of(SETTINGS);
            case TCP -> List.of(RESOLUTION);
            case TLS -> List.of(TCP);
            case AUTHENTICATION -> List.of(TLS);
            case SERVER,
                    PRIVILEGES,
                    RUN_LOCK,
                    TRANSACTIONS,
                    PREPARED_TRANSACTIONS,
                    REPLICATION_SLOTS,
                    CONNECTIONS,
                    SIZE ->
                    List.of(AUTHENTICATION);
            case HISTORY -> List.of(MIGRATION_FILES, PRIVILEGES);
            case IMAGE -> List.of(PROJECT);
            case VPC -> List.of(PROJECT, SETTINGS);
            case SEEDS -> List.of(SEED_FILES, PRIVILEGES);
        };
    }
}
