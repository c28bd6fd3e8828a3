package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Which scripts are migrations and how they are applied: Flyway's options, under Flyway's names
/// and defaults.
///
/// @param locations folders, searched with their subfolders
/// @param defaultSchema the schema of the history table and the first of the search path, or null
///     for the connection's own
/// @param table the history table's name
/// @param group whether all pending migrations share one transaction, where all of them can run in
///     one
/// @param installedBy whom the history names, or null for the database user
/// @param target the last version to apply, or null for all
/// @param strict whether a file that looks like a migration but would be skipped is an error
public record MigrationSettings(
        List<Path> locations,
        @Nullable String defaultSchema,
        List<String> schemas,
        boolean createSchemas,
        String table,
        @Nullable String tablespace,
        String sqlMigrationPrefix,
        String repeatableSqlMigrationPrefix,
        String sqlMigrationSeparator,
        List<String> sqlMigrationSuffixes,
        Charset encoding,
        boolean placeholderReplacement,
        String placeholderPrefix,
        String placeholderSuffix,
        String placeholderSeparator,
        Map<String, String> placeholders,
        boolean outOfOrder,
        boolean baselineOnMigrate,
        String baselineVersion,
        String baselineDescription,
        List<String> ignoreMigrationPatterns,
        boolean validateOnMigrate,
        boolean mixed,
        boolean group,
        boolean skipDefaultCallbacks,
        @Nullable String installedBy,
        @Nullable String initSql,
        @Nullable String target,
        boolean strict) {
    public MigrationSettings {
        locations = List.copyOf(locations);
        schemas = List.copyOf(schemas);
        sqlMigrationSuffixes = List.copyOf(sqlMigrationSuffixes);
        placeholders = Map.copyOf(placeholders);
        ignoreMigrationPatterns = List.copyOf(ignoreMigrationPatterns);
    }

    /// All pending migrations in one transaction: right for a throwaway database only.
    public MigrationSettings grouped() {
        return with(true, ignoreMigrationPatterns, defaultSchema, createSchemas, target);
    }

    /// Each migration in a transaction of its own.
    public MigrationSettings ungrouped() {
        return with(false, ignoreMigrationPatterns, defaultSchema, createSchemas, target);
    }

    /// Where nobody else migrates, so that what is applied and has no file is no newer release's.
    public MigrationSettings withoutFuture() {
        return with(
                group,
                ignoreMigrationPatterns.stream()
                        .filter(pattern -> !pattern.equals("*:future"))
                        .toList(),
                defaultSchema,
                createSchemas,
                target);
    }

    /// For an empty database that is to become as another one is: all at once, with the history
    /// in the schema where the other one has it.
    public MigrationSettings anew(String historySchema) {
        return with(true, ignoreMigrationPatterns, historySchema, true, null);
    }

    /// With the history in this schema.
    public MigrationSettings historyIn(String schema) {
        return with(group, ignoreMigrationPatterns, schema, createSchemas, target);
    }

    /// The same scripts as another folder has them.
    public MigrationSettings in(List<Path> otherLocations) {
        return with(
                otherLocations,
                group,
                ignoreMigrationPatterns,
                defaultSchema,
                createSchemas,
                target);
    }

    private MigrationSettings with(
            boolean newGroup,
            List<String> newIgnoreMigrationPatterns,
            @Nullable String newDefaultSchema,
            boolean newCreateSchemas,
            @Nullable String newTarget) {
        return with(
                locations,
                newGroup,
                newIgnoreMigrationPatterns,
                newDefaultSchema,
                newCreateSchemas,
                newTarget);
    }

    private MigrationSettings with(
            List<Path> newLocations,
            boolean newGroup,
            List<String> newIgnoreMigrationPatterns,
            @Nullable String newDefaultSchema,
            boolean newCreateSchemas,
            @Nullable String newTarget) {
        return new MigrationSettings(
                newLocations,
                newDefaultSchema,
                schemas,
                newCreateSchemas,
                table,
                tablespace,
                sqlMigrationPrefix,
                repeatableSqlMigrationPrefix,
                sqlMigrationSeparator,
                sqlMigrationSuffixes,
                encoding,
                placeholderReplacement,
                placeholderPrefix,
                placeholderSuffix,
                placeholderSeparator,
                placeholders,
                outOfOrder,
                baselineOnMigrate,
                baselineVersion,
                baselineDescription,
                newIgnoreMigrationPatterns,
                validateOnMigrate,
                mixed,
                newGroup,
                skipDefaultCallbacks,
                installedBy,
                initSql,
                newTarget,
                strict);
    }
}
