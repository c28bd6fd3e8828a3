package dev.slipway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The process: standard streams, signals, exit code.
public final class Main {
    /// Container platforms kill ten seconds after they ask.
    private static final long GRACE_SECONDS = 8;

    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(System.getenv(), args));
    }

    /// One command on the process's own streams, stopped by its signals.
    static int execute(Map<String, String> environment, String... args) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        var slipway = new Slipway(environment, out, err, Main::isTerminal);
        var finished = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> stop(slipway, finished, out, err), "slipway-stop"));
        try {
            return slipway.run(args);
        } finally {
            out.flush();
            err.flush();
            finished.countDown();
        }
    }

    /// Runs when the process is told to stop (SIGTERM, Ctrl-C), and at every other end, when there
    /// is nothing to do.
    private static void stop(
            Slipway slipway, CountDownLatch finished, PrintStream out, PrintStream err) {
        if (finished.getCount() == 0) {
            return;
        }
        slipway.interrupt();
        try {
            if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                err.println(
                        "error[interrupted]: stopped before the server had answered; the server rolls back what was open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.flush();
        err.flush();
        // The exit code that a signal's shutdown would give says nothing about what was left; 130
        // does.
        Runtime.getRuntime().halt(130);
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
