package dev.slipway.support;

import org.testcontainers.postgresql.PostgreSQLContainer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A PostgreSQL 17 in a container, started once a test run; each test takes a database of its own.
public final class PostgresContainer {
    private static final String PASSWORD = "s3cr#t%/@:x";
    private static final PostgreSQLContainer RUNNING = start();
    private static int databases;

    private PostgresContainer() {}

    @SuppressWarnings("resource") // It lives as long as the test run.
    private static PostgreSQLContainer start() {
        var container =
                new PostgreSQLContainer("postgres:17").withUsername("app").withPassword(PASSWORD);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return container;
    }

    public static String password() {
        return PASSWORD;
    }

    /// The name of a new, empty database.
    public static synchronized String newDatabase() {
        var name = "db" + ++databases;
        query("test", "create database " + name);
        return name;
    }

    /// Its URL as other containers reach it, the password as a secrets manager makes it: unencoded.
    public static String url(String database) {
        return "postgresql://app:" + PASSWORD + "@" + address() + ":5432/" + database;
    }

    /// A session of its own in a database.
    public static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address() + ":5432/" + database, "app", PASSWORD);
    }

    private static String address() {
        return RUNNING.getContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getIpAddress();
    }

    /// What psql prints, unaligned.
    public static String query(String database, String sql) {
        return Shell.output(
                "docker",
                "exec",
                RUNNING.getContainerId(),
                "psql",
                "-U",
                "app",
                "-d",
                database,
                "-XAtc",
                sql);
    }
}
