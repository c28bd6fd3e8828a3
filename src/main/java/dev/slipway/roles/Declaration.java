package dev.slipway.roles;

import dev.slipway.settings.RoleSettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is declared, as the queries of this package see it: they compare it with the catalog on the
/// server, which also writes the statements, with every name quoted.
final class Declaration {
    // `role` has a row for each declared role, with nulls from pg_roles where it is missing;
    // `place` has one row, the schema's oid null where it is missing.
    private static final String WITH =
            """
            with wanted as (
                select ?::text as schema_name, ?::text as owner_name, ?::text as migrator_name,
                       ?::text as app_name, ?::text as reader_name, ?::boolean as iam
            ), role as (
                select position, kind, name, kind <> 'owner' as login, found.*
                  from wanted
                 cross join lateral (
                     values (1, 'owner', owner_name), (2, 'migrator', migrator_name),
                            (3, 'app', app_name), (4, 'reader', reader_name)
                 ) as declared (position, kind, name)
                  left join pg_roles found on found.rolname = declared.name
                 where name is not null
            ), place as (
                select wanted.schema_name, wanted.iam, database.oid as database_oid, database.datname,
                       database.datdba, space.oid as schema_oid, space.nspowner,
                       coalesce(database.datacl, acldefault('d', database.datdba)) as database_acl,
                       coalesce(space.nspacl, acldefault('n', space.nspowner)) as schema_acl,
                       -- Memberships have options, and need ADMIN to be granted, since 16.
                       current_setting('server_version_num')::integer >= 160000 as has_options,
                       (select oid from role where kind = 'owner') as owner_oid,
                       (select oid from role where kind = 'migrator') as migrator_oid
                  from wanted
                  join pg_database database on database.datname = current_database()
                  left join pg_namespace space on space.nspname = wanted.schema_name
            )
            """;

    private final RoleSettings settings;

    Declaration(RoleSettings settings) {
        this.settings = settings;
    }

    RoleSettings settings() {
        return settings;
    }

    /// A query that sees `role` and `place`; parameters of its own begin with the seventh.
    PreparedStatement prepare(Connection connection, String query) throws SQLException {
        var statement = connection.prepareStatement(WITH + query);
        statement.setString(1, settings.schema());
        statement.setString(2, settings.owner());
        statement.setString(3, settings.migrator());
        statement.setString(4, settings.app());
        statement.setString(5, settings.reader());
        statement.setBoolean(6, settings.iam());
        return statement;
    }

    /// Reads rows of what, expected, actual, way, role, statements (an array) and advice.
    static List<Expectation> read(Expectation.Area area, PreparedStatement statement)
            throws SQLException {
        var expectations = new ArrayList<Expectation>();
        try (statement;
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var statements = (String[]) rows.getArray(6).getArray();
                expectations.add(
                        new Expectation(
                                area,
                                rows.getString(5),
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                Expectation.Way.valueOf(rows.getString(4)),
                                Arrays.stream(statements).map(Statement::of).toList(),
                                rows.getString(7)));
            }
        }
        return expectations;
    }

    List<Expectation> read(Connection connection, Expectation.Area area, String query)
            throws SQLException {
        return read(area, prepare(connection, query));
    }
}
