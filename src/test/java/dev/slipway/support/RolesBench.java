package dev.slipway.support;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// For each test a new database as RDS hands it out: it belongs to a master who is no superuser,
/// and nothing is set up in it. Roles are the whole server's, so each test has names of its own.
public final class RolesBench implements BeforeEachCallback, AfterEachCallback {
    public static final String PASSWORD = "p'w %s \\ ü";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestServer server;
    private TestServer.Running running;
    private List<String> rolesBefore;
    private int number;

    public RolesBench(TestServer server) {
        this.server = server;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        running = server.running();
        number = COUNT.incrementAndGet();
        rolesBefore = roles();
        running.execute("create role rds_superuser");
        running.execute("grant pg_monitor, pg_signal_backend to rds_superuser with admin option");
        running.execute(
                "create role %s login createrole createdb password '%s' in role rds_superuser"
                        .formatted(master(), PASSWORD.replace("'", "''")));
        running.execute("create database %s owner %s".formatted(database(), master()));
        // The tests' own user, who is on every server, comes in by a right of its own.
        running.execute("grant connect on database " + database() + " to " + TestDatabase.USER);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        running.execute("drop database if exists " + database() + " with (force)");
        var made = new ArrayList<>(roles());
        made.removeAll(rolesBefore);
        made.replaceAll(role -> '"' + role.replace("\"", "\"\"") + '"');
        running.execute("drop role " + String.join(", ", made));
    }

    private List<String> roles() {
        return query(running.superuser(), null, "select rolname from pg_roles");
    }

    public String database() {
        return "roles_" + number;
    }

    public String master() {
        return "master_" + number;
    }

    public String migrator() {
        return "migrator_" + number;
    }

    public String app() {
        return "app_" + number;
    }

    public String reader() {
        return "reader_" + number;
    }

    public String owner() {
        return "owner_" + number;
    }

    /// The text with this test's names for `{master}`, `{owner}`, `{migrator}`, `{app}`, `{reader}`
    /// and `{database}`.
    public String named(String text) {
        return text.replace("{master}", master())
                .replace("{owner}", owner())
                .replace("{migrator}", migrator())
                .replace("{app}", app())
                .replace("{reader}", reader())
                .replace("{database}", database());
    }

    public int port() {
        return running.port();
    }

    /// The environment of a run as the migrator, with the master for the roles, and these pairs.
    public Map<String, String> environment(String... pairs) {
        var environment = new HashMap<String, String>();
        environment.put(
                "DATABASE_URL",
                "postgresql://%s:%s@127.0.0.1:%d/%s"
                        .formatted(migrator(), TestDatabase.encoded(PASSWORD), port(), database()));
        environment.put("ROLES_USER", master());
        environment.put("ROLES_PASSWORD", PASSWORD);
        environment.put("ROLES_MIGRATOR", migrator());
        environment.put("ROLES_APP", app());
        environment.put("ROLES_READONLY", reader());
        environment.put("ROLES_OWNER", owner());
        for (var name : List.of("MIGRATOR", "APP", "READONLY")) {
            environment.put("ROLES_" + name + "_PASSWORD", PASSWORD);
        }
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    /// Makes the role that RDS has for logins with IAM.
    public void offerIam() {
        running.execute("create role rds_iam");
        running.execute("grant rds_iam to rds_superuser with admin option");
    }

    /// The environment of a run where the roles log in with IAM.
    public Map<String, String> withIam() {
        var environment = environment("ROLES_IAM", "true");
        environment
                .keySet()
                .removeAll(
                        List.of(
                                "ROLES_MIGRATOR_PASSWORD",
                                "ROLES_APP_PASSWORD",
                                "ROLES_READONLY_PASSWORD"));
        return environment;
    }

    /// `slipway roles` with these words.
    public Execution roles(String... args) {
        return roles(environment(), args);
    }

    public Execution roles(Map<String, String> environment, String... args) {
        var command = new ArrayList<>(List.of("roles"));
        command.addAll(List.of(args));
        return FrontDoor.run(environment, command.toArray(String[]::new));
    }

    /// A login with the password that all of them have.
    public Connection connect(String user) throws SQLException {
        return connect(user, PASSWORD);
    }

    public Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(url(), user, password);
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database();
    }

    /// Runs statements in a session of their own as this user.
    public void as(String user, String... statements) {
        try (var connection = connect(user);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(named(sql));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// The SQLSTATE with which the server refuses a statement, or `done`.
    public String attempt(String user, String sql) {
        try (var connection = connect(user);
                var statement = connection.createStatement()) {
            statement.execute(named(sql));
            return "done";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /// Runs one statement as superuser in the test's database.
    public void asSuperuser(String sql) {
        try (var connection = DriverManager.getConnection(superuserUrl());
                var statement = connection.createStatement()) {
            statement.execute(named(sql));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private String superuserUrl() {
        return running.superuser().replace("/postgres?", "/" + database() + "?");
    }

    /// The first column of a query as superuser.
    public List<String> rows(String sql) {
        return query(superuserUrl(), null, named(sql));
    }

    /// The first column of a query as this user.
    public List<String> rows(String user, String sql) {
        return query(url(), user, named(sql));
    }

    private static List<String> query(String url, String user, String sql) {
        try (var connection =
                        user == null
                                ? DriverManager.getConnection(url)
                                : DriverManager.getConnection(url, user, PASSWORD);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
