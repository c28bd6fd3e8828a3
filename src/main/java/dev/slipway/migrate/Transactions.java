package dev.slipway.migrate;

import dev.slipway.settings.MigrationSettings;
import dev.slipway.sql.SqlStatement;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Whether a script runs in a transaction.
enum Transactions {
    /// In one: a failure takes all of it back.
    INSIDE,
    /// In none: PostgreSQL refuses its statements there, or it is done in batches.
    OUTSIDE,
    /// Statements of both kinds in one script: nothing could be promised about a failure.
    MIXED,
    /// The script's own `.conf` decides.
    DECLARED;

    static Transactions of(
            MigrationFile migration, List<SqlStatement> statements, MigrationSettings settings) {
        if (Files.exists(Path.of(migration.path() + ".conf"))) {
            return DECLARED;
        }
        if (statements.stream().noneMatch(SqlStatement::outsideTransaction)) {
            return INSIDE;
        }
        return settings.mixed() || statements.stream().noneMatch(SqlStatement::insideTransaction)
                ? OUTSIDE
                : MIXED;
    }
}
