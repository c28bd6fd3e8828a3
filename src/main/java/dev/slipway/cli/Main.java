package dev.slipway.cli;

import dev.slipway.failure.ExitCode;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The process: standard streams, signals, exit code.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var exitCode = execute(System.getenv(), args);
        // Ends at once, without what System.exit loads on the way. Nothing is left to do: the
        // streams are flushed, and whoever started something has closed it.
        Runtime.getRuntime().halt(exitCode);
    }

    /// One command on the process's own streams, stopped by its signals.
    static int execute(Map<String, String> environment, String... args) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        var slipway = new Slipway(environment, System.in, out, err, Main::isTerminal);
        var finished = new CompletableFuture<Integer>();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(slipway, finished, err), "slipway-stop"));
        var exitCode = ExitCode.DEFECT.number();
        try {
            exitCode = slipway.run(args);
        } finally {
            out.flush();
            err.flush();
            finished.complete(exitCode);
        }
        return exitCode;
    }

    /// Runs when the process is told to stop: SIGTERM or Ctrl-C. The command is cancelled and gets
    /// time to roll back and to say so; its own exit code is the process's, not the signal's.
    private static void stop(
            Slipway slipway, CompletableFuture<Integer> finished, PrintStream err) {
        if (finished.isDone()) {
            return;
        }
        slipway.interrupt();
        var exitCode = ExitCode.INTERRUPTED.number();
        try {
            exitCode = finished.get(slipway.parting().grace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            err.println("error[interrupted]: " + slipway.parting().lastWords());
            err.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is only ever completed with a number", e);
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /// Null where there is none: the image has no module for one.
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// UTF-8 whatever the locale: a container has none.
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
