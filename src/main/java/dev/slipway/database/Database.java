package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;

import org.postgresql.Driver;
import org.postgresql.PGConnection;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

import javax.sql.DataSource;

/// The database of one run: opens its connections, and ends what they are doing when the run is
/// interrupted.
public final class Database {
    private final ConnectionSettings settings;
    private final String applicationName;
    private final Set<Connection> opened;
    private final AtomicBoolean interrupted;

    /// Opens nothing yet.
    ///
    /// @param applicationName what `pg_stat_activity` shows for every session of this run
    public Database(ConnectionSettings settings, String applicationName) {
        this(
                settings,
                applicationName,
                Collections.newSetFromMap(new WeakHashMap<>()),
                new AtomicBoolean());
    }

    private Database(
            ConnectionSettings settings,
            String applicationName,
            Set<Connection> opened,
            AtomicBoolean interrupted) {
        this.settings = settings;
        this.applicationName = applicationName;
        this.opened = opened;
        this.interrupted = interrupted;
    }

    /// The same run as another user. One interruption reaches both.
    public Database with(ConnectionSettings other) {
        return new Database(other, applicationName, opened, interrupted);
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /// Opens a connection in autocommit. The caller closes it.
    ///
    /// @throws FailureException when the server cannot be reached (exit 4) or refuses (exit 5);
    ///     never with the password
    public Connection connect() {
        try {
            return open();
        } catch (SQLException e) {
            throw DatabaseFailures.whileConnecting(e, settings);
        }
    }

    private Connection open() throws SQLException {
        checkNotInterrupted();
        var connection = new Driver().connect(url(), properties());
        synchronized (opened) {
            opened.add(connection);
        }
        // An interrupt between the check above and the line before it has not seen this connection.
        if (interrupted.get()) {
            connection.close();
            checkNotInterrupted();
        }
        return connection;
    }

    private String url() {
        var host =
                settings.host().indexOf(':') >= 0 ? "[" + settings.host() + "]" : settings.host();
        var database =
                URLEncoder.encode(settings.database(), StandardCharsets.UTF_8).replace("+", "%20");
        return "jdbc:postgresql://" + host + ":" + settings.port() + "/" + database;
    }

    private Properties properties() {
        var properties = new Properties();
        properties.putAll(settings.parameters());
        properties.setProperty("user", settings.user());
        var password = settings.password();
        if (password != null) {
            properties.setProperty("password", password.reveal());
        }
        properties.setProperty("ApplicationName", applicationName);
        // Lets the driver put its own settings into the start-up message instead of sending them
        // one by one.
        properties.setProperty("assumeMinServerVersion", "9.4");
        properties.setProperty("tcpKeepAlive", "true");
        var seconds = Long.toString(Math.max(1, settings.connectTimeout().toSeconds()));
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        // The server looks every two seconds whether we still live, even while it executes: after a
        // kill -9 of this process its backend, and the locks that it holds, are gone within
        // seconds.
        properties.merge(
                "options",
                "-c client_connection_check_interval=2s",
                (given, ours) -> ours + " " + given);
        return properties;
    }

    /// Connections for a library that asks for them itself. It sees the same
    /// {@link FailureException} as a caller of {@link #connect}, not the driver's exception.
    public DataSource dataSource() {
        return new Connections();
    }

    /// Cancels whatever the run's connections are executing and opens no new ones. Safe from any
    /// thread.
    public void interrupt() {
        interrupted.set(true);
        List<Connection> connections;
        synchronized (opened) {
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

    public boolean isInterrupted() {
        return interrupted.get();
    }

    /// Does nothing unless the run was interrupted.
    ///
    /// @throws FailureException once {@link #interrupt} was called (exit 130)
    public void checkNotInterrupted() {
        if (interrupted.get()) {
            throw interruption().exception();
        }
    }

    /// What an interrupted run reports; the step that was under way says more.
    public static Failure interruption() {
        return Failure.of(
                Kind.INTERRUPTED,
                "the run was interrupted; what was under way was rolled back",
                "the process was told to stop (Ctrl-C or SIGTERM)",
                "run again: what is done is not done twice");
    }

    private final class Connections implements DataSource {
        @Override
        public Connection getConnection() {
            return connect();
        }

        @Override
        public Connection getConnection(String user, String password) {
            return connect();
        }

        @Override
        public PrintWriter getLogWriter() {
            return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return (int) settings.connectTimeout().toSeconds();
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
