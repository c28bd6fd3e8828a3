package dev.slipway.embedded;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One embedded server with an empty database. Listens on loopback only; its data are gone when it
/// is closed.
public final class EmbeddedServer implements AutoCloseable {
    public static final String USER = "postgres";

    /// The major version of the server that is on the class path.
    public static final int MAJOR = 18;

    /// Beside the program's jar: one jar of binaries a major version. They are on no class path,
    /// where one would hide the others.
    private static final String OTHERS = "local-servers";

    private static final Pattern OTHER = Pattern.compile("postgres-(\\d+)\\.jar");

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

    /// The major versions that can be started; none in the image.
    public static SortedSet<Integer> majors() {
        var majors = new TreeSet<Integer>();
        if (!isAvailable()) {
            return majors;
        }
        majors.add(MAJOR);
        var folder = others();
        if (folder == null || !Files.isDirectory(folder)) {
            return majors;
        }
        try (var files = Files.list(folder)) {
            files.map(file -> OTHER.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .forEach(name -> majors.add(Integer.parseInt(name.group(1))));
            return majors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Null when the program runs from no jar.
    private static @Nullable Path others() {
        var source = EmbeddedServer.class.getProtectionDomain().getCodeSource();
        return source == null
                ? null
                : Path.of(URI.create(source.getLocation().toString())).resolveSibling(OTHERS);
    }

    /// Starts a server of {@link #MAJOR} on a free port, or on the one given.
    ///
    /// @param port 0 for any
    /// @throws dev.slipway.failure.FailureException when it does not start (exit 4)
    public static EmbeddedServer start(int port) {
        return start(port, EmbeddedPostgres.builder());
    }

    /// Starts a server of one of {@link #majors}.
    ///
    /// @throws dev.slipway.failure.FailureException when there is none of this version (exit 3), or
    ///     it does not start (exit 4)
    public static EmbeddedServer start(int port, int major) {
        if (!majors().contains(major)) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "there is no embedded PostgreSQL " + major + "; nothing was done",
                            majors().isEmpty()
                                    ? "the image is built without any"
                                    : "those of "
                                            + majors().stream()
                                                    .map(String::valueOf)
                                                    .collect(Collectors.joining(", "))
                                            + " are there",
                            "name a throwaway server of that version with --server")
                    .exception();
        }
        return major == MAJOR
                ? start(port)
                : start(
                        port,
                        EmbeddedPostgres.builder()
                                .setPgBinaryResolver((system, machine) -> programs(major)));
    }

    /// The one archive in the jar, for whichever platform the build has chosen.
    private static InputStream programs(int major) throws IOException {
        var folder = Objects.requireNonNull(others());
        try (var jar = new JarFile(folder.resolve("postgres-" + major + ".jar").toFile())) {
            var archive =
                    jar.stream()
                            .filter(entry -> entry.getName().endsWith(".txz"))
                            .findFirst()
                            .orElseThrow();
            return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
        }
    }

    private static EmbeddedServer start(int port, EmbeddedPostgres.Builder builder) {
        try {
            var data = Files.createTempDirectory("slipway-local-");
            // The caller closes it, also when the process is told to stop; a second closer would
            // race with it.
            var server =
                    builder.setRegisterShutdownHook(false)
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
                                    ? "see whether another PostgreSQL's leftovers fill the"
                                            + " temporary folder, or run as an ordinary user (as root"
                                            + " it needs unshare)"
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
