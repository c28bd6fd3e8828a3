package dev.slipway.launch;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Seconds;
import dev.slipway.progress.Progress;
import dev.slipway.run.ResultLines;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Follows one remote run: its phases and its log as they come, to the last line. Closing this
/// leaves the run alone.
public final class Follower implements AutoCloseable {
    /// Events reach CloudWatch Logs late: by seconds, also after the end.
    private static final Duration LATE = Duration.ofSeconds(10);

    /// How many looks in a row find nothing new before a log is taken to be at its end.
    private static final int EMPTY_LOOKS = 3;

    /// For this long a platform may be silent before nobody waits for it any more.
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private final RemoteRun run;
    private final boolean fresh;
    private final @Nullable Duration timeout;
    private final Progress progress;
    private final Interruptions interruptions;
    private final List<String> resultLines = new ArrayList<>();
    private final LastError lastError = new LastError();
    private final Set<String> told = new HashSet<>();
    private final Backoff backoff = new Backoff();
    private @Nullable RemoteState state;
    private boolean logRefused;

    /// @param fresh whether it was started just now, and so is there, even if the platform does not
    ///     show it yet
    Follower(
            RemoteRun run,
            boolean fresh,
            @Nullable Duration timeout,
            Progress progress,
            Interruptions interruptions) {
        this.run = run;
        this.fresh = fresh;
        this.timeout = timeout;
        this.progress = progress;
        this.interruptions = interruptions;
    }

    /// What {@link Launcher#find} takes.
    public String id() {
        return run.id();
    }

    /// `build slipway:8a2f…`.
    public String name() {
        return run.name();
    }

    public String platform() {
        return run.platform();
    }

    /// Follows the run to its end.
    ///
    /// @param line takes each line of its log, without its end and without what a terminal would
    ///     take for a command
    /// @return empty when this was told to stop before; the run goes on
    /// @throws FailureException when the platform knows no such run (exit 3), does not answer for
    ///     minutes (exit 4) or refuses (exit 5): the run goes on; when the timeout is over (exit
    ///     11): the run is being stopped
    public Optional<Outcome> follow(Consumer<String> line) {
        var started = System.nanoTime();
        var answered = started;
        while (true) {
            try {
                var now = look();
                var written = show(line);
                var news = announce(now) || written;
                answered = System.nanoTime();
                if (now.complete()) {
                    drain(line);
                    return Optional.of(outcome(now, Duration.ofNanos(System.nanoTime() - started)));
                }
                if (news) {
                    backoff.news();
                } else {
                    backoff.nothing();
                }
            } catch (FailureException e) {
                bear(e, Duration.ofNanos(System.nanoTime() - answered));
            }
            if (timeout != null && System.nanoTime() - started > timeout.toNanos()) {
                throw timedOut(line, timeout);
            }
            if (interruptions.await(backoff.pause())) {
                return Optional.empty();
            }
        }
    }

