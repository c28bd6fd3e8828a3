package dev.slipway.doctor;

import dev.slipway.aws.BuildProject;
import dev.slipway.database.Database;
import dev.slipway.failure.FailureException;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.Settings;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the checks learn and need of each other. One connection serves them all, and it is tried
/// once.
final class Facts implements AutoCloseable {
    /// How long the network may take to answer.
    static final Duration NETWORK = Duration.ofSeconds(5);

    private final Supplier<Settings> reader;
    private final Function<ConnectionSettings, Database> databases;
    private final Subjects subjects;
    private @Nullable Settings settings;
    private volatile @Nullable Database database;
    private List<InetAddress> addresses = List.of();
    private @Nullable Connection connection;
    private @Nullable FailureException refusal;
    private @Nullable BuildProject project;

    Facts(
            Supplier<Settings> reader,
            Function<ConnectionSettings, Database> databases,
            Subjects subjects) {
        this.subjects = subjects;
        this.reader = reader;
        this.databases = databases;
    }

    /// The settings, with connections that wait for nothing long.
    ///
    /// @throws FailureException with every problem
    synchronized Settings settings() {
        if (settings == null) {
            settings = reader.get();
        }
        return settings;
    }

    synchronized Database database() {
        if (database == null) {
            database = databases.apply(impatient(settings().connection()));
        }
        return database;
    }

    /// Does nothing unless the process was told to stop.
    ///
    /// @throws FailureException when it was (exit 130)
    void checkNotInterrupted() {
        // Not synchronized: a check may hold the monitor while it connects.
        var opened = database;
        if (opened != null) {
            opened.checkNotInterrupted();
        }
    }

    /// The server's addresses, in the resolver's order.
    synchronized List<InetAddress> addresses() {
        return addresses;
    }

    synchronized void found(List<InetAddress> newAddresses) {
        addresses = List.copyOf(newAddresses);
    }

    /// The session that all checks share, in autocommit.
    ///
    /// @throws FailureException when there is none, the same at every call
    synchronized Connection connection() {
        if (refusal != null) {
            throw refusal;
        }
        if (connection == null) {
            try {
                connection = database().connect();
            } catch (FailureException e) {
                refusal = e;
                throw e;
            }
        }
        return connection;
    }

    /// Whether a session is open.
    synchronized boolean isConnected() {
        return connection != null;
    }

    Subjects subjects() {
        return subjects;
    }

    /// The project that was named, once it was found.
    synchronized Optional<BuildProject> project() {
        return Optional.ofNullable(project);
    }

    synchronized void found(BuildProject newProject) {
        project = newProject;
    }

    /// The schema of the history, or null for the connection's own.
    @Nullable String schema() {
        return settings().migrations().defaultSchema();
    }

    /// A session that waits five seconds at most for anything, whatever the run's own may do.
    private static ConnectionSettings impatient(ConnectionSettings given) {
        var parameters = new HashMap<>(given.parameters());
        parameters.merge(
                "options",
                "-c statement_timeout=5s -c lock_timeout=2s",
                (theirs, ours) -> theirs + " " + ours);
        parameters.put("socketTimeout", "6");
        return given.with(parameters).withConnectTimeout(shorter(given.connectTimeout(), NETWORK));
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// How long one attempt to reach the server may take here.
    Duration attempt() {
        return shorter(settings().connection().connectTimeout(), NETWORK);
    }

    @Override
    public void close() {
        Connection open;
        synchronized (this) {
            open = connection;
        }
        if (open != null) {
            try {
                open.close();
            } catch (SQLException alreadyGone) {
                // Which is all that closing is for.
            }
        }
    }
}
