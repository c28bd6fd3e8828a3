package dev.slipway.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Slipway as a process of its own, from the jars that the build made.
public final class SeedProcess implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private SeedProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// Starts it.
    ///
    /// @param options of the Java machine: `-Xmx64m`
    public static SeedProcess start(
            Map<String, String> environment, List<String> options, String... args) {
        try {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.add("-cp");
            command.add(
                    String.join(
                            File.pathSeparator,
                            "target/slipway.jar",
                            "target/lib/*",
                            "target/local-lib/*"));
            command.add("dev.slipway.cli.Main");
            command.addAll(List.of(args));
            var out = Files.createTempFile("slipway", ".out");
            var err = Files.createTempFile("slipway", ".err");
            var builder =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().putAll(environment);
            return new SeedProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks it to stop, as Ctrl-C and container platforms do.
    public void terminate() {
        process.destroy();
    }

    /// Ends it without asking, as a lost machine would.
    public void kill() {
        process.destroyForcibly();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits for its end.
    public Execution end() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new AssertionError("still running after 2 minutes\n" + text(err));
            }
            return new Execution(process.exitValue(), text(out), text(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