    /// Stops the run and follows it to its end, for this long at most.
    ///
    /// @param reason for the platform's records
    /// @return empty when it has not ended by then
    /// @throws FailureException when it could not be stopped (exit 4 or 5): it goes on
    public Optional<Outcome> stop(String reason, Duration patience, Consumer<String> line) {
        run.stop(reason);
        var deadline = System.nanoTime() + patience.toNanos();
        var pause = Duration.ofMillis(300);
        while (System.nanoTime() < deadline) {
            try {
                var now = look();
                show(line);
                if (now.complete()) {
                    show(line);
                    return Optional.of(outcome(now, Duration.ZERO));
                }
                Thread.sleep(pause);
            } catch (FailureException passing) {
                // It was told to stop, and that is what mattered.
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private RemoteState look() {
        state = run.look().orElseThrow(() -> unknown().exception());
        return state;
    }

    private Failure unknown() {
        return fresh && state == null
                ? Failure.of(
                        Kind.UNREACHABLE,
                        run.name() + " cannot be looked at",
                        run.platform() + " does not show it yet",
                        "look for it in the console")
                : Failure.of(
                        Kind.SETTINGS,
                        run.platform() + " knows no " + run.name(),
                        "it forgets a stopped task after an hour, and a build after a year; or it is another region's or account's",
                        "check the id, AWS_REGION and AWS_PROFILE; its log may still be there");
    }

    /// Hands on what is new in the log.
    ///
    /// @return whether there was anything
    private boolean show(Consumer<String> line) {
        var events = newEvents();
        for (var event : events) {
            var text = LogText.clean(event);
            if (ResultLines.isOne(text)) {
                resultLines.add(text);
            } else {
                lastError.add(text);
                text.lines().forEach(line);
            }
        }
        return !events.isEmpty();
    }

    /// Whoever may not read the log can wait for the end all the same.
    private List<String> newEvents() {
        if (logRefused) {
            return List.of();
        }
        try {
            return run.newEvents();
        } catch (FailureException e) {
            if (e.failure().kind() == Kind.UNREACHABLE) {
                throw e;
            }
            logRefused = true;
            progress.warn(
                    e.failure().what()
                            + ", so neither it nor what the run did is shown: "
                            + e.failure().why().getFirst());
            return List.of();
        }
    }

    /// Says where the run is, each thing once.
    ///
    /// @return whether there was anything to say
    private boolean announce(RemoteState now) {
        var news = false;
        for (var phase : now.phases()) {
            var status = phase.status();
            var words =
                    status == null
                            ? phase.name() + " …"
                            : phase.name()
                                    + " "
                                    + status.toLowerCase(Locale.ROOT)
                                    + (phase.elapsed() == null
                                            ? ""
                                            : " after " + Seconds.of(phase.elapsed()));
            if (told.add(words)) {
                progress.note("== " + words);
                news = true;
            }
        }
        return news;
    }

    /// Reads the log to its end: a while after the run's own, since events arrive late.
    private void drain(Consumer<String> line) {
        if (!run.hasLog() || logRefused) {
            return;
        }
        var deadline = System.nanoTime() + LATE.toNanos();
        var empty = 0;
        while (empty < EMPTY_LOOKS && System.nanoTime() < deadline) {
            try {
                empty = show(line) ? 0 : empty + 1;
            } catch (FailureException e) {
                progress.warn(
                        "the end of the log is missing here: " + e.failure().why().getFirst());
                return;
            }
            // With the result told, nothing that matters can come any more.
            if (empty > 0 && ResultLines.in(resultLines).isPresent()) {
                return;
            }
            if (interruptions.await(Duration.ofSeconds(1))) {
                return;
            }
        }
    }

    /// What can pass is waited for; the run does not need anybody who looks.
    private void bear(FailureException e, Duration silence) {
        var failure = e.failure();
        if (failure.kind() == Kind.SETTINGS) {
            // There is no such run.
            throw e;
        }
        if (failure.kind() != Kind.UNREACHABLE || silence.compareTo(SILENCE) > 0) {
            throw failure.withWhat(
                            failure.what()
                                    + "; "
                                    + run.name()
                                    + (state == null ? " was not seen" : " goes on"))
                    .withFix("then: slipway follow " + run.id())
                    .exception(e);
        }
        if (backoff.pause().compareTo(Duration.ofSeconds(2)) < 0) {
            progress.note(
                    run.platform()
                            + " gives no answer just now, asking again: "
                            + failure.why().getFirst());
        }
        backoff.trouble();
    }

    private FailureException timedOut(Consumer<String> line, Duration after) {
        var what = run.name() + " was not done within " + Seconds.of(after);
        Optional<Outcome> ended;
        try {
            ended =
                    stop(
                            "slipway start: --timeout " + Seconds.of(after),
                            Duration.ofSeconds(45),
                            line);
        } catch (FailureException e) {
            return e.failure()
                    .withWhat(what + ", and could not be stopped; it goes on")
                    .exception(e);
        }
        return Failure.of(
                        Kind.REMOTE,
                        what
                                + (ended.isPresent()
                                        ? "; it was stopped, and what was under way in the database was rolled back or stays as the log says"
                                        : "; it was told to stop and has not ended yet"),
                        "--timeout, or START_TIMEOUT, is " + Seconds.of(after),
                        "see what it waited for in the log above; slipway status says where the database stands. Give it longer with --timeout")
                .exception();
    }

    private Outcome outcome(RemoteState now, Duration watched) {
        var elapsed =
                now.phases().stream()
                        .map(Phase::elapsed)
                        .filter(Objects::nonNull)
                        .reduce(Duration.ZERO, Duration::plus);
        return new Outcome(
                run.platform(),
                run.id(),
                run.name(),
                Objects.requireNonNull(now.ending()),
                now.status(),
                now.modes(),
                now.phases(),
                now.exitStatus(),
                now.reasons(),
                now.exported(),
                now.reports(),
                ResultLines.in(resultLines).orElse(null),
                lastError.lines(),
                elapsed.isZero() ? watched : elapsed);
    }

    @Override
    public void close() {
        run.close();
    }
}
