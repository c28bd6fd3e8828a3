package dev.slipway.support;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A new, empty database of one of the servers that a test run starts. Its owner is an ordinary
/// role that logs in with SCRAM and a password as secrets managers make them.
public final class TestDatabase implements AutoCloseable {
    public static final String USER = "app";
    public static final String PASSWORD = "p#s%s@w/r:d ?1";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestServer.Running server;
    private final String name;

    private TestDatabase(TestServer.Running server, String name) {
        this.server = server;
        this.name = name;
    }

    /// On the embedded server.
    public static TestDatabase create() {
        return create(TestServer.EMBEDDED);
    }

    public static TestDatabase create(TestServer on) {
        var name = "test_" + COUNT.incrementAndGet();
        var server = on.running();
        server.execute("create database " + name + " owner " + USER);
        return new TestDatabase(server, name);
    }

    public String name() {
        return name;
    }

    public int port() {
        return server.port();
    }

    /// The URL as a person writes it: percent-encoded.
    public String url() {
        return "postgresql://"
                + USER
                + ":"
                + encoded(PASSWORD)
                + "@127.0.0.1:"
                + port()
                + "/"
                + name;
    }

    /// An environment that names this database and these folders.
    public Map<String, String> environment(String... pairs) {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", url());
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    public Connection connect() {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port() + "/" + name, USER, PASSWORD);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In this database as the server's superuser.
    public Connection connectAsSuperuser() {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port() + "/" + name + "?user=postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Every row of a query, its values as text with `|` between them; NULL is `∅`.
    public List<String> rows(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var lines = new ArrayList<String>();
            var columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    var cell = rows.getString(i);
                    cells.add(cell == null ? "∅" : cell);
                }
                lines.add(String.join("|", cells));
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public String value(String sql) {
        return rows(sql).getFirst();
    }

    /// The tables that are there, by name.
    public List<String> tables() {
        return rows(
                "select table_name from information_schema.tables where table_schema = 'public' order by 1");
    }

    /// Runs one statement as superuser.
    public void executeAsSuperuser(String sql) {
        server.execute(sql);
    }

    @Override
    public void close() {
        server.execute("drop database " + name + " with (force)");
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
