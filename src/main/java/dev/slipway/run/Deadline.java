package dev.slipway.run;

import dev.slipway.database.Database;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Seconds;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Interrupts a run that takes too long, as a signal would.
final class Deadline implements AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);

    private Deadline() {}

    /// Begins to count.
    ///
    /// @param limit null for none
    static Deadline of(@Nullable Duration limit, Database database) {
        var deadline = new Deadline();
        if (limit != null) {
            var thread = new Thread(() -> deadline.await(limit, database), "slipway-deadline");
            thread.setDaemon(true);
            thread.start();
        }
        return deadline;
    }

    private void await(Duration limit, Database database) {
        try {
            if (!finished.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                database.interrupt(
                        Failure.of(
                                Kind.INTERRUPTED,
                                "the run was stopped; what was under way was rolled back",
                                "it took longer than " + Seconds.of(limit) + ", its RUN_TIMEOUT",
                                "run again with a longer RUN_TIMEOUT: what is done is not done twice"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
    }
}
