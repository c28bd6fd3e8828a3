package dev.slipway.support;

import dev.slipway.cli.Slipway;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command under way in this process, while the test does something else to the database.
public final class RunningCommand {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> exitCode;

    private RunningCommand(Map<String, String> environment, String... args) {
        var slipway =
                new Slipway(
                        environment,
                        InputStream.nullInputStream(),
                        stream(out),
                        stream(err),
                        () -> false);
        // The common pool may be too small for commands that wait for each other.
        exitCode =
                CompletableFuture.supplyAsync(
                        () -> slipway.run(args), task -> Thread.ofPlatform().start(task));
    }

    public static RunningCommand start(Map<String, String> environment, String... args) {
        return new RunningCommand(environment, args);
    }

    /// Its stderr so far.
    public String stderr() {
        return err.toString(StandardCharsets.UTF_8);
    }

    public boolean isRunning() {
        return !exitCode.isDone();
    }

    /// Waits until it ends.
    public Execution finish() {
        try {
            var code = exitCode.get(60, TimeUnit.SECONDS);
            return new Execution(code, out.toString(StandardCharsets.UTF_8), stderr());
        } catch (TimeoutException e) {
            throw new AssertionError("it does not end; stderr: " + stderr(), e);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
