package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs real programs: docker, aws, the launcher.
public final class Shell {
    private static final long LIMIT_MINUTES = 15;

    private Shell() {}

    /// Runs a program to its end and gives its whole answer.
    public static Execution run(Map<String, String> environment, String... command) {
        try {
            var out = Files.createTempFile("slipway-test-", ".out");
            var err = Files.createTempFile("slipway-test-", ".err");
            var builder =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + String.join(" ", command));
            }
            var result = new Execution(process.exitValue(), text(out), text(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// The output of a program that has to succeed.
    public static String output(String... command) {
        var result = run(Map.of(), command);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + "\n" + result.stderr());
        }
        return result.stdout().strip();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
