package dev.slipway.doctor;

import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes a check and waits for it no longer than it deserves: a resolver, a share or a server that
/// hangs must not hang the doctor.
final class Deadline {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final long SLICE_MILLIS = 100;
    private static final String CANCELED = "57014";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private Deadline() {}

    /// What the check finds, or that it found nothing in time.
    ///
    /// @throws FailureException when the process is told to stop (exit 130)
    static Finding run(Check check, Facts facts) {
        var task = new FutureTask<>(() -> look(check, facts));
        // Not waited for when the process ends.
        Thread.ofPlatform().daemon().name("slipway-check").start(task);
        var end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            try {
                var finding = task.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
                facts.checkNotInterrupted();
                return finding;
            } catch (TimeoutException goesOn) {
                facts.checkNotInterrupted();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException defect
                        ? defect
                        : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return late(check.name());
    }

    /// Nothing was heard. That large seeds take long to read is no failure.
    private static Finding late(CheckName name) {
        var what = "nothing is known after " + LIMIT.toSeconds() + " s";
        return name == CheckName.SEEDS
                ? Finding.notApplicable(name, what + ": the files are large, or read slowly")
                : Finding.failed(
                        name,
                        what,
                        Failure.of(
                                Kind.UNREACHABLE,
                                "the check of " + name.text() + " did not end; nothing was done",
                                "what it asked did not answer within " + LIMIT.toSeconds() + " s",
                                "see what is slow there: the network, the disk, or the server"));
    }

    private static Finding look(Check check, Facts facts) {
        try {
            return check.run(facts);
        } catch (FailureException e) {
            if (e.failure().kind() == Kind.INTERRUPTED) {
                throw e;
            }
            return Finding.failed(check.name(), e.failure());
        } catch (SQLException e) {
            return untold(check.name(), e, facts);
        }
    }

    private static Finding untold(CheckName name, SQLException e, Facts facts) {
        var words = DatabaseFailures.explain(e).getFirst();
        return switch (Objects.requireNonNullElse(e.getSQLState(), "")) {
            case INSUFFICIENT_PRIVILEGE ->
                    Finding.notApplicable(name, "the user may not look: " + words);
            case CANCELED ->
                    Finding.notApplicable(name, "the server did not answer in time: " + words);
            default ->
                    Finding.failed(
                            name,
                            DatabaseFailures.general(
                                            e,
                                            "the server did not tell what was asked; nothing was done",
                                            facts.settings().connection())
                                    .orElseGet(
                                            () ->
                                                    Failure.of(
                                                            Kind.UNREACHABLE,
                                                            "the server did not tell what was asked; nothing was done",
                                                            words,
                                                            "run slipway doctor again")));
        };
    }
}
