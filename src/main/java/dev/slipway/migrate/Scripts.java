package dev.slipway.migrate;

import dev.slipway.settings.MigrationSettings;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Gives Flyway the scripts that {@link MigrationFolder} found, and with each that cannot run in a
/// transaction the `.conf` that says so. Flyway by itself misses REINDEX TABLE CONCURRENTLY and
/// DETACH PARTITION CONCURRENTLY.
final class Scripts implements ResourceProvider {
    private static final String CONF = ".conf";

    private final MigrationSettings settings;
    private final Map<String, Path> paths = new TreeMap<>();
    private final Map<String, MigrationFile> migrations = new TreeMap<>();
    private final ParsedScripts parsed;

    Scripts(MigrationFolder folder, MigrationSettings settings, ParsedScripts parsed) {
        this.settings = settings;
        this.parsed = parsed;
        folder.migrations()
                .forEach(
                        migration -> {
                            paths.put(migration.script(), migration.path());
                            migrations.put(migration.script(), migration);
                        });
        folder.others().forEach(other -> paths.put(other.script(), other.path()));
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        var path = paths.get(name);
        if (path != null) {
            return new Script(name, path);
        }
        if (name.endsWith(CONF)) {
            var migration = migrations.get(name.substring(0, name.length() - CONF.length()));
            if (migration != null && parsed.of(migration).transactions() == Transactions.OUTSIDE) {
                return new Conf(name, migration.path());
            }
        }
        return null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return paths.entrySet().stream()
                .filter(entry -> fileName(entry.getKey()).startsWith(prefix))
                .filter(entry -> Arrays.stream(suffixes).anyMatch(entry.getKey()::endsWith))
                .map(entry -> (LoadableResource) new Script(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String fileName(String script) {
        return script.substring(script.lastIndexOf('/') + 1);
    }

    private abstract static class Resource extends LoadableResource {
        private final String script;
        private final Path path;

        Resource(String script, Path path) {
            this.script = script;
            this.path = path;
        }

        @Override
        public String getAbsolutePath() {
            return path.toAbsolutePath().toString();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return fileName(script);
        }

        @Override
        public String getRelativePath() {
            return script;
        }

        Path path() {
            return path;
        }
    }

    private final class Script extends Resource {
        Script(String script, Path path) {
            super(script, path);
        }

        @Override
        public Reader read() {
            try {
                return Files.newBufferedReader(path(), settings.encoding());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Conf extends Resource {
        Conf(String script, Path path) {
            super(script, path);
        }

        @Override
        public Reader read() {
            return new StringReader("executeInTransaction=false");
        }
    }
}
