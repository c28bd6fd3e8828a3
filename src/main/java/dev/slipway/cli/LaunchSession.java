package dev.slipway.cli;

import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.launch.Ending;
import dev.slipway.launch.Follower;
import dev.slipway.launch.Outcome;
import dev.slipway.launch.Verdict;
import dev.slipway.progress.Progress;
import dev.slipway.report.JsonReport;
import dev.slipway.report.LaunchText;
import dev.slipway.report.RunDocument;
import dev.slipway.run.RunResult;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the commands on remote runs share: how one is followed, left, stopped, and how its result
/// is told.
final class LaunchSession {
    private static final Duration TO_ANSWER = Duration.ofSeconds(15);
    private static final Duration TO_STOP = Duration.ofSeconds(45);

    /// A job that is cancelled is killed ten seconds later.
    private static final Duration TO_STOP_IN_HASTE = Duration.ofSeconds(6);

    private final Console console;
    private final OutputOptions output;
    private final LaunchOptions launch;
    private final boolean starter;
    private final Progress progress;

    /// @param starter whether this command starts the run, and does not only look at it
    LaunchSession(Console console, OutputOptions output, LaunchOptions launch, boolean starter) {
        this.console = console;
        this.output = output;
        this.launch = launch;
        this.starter = starter;
        this.progress = output.quiet() ? new QuietProgress(console) : new ConsoleProgress(console);
    }

    Progress progress() {
        return progress;
    }

    /// Leaves a run to itself, and says how to follow it.
    int leave(Follower follower) {
        try (follower) {
            if (output.json()) {
                console.printJson(JsonReport.launch(follower.id(), null, null, console::redact));
            } else {
                console.print(follower.id());
            }
            progress.note(
                    follower.name() + " goes on by itself; follow it with: " + again(follower));
            return ExitCode.DONE.number();
        }
    }

    /// Follows a run to its end and returns its exit code.
    int follow(Follower follower) {
        try (follower) {
            console.partWith(
                    console.isTerminal()
                            ? new Console.Parting(
                                    TO_ANSWER.plus(TO_STOP).plusSeconds(30), lastWords(follower))
                            : new Console.Parting(Duration.ofSeconds(9), lastWords(follower)));
            progress.note(follower.platform() + ": " + follower.name());
            var outcome = follower.follow(progress::note);
            return outcome.isPresent() ? finish(outcome.get()) : interrupted(follower);
        } catch (FailureException e) {
            return tell(follower.id(), null, null, e.failure());
        }
    }

    private String lastWords(Follower follower) {
        return "ended before " + follower.name() + " had; see how it is with: " + again(follower);
    }

    private String again(Follower follower) {
        return "slipway follow " + follower.id() + launch.repeated();
    }

    private int finish(Outcome outcome) {
        var told = outcome.told();
        var result =
                Optional.ofNullable(told)
                        .flatMap(there -> RunDocument.read(there.document(), outcome.modes()))
                        .orElse(null);
        return tell(
                outcome.id(),
                outcome,
                result,
                Verdict.of(outcome, result == null ? null : result.failure()).orElse(null));
    }

    /// Told to stop: asks the person, if one is there, what becomes of the run.
    private int interrupted(Follower follower) {
        if (!isToBeStopped(follower)) {
            return tell(
                    follower.id(),
                    null,
                    null,
                    parted("interrupted; " + follower.name() + " goes on", again(follower)));
        }
        progress.note("stopping " + follower.name());
        var ended =
                follower.stop(
                        "slipway start was interrupted",
                        console.isTerminal() ? TO_STOP : TO_STOP_IN_HASTE,
                        progress::note);
        if (ended.isPresent() && ended.get().ending() != Ending.STOPPED) {
            // It came to its own end first.
            return finish(ended.get());
        }
        return tell(
                follower.id(),
                ended.orElse(null),
                null,
                ended.isPresent()
                        ? parted(
                                "interrupted; " + follower.name() + " was stopped",
                                "start again; what is done is not done twice")
                        : parted(
                                "interrupted; "
                                        + follower.name()
                                        + " was told to stop, and has not ended yet",
                                again(follower)));
    }

    /// Who started a run and walks away takes it along, unless a person says otherwise; who only
    /// looks at one does not.
    private boolean isToBeStopped(Follower follower) {
        if (!console.isTerminal()) {
            return starter;
        }
        var answer =
                console.ask(
                        "Stop "
                                + follower.name()
                                + ", too? "
                                + (starter ? "[Y/n] (yes in 15 s) " : "[y/N] (no in 15 s) "),
                        TO_ANSWER);
        return answer.map(typed -> typed.toLowerCase(Locale.ROOT))
                .filter(typed -> !typed.isEmpty())
                .map(typed -> typed.startsWith("y"))
                .orElse(starter);
    }

    private static Failure parted(String what, String fix) {
        return Failure.of(
                Kind.INTERRUPTED, what, "Ctrl-C, or a signal that ends this process", fix);
    }

    private int tell(
            String id,
            @Nullable Outcome outcome,
            @Nullable RunResult result,
            @Nullable Failure failure) {
        if (output.json()) {
            console.printJson(JsonReport.launch(id, outcome, failure, console::redact));
        } else if (outcome != null) {
            LaunchText.outcome(outcome, result).forEach(console::print);
        }
        if (failure != null) {
            Slipway.say(console, failure);
        }
        var directory = console.settings(output).getOrDefault("REPORT_DIR", "");
        if (!directory.isBlank() && outcome != null) {
            Session.writeReport(console, reported(outcome, result, failure), directory);
        }
        return failure == null ? ExitCode.DONE.number() : failure.kind().exitCode().number();
    }

    /// What the report files tell of a run that told nothing: that it failed.
    private static RunResult reported(
            Outcome outcome, @Nullable RunResult result, @Nullable Failure failure) {
        return result != null
                ? result
                : new RunResult(
                        outcome.modes(),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        outcome.elapsed(),
                        failure);
    }
}
