package dev.slipway.embedded;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;

/// One embedded server with an empty database. Listens on loopback only; its data are gone when it
/// is closed.
public final class EmbeddedServer implements AutoCloseable {
    public static final String USER = "postgres";

    // Below 16384 are the server's own. All in one statement: one may have granted the other to a
    // third.
    private static final String DROP_ROLES =
            """
            do $$
            declare
                made text;
            begin
                select string_agg(quote_ident(rolname), ', ')
                  into made
                  from pg_roles role
                 where oid >= 16384
                   and not exists (
                       select from pg_shdepend
                        where refclassid = 'pg_authid'::regclass
                          and refobjid = role.oid
                          and classid <> 'pg_auth_members'::regclass);
                if made is not null then
                    execute 'drop role ' || made;
                end if;
            end $$
            """;

    private final EmbeddedPostgres server;
    private final Path data;

    private EmbeddedServer(EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
    }

    /// Whether the server's library is there. The image is built without it.
    public static boolean isAvailable() {
        return EmbeddedServer.class
                        .getClassLoader()
                        .getResource("io/zonky/test/db/postgres/embedded/EmbeddedPostgres.class")
                != null;
    }

    /// Starts a server on a free port, or on the one given.
    ///
    /// @param port 0 for any
    /// @throws dev.slipway.failure.FailureException when it does not start (exit 4)
    public static EmbeddedServer start(int port) {
        try {
            var data = Files.createTempDirectory("slipway-local-");
            // The caller closes it, also when the process is told to stop; a second closer would
            // race with it.
            var server =
                    EmbeddedPostgres.builder()
                            .setRegisterShutdownHook(false)
                            .setDataDirectory(data.resolve("data"))
                            .setPort(port)
                            // Nothing here outlives the process, so nothing has to outlive a crash.
                            .setServerConfig("full_page_writes", "off")
                            .setServerConfig("max_wal_size", "4GB")
                            .start();
            return new EmbeddedServer(server, data);
        } catch (IOException | IllegalStateException e) {
            throw Failure.of(
                            Kind.UNREACHABLE,
                            "the embedded PostgreSQL did not start; nothing was done",
                            String.valueOf(e.getMessage()),
                            port == 0
                                    ? "see whether another PostgreSQL's leftovers fill the temporary folder, or run as an ordinary user (as root it needs unshare)"
                                    : "choose another --port if " + port + " is taken")
                    .exception(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /// Where its data and its `pg_hba.conf` are.
    public Path dataDirectory() {
        return data.resolve("data");
    }

    /// The URL of one of its databases, without a password: loopback connections are trusted.
    public String url(String database) {
        return "postgresql://" + USER + "@127.0.0.1:" + port() + "/" + database;
    }

    /// Runs one statement as superuser, outside a transaction.
    public void execute(String sql) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the embedded server refused: " + sql, e);
        }
    }

    /// Gives an empty database's name to another one, whose place it takes. The sessions of that
    /// one are cut, and its data are gone.
    ///
    /// Roles that were made meanwhile go with it, unless another database needs them: to a
    /// migration that creates one the server is as new.
    public void replace(String database, String empty) {
        execute("drop database if exists " + database + " with (force)");
        execute("alter database " + empty + " rename to " + database);
        execute(DROP_ROLES);
    }

    /// Stops the server and removes its data.
    @Override
    public void close() {
        try {
            server.close();
            try (var files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder()).forEach(EmbeddedServer::delete);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    Objects.requireNonNullElse(e.getMessage(), "the embedded server did not stop"),
                    e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
