package dev.slipway.seed;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.zip.ZipException;

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
            var loaders =
                    ServiceLoader.load(
                                    SeedLoader.class,
                                    new URLClassLoader(jars, SeedLoader.class.getClassLoader()))
                            .stream()
                            .map(ServiceLoader.Provider::get)
                            .toList();
            loaders.forEach(Loaders::check);
            return loaders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServiceConfigurationError
                | LinkageError
                | IllegalArgumentException
                | NullPointerException broken) {
            throw Failure.of(
                            Kind.SEED,
                            "a seed in the jars of "
                                    + directory
                                    + " cannot be loaded; nothing was loaded",
                            broken.getMessage()
                                    + (broken.getCause() == null ? "" : ": " + broken.getCause()),
                            "build the jar against this version of Slipway and Java 25, and name its classes in META-INF/services/"
                                    + SeedLoader.class.getName())
                    .exception(broken);
        }
    }

    private static void check(SeedLoader loader) {
        var seed = "the Java seed " + loader.getClass().getName();
        var name = Objects.requireNonNull(loader.name(), seed + " has no name");
        if (name.isBlank()) {
            throw new IllegalArgumentException(seed + " has no name");
        }
        Objects.requireNonNull(loader.version(), seed + " has no version");
        Objects.requireNonNull(loader.after(), seed + " returns null from after()");
    }

    private static URL url(Path jar) {
        // A class loader passes over what it cannot open, and with it the seeds in there.
        try (var _ = new JarFile(jar.toFile())) {
            return jar.toUri().toURL();
        } catch (ZipException broken) {
            throw new IllegalArgumentException(
                    jar.getFileName() + " is no jar: " + broken.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
