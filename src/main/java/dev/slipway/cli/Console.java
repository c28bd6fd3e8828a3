package dev.slipway.cli;

import dev.slipway.database.Database;
import dev.slipway.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// What a command sees of the world: the environment, where it prints, and whether it was told to
/// stop.
///
/// Everything printed goes through here, and no secret of the environment passes.
final class Console {
    private static final String REDACTED = "***";

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final BooleanSupplier terminal;
    private volatile List<String> secrets;
    private final AtomicReference<@Nullable Database> database = new AtomicReference<>();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile Parting parting = Parting.ROLLED_BACK;

    /// What a command gets when it is told to stop.
    ///
    /// @param grace the time to come to its end
    /// @param lastWords what is said when that was not enough
    record Parting(Duration grace, String lastWords) {
        /// Container platforms kill ten seconds after they ask.
        static final Parting ROLLED_BACK =
                new Parting(
                        Duration.ofSeconds(8),
                        "stopped before the server had answered; it rolls back what was open");
    }

    /// @param terminal whether a person watches: colour and bars are drawn only then
    /// @param secrets what is printed as `***`
    Console(
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            BooleanSupplier terminal,
            List<String> secrets) {
        this.environment = Map.copyOf(environment);
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.secrets = longestFirst(secrets.stream());
    }

    /// A part of a secret, found first, would hide the rest from being found.
    private static List<String> longestFirst(Stream<String> secrets) {
        return secrets.distinct().sorted((left, right) -> right.length() - left.length()).toList();
    }

    /// Prints `***` in place of this, too, from now on.
    synchronized void hide(String secret) {
        if (!secret.isEmpty()) {
            secrets = longestFirst(Stream.concat(secrets.stream(), Stream.of(secret)));
        }
    }

    /// Reads these settings, and what they name in AWS.
    SettingsReader reader(Map<String, String> settings) {
        return new SettingsReader(settings, new AwsSecrets(this));
    }

    /// The environment with flags over it.
    Map<String, String> settings(Overlay... flags) {
        var settings = new HashMap<>(environment);
        for (var overlay : flags) {
            overlay.over(settings);
        }
        return settings;
    }

    /// Bars and cursor movement: on a terminal that can do more than print lines.
    boolean isTerminal() {
        return terminal.getAsBoolean() && !Objects.equals(environment.get("TERM"), "dumb");
    }

    /// no-color.org: any value that is not empty switches colour off.
    boolean hasColor() {
        return isTerminal() && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /// Whether the terminal's locale says that it knows no more than ASCII. Logs take UTF-8.
    boolean isAsciiOnly() {
        var locale =
                Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse("")
                        .toLowerCase(Locale.ROOT);
        return terminal.getAsBoolean() && !locale.contains("utf-8") && !locale.contains("utf8");
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /// A result, on stdout.
    void print(String line) {
        out.println(redact(line));
    }

    /// A document out of which the secrets are taken already, on stdout.
    void printJson(String document) {
        out.println(document);
    }

    /// A diagnostic, on stderr.
    void say(String line) {
        err.println(redact(line));
    }

    /// A line of a document out of which the secrets are taken already, on stderr.
    void sayDocument(String line) {
        err.println(line);
    }

    /// A part of a line on stderr, shown at once.
    void draw(String text) {
        err.print(redact(text));
        err.flush();
    }

    /// The text with `***` for every secret in it.
    String redact(String text) {
        var shown = text;
        for (var secret : secrets) {
            shown = shown.replace(secret, REDACTED);
        }
        return shown;
    }

    /// Makes the database known to {@link #interrupt}.
    Database watch(Database opened) {
        database.set(opened);
        if (interrupted.getCount() == 0) {
            opened.interrupt();
        }
        return opened;
    }

    /// Cancels what the command is doing. Called from another thread, when the process is told to
    /// stop.
    void interrupt() {
        interrupted.countDown();
        var opened = database.get();
        if (opened != null) {
            opened.interrupt();
        }
    }

    /// From now on the command parts in this way.
    void partWith(Parting newParting) {
        parting = newParting;
    }

    Parting parting() {
        return parting;
    }

    /// Asks the person at the terminal.
    ///
    /// @return the line that was typed; empty when none was within this time, when there is no more
    ///     input, and when the process is told to stop while it was not before
    Optional<String> ask(String question, Duration patience) {
        draw(question);
        var before = isInterrupted();
        var answer = new CompletableFuture<String>();
        // Nothing ends a read from a terminal but a line.
        Thread.ofPlatform().daemon().name("slipway-answer").start(() -> read(answer));
        var deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < deadline && (before || !isInterrupted())) {
                if (answer.isDone()) {
                    return Optional.of(answer.get());
                }
                Thread.sleep(50);
            }
        } catch (ExecutionException noInput) {
            // As without an answer.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("");
        return Optional.empty();
    }

    private void read(CompletableFuture<String> answer) {
        try {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException();
                }
                line.write(next);
            }
            answer.complete(line.toString(StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    boolean isInterrupted() {
        return interrupted.getCount() == 0;
    }

    /// Returns when the process is told to stop.
    void awaitInterrupt() {
        try {
            interrupted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for this long, or less when the process is told to stop.
    ///
    /// @return whether it was told to stop
    boolean awaitInterrupt(Duration duration) {
        try {
            return interrupted.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
