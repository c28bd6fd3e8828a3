package dev.slipway.migrate;

import dev.slipway.settings.MigrationSettings;

import java.sql.Connection;
import java.sql.SQLException;

/// Which schema the history is in.
final class HistorySchema {
    private HistorySchema() {}

    /// The one that the settings name, else the first of the search path that exists. Where there
    /// is none yet, there is no history either.
    static String of(MigrationSettings settings, Connection connection) throws SQLException {
        if (settings.defaultSchema() != null) {
            return settings.defaultSchema();
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select coalesce(current_schema(), 'public')")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
