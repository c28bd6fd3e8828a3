package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;
import dev.slipway.settings.ConnectionSettings;

import org.postgresql.Driver;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

import javax.sql.DataSource;

/// The database of one run: opens its connections, and ends what they are doing when the run is
/// interrupted.
public final class Database {
    private final Login login;
    private final String applicationName;
    private final Progress progress;
    private final AtomicBoolean noted = new AtomicBoolean();
    private final Interruption interruption;
    private volatile boolean connected;

    /// Opens nothing yet.
    ///
    /// @param applicationName what `pg_stat_activity` shows for every session of this run
    /// @param progress hears of every attempt to connect that failed and is made again
    public Database(ConnectionSettings settings, String applicationName, Progress progress) {
        this(settings, applicationName, progress, new Interruption());
    }

    private Database(
            ConnectionSettings settings,
            String applicationName,
            Progress progress,
            Interruption interruption) {
        this.login = new Login(settings);
        this.applicationName = applicationName;
        this.progress = progress;
        this.interruption = interruption;
    }

    /// The same run as another user. One interruption reaches both.
    public Database with(ConnectionSettings other) {
        return new Database(other, applicationName, progress, interruption);
    }

    /// With the user that logs in now: a secret that rotated may have named another one.
    public ConnectionSettings settings() {
        return login.settings();
    }

    /// What `pg_stat_activity` shows for every session of this run.
    public String applicationName() {
        return applicationName;
    }

    /// The server's major version, such as 17.
    ///
    /// @throws FailureException when it cannot be asked
    public int majorVersion() {
        try (var connection = connect()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw DatabaseFailures.general(e, "the server's version could not be read", settings())
                    .orElseThrow(() -> new IllegalStateException(e))
                    .exception(e);
        }
    }

    /// Opens a connection in autocommit, and tries again while what is in the way can pass. The
    /// caller closes it.
    ///
    /// @throws FailureException when the server cannot be reached within the time for it (exit 4)
    ///     or refuses (exit 5); never with the password
    public Connection connect() {
        return connect(this::open);
    }

    /// The same for work that writes: the server is one that can be written to, and sessions of it
    /// are our own as long as they last.
    ///
    /// @throws FailureException also when the server stays read-only, or a pooler in front of it
    ///     shares its sessions (exit 5)
    public Connection connectToWrite() {
        var connection = connect(limit -> Writable.checked(open(limit), settings()));
        try {
            Pooler.check(connection, settings(), this::connect);
            return connection;
        } catch (FailureException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /// Whether the server ever let this run in.
    public boolean wasConnected() {
        return connected;
    }

    private Connection connect(Attempts.Attempt attempt) {
        if (!noted.getAndSet(true)) {
            Tls.note(settings()).ifPresent(progress::note);
        }
        interruption.beginConnecting();
        try {
            return new Attempts(settings().connectTimeout(), progress).make(attempt);
        } catch (InterruptedException e) {
            throw interruption().exception(e);
        } finally {
            interruption.endConnecting();
        }
    }

    private Connection open(Duration limit) throws InterruptedException {
        checkNotInterrupted();
        Connection connection;
        try {
            connection = login.open(tried -> open(tried, limit));
        } catch (SQLException e) {
            throw failed(e, login.settings());
        }
        connected = true;
        interruption.add(connection);
        // An interrupt between the check above and the line before it has not seen this connection.
        if (isInterrupted()) {
            closeQuietly(connection);
            checkNotInterrupted();
        }
        return connection;
    }

    private static RuntimeException failed(SQLException e, ConnectionSettings settings) {
        var failure = DatabaseFailures.connecting(e, settings);
        return failure.kind() == Kind.UNREACHABLE ? new Passing(failure, e) : failure.exception(e);
    }

    private Connection open(ConnectionSettings settings, Duration limit) throws SQLException {
        try {
            return new Driver().connect(url(settings), properties(settings, limit));
        } catch (RuntimeException e) {
            // The driver's word for a thread that was woken.
            checkNotInterrupted();
            throw e;
        }
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // A session that is gone is what closing is for.
        }
    }

    private static String url(ConnectionSettings settings) {
        var host =
                settings.host().indexOf(':') >= 0 ? "[" + settings.host() + "]" : settings.host();
        var database =
                URLEncoder.encode(settings.database(), StandardCharsets.UTF_8).replace("+", "%20");
        return "jdbc:postgresql://" + host + ":" + settings.port() + "/" + database;
    }

    private Properties properties(ConnectionSettings settings, Duration limit) {
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
        properties.setProperty("connectTimeout", Long.toString(limit.plusMillis(999).toSeconds()));
        properties.setProperty("sslResponseTimeout", Long.toString(limit.toMillis()));
        properties.setProperty("loginTimeout", Double.toString(limit.toMillis() / 1000.0));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", LivelySockets.class.getName());
        properties.setProperty("options", SessionOptions.of(settings));
        Tls.configure(properties, settings);
        return properties;
    }

    /// Connections for a library that asks for them itself. It sees the same
    /// {@link FailureException} as a caller of {@link #connect}, not the driver's exception.
    public DataSource dataSource() {
        return new Connections();
    }

    /// Cancels whatever the run's connections are executing, ends the wait for new ones and opens
    /// no more. Safe from any thread.
    public void interrupt() {
        interrupt(
                Failure.of(
                        Kind.INTERRUPTED,
                        "the run was interrupted; what was under way was rolled back",
                        "the process was told to stop (Ctrl-C or SIGTERM)",
                        "run again: what is done is not done twice"));
    }

    /// The same for another reason than the process's end. The first reason stays.
    ///
    /// @param reason what the run reports; the step that was under way says more
    public void interrupt(Failure reason) {
        interruption.interrupt(reason);
    }

    public boolean isInterrupted() {
        return interruption.reason() != null;
    }

    /// Does nothing unless the run was interrupted.
    ///
    /// @throws FailureException once {@link #interrupt} was called (exit 130)
    public void checkNotInterrupted() {
        interruption.check();
    }

    /// Waits, and no longer than until the run is interrupted.
    ///
    /// @throws FailureException when it is (exit 130)
    public void pause(Duration duration) {
        try {
            interruption.await(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupt();
        }
        checkNotInterrupted();
    }

    /// What an interrupted run reports; the step that was under way says more.
    ///
    /// @throws IllegalStateException when the run was not interrupted
    public Failure interruption() {
        var reason = interruption.reason();
        if (reason == null) {
            throw new IllegalStateException("the run was not interrupted");
        }
        return reason;
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
            return (int) settings().connectTimeout().toSeconds();
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
