package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command as a process of its own, from the jar that the build made: for what only a process
/// has, signals and a command line that others can read.
public final class SlipwayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> JAVA =
            List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr");
    private static final String CLASS_PATH = "target/slipway.jar:target/lib/*:target/local-lib/*";
    private static final String MAIN = "dev.slipway.cli.Main";

    /// The classes of one run, ready to be mapped: hundreds of processes are started, and loading
    /// them is most of what each does.
    private static final class Classes {
        static final String ARCHIVE = archive();

        private static String archive() {
            // Tests run in several JVMs, and each has its own.
            var file = "target/tests-" + ProcessHandle.current().pid() + ".jsa";
            var command = new ArrayList<>(JAVA);
            command.addAll(
                    List.of(
                            "-XX:ArchiveClassesAtExit=" + file,
                            "-cp",
                            CLASS_PATH,
                            MAIN,
                            "local",
                            "--quiet"));
            Shell.output(command.toArray(String[]::new));
            return file;
        }
    }

    private final Process process;
    private final Path out;
    private final Path err;

    private SlipwayProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static SlipwayProcess start(Map<String, String> environment, String... args) {
        try {
            var out = Files.createTempFile("slipway-", ".out");
            var err = Files.createTempFile("slipway-", ".err");
            var command = new ArrayList<>(JAVA);
            command.addAll(
                    List.of("-XX:SharedArchiveFile=" + Classes.ARCHIVE, "-cp", CLASS_PATH, MAIN));
            command.addAll(List.of(args));
            var builder =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new SlipwayProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command to its end.
    public static Execution run(Map<String, String> environment, String... args) {
        try (var process = start(environment, args)) {
            return process.finish(Duration.ofMinutes(2));
        }
    }

    /// Sends it a signal, unless it has just ended.
    ///
    /// @param name `TERM` or `INT`
    public void signal(String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0 && process.isAlive()) {
                throw new AssertionError("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// What everybody on the machine sees of it.
    public String commandLine() {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /// Its stderr so far.
    public String stderr() {
        return read(err);
    }

    /// Waits until it ends.
    public Execution finish() {
        return finish(PATIENCE);
    }

    /// Waits until it ends, for this long at most.
    public Execution finish(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it does not end; stderr: " + stderr());
            }
            return new Execution(process.exitValue(), read(out), read(err));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.delete(out);
            Files.delete(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
