package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.settings.MigrationSettings;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

import java.util.List;

import javax.sql.DataSource;

/// Configures Flyway the one way that Slipway uses it.
final class FlywayFactory {
    private final Database database;
    private final MigrationSettings settings;
    private final MigrationFolder folder;
    private final ParsedScripts parsed;

    FlywayFactory(
            Database database,
            MigrationSettings settings,
            MigrationFolder folder,
            ParsedScripts parsed) {
        this.database = database;
        this.settings = settings;
        this.folder = folder;
        this.parsed = parsed;
    }

    /// For looking.
    ///
    /// @param ignored patterns of migrations that validation passes over, in Flyway's notation
    Flyway create(List<String> ignored) {
        return create(ignored, database.dataSource());
    }

    /// For applying.
    ///
    /// @param source where its connections come from
    Flyway create(List<String> ignored, DataSource source, Callback... callbacks) {
        var configuration =
                Flyway.configure(FlywayFactory.class.getClassLoader())
                        .dataSource(source)
                        .resourceProvider(new Scripts(folder, settings, parsed))
                        .javaMigrationClassProvider(List::of)
                        .callbacks(callbacks)
                        .loggers(NoLogs.class.getName())
                        .table(settings.table())
                        .tablespace(settings.tablespace())
                        .schemas(settings.schemas().toArray(String[]::new))
                        .createSchemas(settings.createSchemas())
                        .sqlMigrationPrefix(settings.sqlMigrationPrefix())
                        .repeatableSqlMigrationPrefix(settings.repeatableSqlMigrationPrefix())
                        .sqlMigrationSeparator(settings.sqlMigrationSeparator())
                        .sqlMigrationSuffixes(
                                settings.sqlMigrationSuffixes().toArray(String[]::new))
                        .encoding(settings.encoding())
                        .placeholderReplacement(settings.placeholderReplacement())
                        .placeholderPrefix(settings.placeholderPrefix())
                        .placeholderSuffix(settings.placeholderSuffix())
                        .placeholderSeparator(settings.placeholderSeparator())
                        .placeholders(settings.placeholders())
                        .outOfOrder(settings.outOfOrder())
                        .baselineOnMigrate(settings.baselineOnMigrate())
                        .baselineVersion(settings.baselineVersion())
                        .baselineDescription(settings.baselineDescription())
                        .ignoreMigrationPatterns(ignored.toArray(String[]::new))
                        .validateOnMigrate(settings.validateOnMigrate())
                        .mixed(settings.mixed())
                        .group(settings.group())
                        .skipDefaultCallbacks(settings.skipDefaultCallbacks())
                        .installedBy(settings.installedBy())
                        .initSql(settings.initSql());
        if (settings.defaultSchema() != null) {
            configuration.defaultSchema(settings.defaultSchema());
        }
        if (settings.target() != null) {
            configuration.target(settings.target());
        }
        var flyway = configuration.load();
        // Flyway's own lock as a transaction sits idle with a snapshot, for which CREATE INDEX
        // CONCURRENTLY waits for ever.
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return flyway;
    }
}
