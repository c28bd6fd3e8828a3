package dev.slipway.support;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.slipway.embedded.EmbeddedServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A PostgreSQL that encrypts, as the name `db.slipway.test`, with one certificate or another.
public final class TlsServer implements AutoCloseable {
    /// Its name in its good certificate.
    public static final String HOST = "db.slipway.test";

    private final EmbeddedServer server;
    private final Certificates certificates;
    private final Path directory;

    /// Starts it without TLS.
    ///
    /// @param directory an empty one
    public TlsServer(Path directory) {
        this.directory = directory;
        this.server = EmbeddedServer.start(0);
        this.certificates = new Certificates(directory);
        certificates.authority("root");
        certificates.authority("stranger");
        certificates.issued("good", "root", "CN=db", "-ext", "san=dns:" + HOST);
        certificates.issued(
                "misnamed", "root", "CN=db", "-ext", "san=dns:other.slipway.test,ip:192.0.2.7");
        certificates.issued(
                "expired",
                "root",
                "CN=db",
                "-ext",
                "san=dns:" + HOST,
                "-startdate",
                "-10d",
                "-validity",
                "5");
        certificates.issued("foreign", "stranger", "CN=db", "-ext", "san=dns:" + HOST);
        certificates.issued("client", "root", "CN=app");
        execute("create role app login password 'secret'");
        empty();
    }

    /// Its database anew.
    public void empty() {
        execute("drop database if exists app with (force)");
        execute("create database app owner app");
    }

    /// Of this test's own certificates.
    public Certificates certificates() {
        return certificates;
    }

    public int port() {
        return server.port();
    }

    /// The certificate authority's file, or another certificate's.
    public Path file(String certificate) {
        return written(certificate + ".crt", certificates.certificate(certificate));
    }

    /// A certificate's key.
    public Path keyFile(String certificate) {
        return written(certificate + ".key", certificates.key(certificate));
    }

    private Path written(String name, String text) {
        try {
            var file = Files.writeString(directory.resolve(name), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From now on it proves itself with this certificate.
    public void present(String certificate) {
        try {
            var data = server.dataDirectory();
            Files.copy(file(certificate), data.resolve("server.crt"), REPLACE_EXISTING);
            Files.copy(keyFile(certificate), data.resolve("server.key"), REPLACE_EXISTING);
            Files.copy(file("root"), data.resolve("root.crt"), REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute("alter system set ssl_ca_file = 'root.crt'");
        encrypt("on");
    }

    /// From now on it encrypts nothing.
    public void presentNothing() {
        encrypt("off");
    }

    /// Who may come in and how, as lines of `pg_hba.conf`; the superuser always may, unencrypted.
    public void admit(String... lines) {
        try {
            Files.writeString(
                    server.dataDirectory().resolve("pg_hba.conf"),
                    "host all postgres all trust\n" + String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reload();
    }

    private void encrypt(String on) {
        execute("alter system set ssl = " + on);
        reload();
    }

    private void reload() {
        var before = value("select pg_conf_load_time()");
        execute("select pg_reload_conf()");
        Wait.until(
                "its settings are read again",
                () -> !value("select pg_conf_load_time()").equals(before));
    }

    public void execute(String sql) {
        server.execute(sql);
    }

    /// What a new session is told.
    public String value(String sql) {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:"
                                        + port()
                                        + "/app?user=postgres&sslmode=disable");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
