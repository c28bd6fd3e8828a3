package dev.slipway.roles;

import dev.slipway.database.Database;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.roles.Expectation.Area;
import dev.slipway.roles.Expectation.Way;
import dev.slipway.settings.Secret;

import org.postgresql.util.PasswordUtil;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether the declared passwords are the roles' own. Nobody but a superuser may read what is
/// stored, so each is tried.
final class Logins {
    private static final String ROLES =
            """
            select name, coalesce(rolcanlogin, false), format('alter role %I password ', name)
              from role
             where login
             order by position
            """;

    private final Database database;
    private final Declaration declaration;

    Logins(Database database, Declaration declaration) {
        this.database = database;
        this.declaration = declaration;
    }

    List<Expectation> read(Connection connection) throws SQLException {
        var expectations = new ArrayList<Expectation>();
        try (var statement = declaration.prepare(connection, ROLES);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var role = rows.getString(1);
                var password = declaration.settings().passwords().get(role);
                if (password != null) {
                    var accepted = rows.getBoolean(2) && accepts(role, password);
                    var change = Statement.with(rows.getString(3), hash(password));
                    expectations.add(
                            new Expectation(
                                    Area.LOGIN,
                                    role,
                                    "password of " + role,
                                    "as declared",
                                    accepted ? "as declared" : "another",
                                    Way.APPLY,
                                    accepted ? List.of() : List.of(change),
                                    null));
                }
            }
        }
        return expectations;
    }

    /// Hashed here: neither the server nor its log ever sees the password.
    private static Secret hash(Secret password) {
        return new Secret(PasswordUtil.encodeScramSha256(password.reveal().toCharArray()));
    }

    /// The server checks the password before anything else, so a login that fails for another
    /// reason says that the password is right, or nothing about it.
    private boolean accepts(String role, Secret password) {
        try (var _ = database.with(database.settings().as(role, password)).connect()) {
            return true;
        } catch (FailureException e) {
            if (e.failure().kind() != Kind.REFUSED) {
                throw e;
            }
            return !(e.getCause() instanceof SQLException cause
                    && "28P01".equals(cause.getSQLState()));
        } catch (SQLException closing) {
            return true;
        }
    }
}
