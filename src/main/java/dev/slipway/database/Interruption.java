package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether a run was told to stop, and what has to hear of it: its connections, those who wait for
/// one, and those who pause. Safe for several threads.
final class Interruption {
    private final Set<Connection> opened = Collections.newSetFromMap(new WeakHashMap<>());
    private final Set<Thread> connecting = new HashSet<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Failure reason;

    /// Null as long as the run goes on.
    @Nullable Failure reason() {
        return reason;
    }

    /// @throws FailureException when the run was told to stop
    void check() {
        var given = reason;
        if (given != null) {
            throw given.exception();
        }
    }

    /// The first reason stays.
    void interrupt(Failure given) {
        List<Connection> connections;
        synchronized (opened) {
            if (reason == null) {
                reason = given;
            }
            stopped.countDown();
            connecting.forEach(Thread::interrupt);
            connections = new ArrayList<>(opened);
        }
        for (var connection : connections) {
            try {
                connection.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException closed) {
                // Nothing runs on a closed connection: there is nothing to cancel.
            }
        }
    }

    void add(Connection connection) {
        synchronized (opened) {
            opened.add(connection);
        }
    }

    /// This thread waits for a connection from now on, and is woken by an interruption.
    void beginConnecting() {
        synchronized (opened) {
            connecting.add(Thread.currentThread());
        }
    }

    void endConnecting() {
        synchronized (opened) {
            connecting.remove(Thread.currentThread());
            if (reason != null) {
                // It was we who woke it; what it does next is its own affair.
                var _ = Thread.interrupted();
            }
        }
    }

    /// Returns when the time is over or the run is told to stop.
    ///
    /// @throws InterruptedException when somebody else woke this thread
    void await(Duration duration) throws InterruptedException {
        stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }
}
