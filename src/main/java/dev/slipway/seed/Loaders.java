package dev.slipway.seed;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The `SeedLoader`s in the jars of a folder. Their classes stay loaded until the process ends.
final class Loaders {
    private Loaders() {}

    /// None when the folder does not exist or holds no jar.
    static List<SeedLoader> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            var jars =
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .map(Loaders::url)
                            .toArray(URL[]::new);
            if (jars.length == 0) {
                return List.of();
            }
            return ServiceLoader.load(
                            SeedLoader.class,
                            new URLClassLoader(jars, SeedLoader.class.getClassLoader()))
                    .stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw Failure.of(
                            Kind.SEED,
                            "a seed in the jars of "
                                    + directory
                                    + " cannot be loaded; nothing was loaded",
                            String.valueOf(broken.getMessage()),
                            "build the jar against this version of Slipway and Java 25, and name its classes in META-INF/services/"
                                    + SeedLoader.class.getName())
                    .exception(broken);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
