package dev.slipway.support;

import dev.slipway.embedded.EmbeddedServer;

import org.testcontainers.postgresql.PostgreSQLContainer;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// A PostgreSQL that tests run on: started with the first test that needs it, stopped with the test
/// run.
public final class TestServer {
    // Only the superuser, who prepares the tests, gets in without a password.
    private static final String HBA =
            """
            host all postgres all trust
            host replication postgres all trust
            host all all all scram-sha-256
            """;

    /// The one that `slipway local` brings.
    public static final TestServer EMBEDDED = new TestServer(() -> embedded(HBA));

    /// Another of the same, for tests that crash it.
    public static final TestServer TO_CRASH = new TestServer(() -> embedded(HBA));

    /// The same, with RDS's rule that who is in `rds_iam`, by whatever way, needs a token. There
    /// are none here.
    public static final TestServer EMBEDDED_IAM =
            new TestServer(() -> embedded("host all +rds_iam all reject\n" + HBA));

    /// `postgres:17` in a container.
    public static final TestServer CONTAINER_17 = new TestServer(TestServer::container);

    /// The embedded PostgreSQL 16.
    public static final TestServer EMBEDDED_16 = new TestServer(() -> embedded(16, HBA));

    /// The embedded PostgreSQL 15.
    public static final TestServer EMBEDDED_15 = new TestServer(() -> embedded(15, HBA));

    /// Debian's programs of PostgreSQL 15, where they are.
    public static final TestServer DEBIAN_15 = new TestServer(TestServer::debian);

    private static final Path DEBIAN_BIN = Path.of("/usr/lib/postgresql/15/bin");

    private final Callable<Running> start;
    private Running running;

    private TestServer(Callable<Running> start) {
        this.start = start;
    }

    /// A server that answers.
    ///
    /// @param superuser its superuser's JDBC URL
    public record Running(int port, String superuser) {
        /// Runs one statement as superuser.
        public void execute(String sql) {
            try (var connection = DriverManager.getConnection(superuser);
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }

    /// Whether PostgreSQL 15 is installed.
    public static boolean has15() {
        return Files.isExecutable(DEBIAN_BIN.resolve("initdb"));
    }

    public synchronized Running running() {
        if (running == null) {
            try {
                running = start.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            running.execute(
                    "create role "
                            + TestDatabase.USER
                            + " login createdb password '"
                            + TestDatabase.PASSWORD
                            + "'");
        }
        return running;
    }

    private static Running at(int port, String more) {
        return new Running(
                port, "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres" + more);
    }

    private static Running embedded(String hba) throws IOException {
        return embedded(EmbeddedServer.MAJOR, hba);
    }

    private static Running embedded(int major, String hba) throws IOException {
        var server = EmbeddedServer.start(0, major);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        Files.writeString(server.dataDirectory().resolve("pg_hba.conf"), hba);
        var running = at(server.port(), "");
        running.execute("select pg_reload_conf()");
        return running;
    }

    @SuppressWarnings("resource") // It lives as long as the test run.
    private static Running container() {
        var container =
                new PostgreSQLContainer("postgres:17")
                        .withUsername("postgres")
                        .withPassword("superuser");
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return at(container.getMappedPort(5432), "&password=superuser");
    }

    private static Running debian() throws IOException {
        var directory = Files.createTempDirectory("slipway-15-");
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Shell.output("chmod", "777", directory.toString());
        var data = directory.resolve("data").toString();
        asServer(
                "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "--auth=trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8");
        var hba = Files.writeString(directory.resolve("hba"), HBA);
        asServer(
                "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-p "
                        + port
                        + " -k "
                        + directory
                        + " -c listen_addresses=127.0.0.1 -c max_prepared_transactions=5 -c"
                        + " hba_file="
                        + hba,
                "start");
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> asServer("pg_ctl", "-D", data, "-m", "immediate", "stop")));
        return at(port, "");
    }

    /// PostgreSQL does not run as root.
    static void asServer(String program, String... args) {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(
                    List.of(
                            "setpriv",
                            "--reuid",
                            "nobody",
                            "--regid",
                            "nogroup",
                            "--clear-groups"));
        }
        command.add(DEBIAN_BIN.resolve(program).toString());
        command.addAll(List.of(args));
        var result = Shell.run(Map.of(), command.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new IllegalStateException(command + ": " + result);
        }
    }
}
