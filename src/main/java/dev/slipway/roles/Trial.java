package dev.slipway.roles;

import static dev.slipway.database.Identifiers.quote;

import dev.slipway.database.DatabaseFailures;
import dev.slipway.roles.Expectation.Area;
import dev.slipway.roles.Expectation.Way;
import dev.slipway.settings.RoleSettings;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Tries what the roles are for, in a transaction that is rolled back: what is granted in the
/// catalog is one thing, what the server then allows the other.
final class Trial {
    private static final String TABLE = "slipway_roles_check";
    private static final String REFUSED = "refused";
    private static final String CAN = "can";

    private final Connection connection;
    private final RoleSettings settings;
    private final String table;
    private final List<Expectation> expectations = new ArrayList<>();

    private Trial(Connection connection, RoleSettings settings) {
        this.connection = connection;
        this.settings = settings;
        this.table = quote(settings.schema()) + "." + quote(TABLE);
    }

    /// Leaves the connection's transaction rolled back.
    static List<Expectation> read(Connection connection, RoleSettings settings)
            throws SQLException {
        var trial = new Trial(connection, settings);
        try {
            trial.all();
        } finally {
            connection.rollback();
        }
        return trial.expectations;
    }

    private void all() throws SQLException {
        for (var maker : List.of(settings.migrator(), settings.owner())) {
            var made = "a new table of " + maker;
            var savepoint = connection.setSavepoint();
            var makes =
                    as(
                            maker,
                            "create table "
                                    + table
                                    + " (id integer generated always as identity, name text)");
            expect(maker + " makes a table", CAN, makes, Way.APPLY);
            expect(
                    settings.app() + " reads and writes " + made,
                    CAN,
                    as(
                            settings.app(),
                            "insert into " + table + " (name) values ('tried')",
                            "update " + table + " set name = 'tried' where id > 0",
                            "select count(*) from " + table,
                            "delete from " + table),
                    Way.APPLY);
            expect(
                    settings.app() + " drops " + made,
                    REFUSED,
                    as(settings.app(), "drop table " + table),
                    Way.REVOKE);
            var reader = settings.reader();
            if (reader != null) {
                expect(
                        reader + " reads " + made,
                        CAN,
                        as(reader, "select count(*) from " + table),
                        Way.APPLY);
                expect(
                        reader + " writes " + made,
                        REFUSED,
                        as(reader, "insert into " + table + " (name) values ('tried')"),
                        Way.REVOKE);
            }
            connection.rollback(savepoint);
        }
        expect(
                settings.app() + " makes a table",
                REFUSED,
                as(settings.app(), "create table " + table + " (id integer)"),
                Way.REVOKE);
    }

    private void expect(String what, String expected, String actual, Way way) {
        expectations.add(
                new Expectation(
                        Area.TRIAL,
                        null,
                        what,
                        expected,
                        actual,
                        way,
                        List.of(),
                        actual.startsWith("not tried")
                                ? "check as the master: set ROLES_USER and ROLES_PASSWORD"
                                : null));
    }

    /// What becomes of the statements when this role executes them.
    private String as(String role, String... statements) throws SQLException {
        var savepoint = connection.setSavepoint();
        var refusal = become(role);
        if (refusal != null) {
            connection.rollback(savepoint);
            return "not tried: " + refusal;
        }
        for (var sql : statements) {
            refusal = execute(sql);
            if (refusal != null) {
                connection.rollback(savepoint);
                return refusal;
            }
        }
        execute("set local role none");
        return CAN;
    }

    /// The membership that this may need is never seen by another session.
    private @Nullable String become(String role) throws SQLException {
        var savepoint = connection.setSavepoint();
        var direct = execute("set local role " + quote(role));
        if (direct == null) {
            return null;
        }
        connection.rollback(savepoint);
        var granted = execute("grant " + quote(role) + " to session_user");
        return granted == null ? execute("set local role " + quote(role)) : granted;
    }

    private @Nullable String execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return null;
        } catch (SQLException e) {
            return Objects.equals(e.getSQLState(), "42501")
                    ? REFUSED
                    : DatabaseFailures.explain(e).getFirst();
        }
    }
}
