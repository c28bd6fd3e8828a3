package dev.slipway.roles;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The roles and schemas that are there, without the server's own.
///
/// @param roles by name
/// @param memberships of the roles that are in others, by name
/// @param schemas by name
public record Inventory(List<String> roles, List<Membership> memberships, List<Schema> schemas) {
    private static final String ROLES =
            """
            select rolname
              from pg_roles
             where rolname not like 'pg\\_%' and rolname <> 'rdsadmin' and rolname not like 'rds\\_%'
             order by rolname
            """;

    private static final String MEMBERSHIPS =
            """
            select member.rolname, string_agg(distinct granted.rolname, ',' order by granted.rolname)
              from pg_auth_members
              join pg_roles member on member.oid = pg_auth_members.member
              join pg_roles granted on granted.oid = pg_auth_members.roleid
             where member.rolname not like 'pg\\_%' and member.rolname <> 'rdsadmin'
               and member.rolname not like 'rds\\_%'
             group by member.rolname
             order by member.rolname
            """;

    private static final String SCHEMAS =
            """
            select nspname, nspacl::text
              from pg_namespace
             where nspname not like 'pg\\_%' and nspname <> 'information_schema'
             order by nspname
            """;

    public Inventory {
        roles = List.copyOf(roles);
        memberships = List.copyOf(memberships);
        schemas = List.copyOf(schemas);
    }

    /// A role, and those that it is a member of, separated by commas.
    public record Membership(String role, String groups) {}

    /// A schema.
    ///
    /// @param privileges its access list as PostgreSQL writes it, or null for the default
    public record Schema(String name, @Nullable String privileges) {}

    static Inventory read(Connection connection) throws SQLException {
        var roles = new ArrayList<String>();
        var memberships = new ArrayList<Membership>();
        var schemas = new ArrayList<Schema>();
        try (var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery(ROLES)) {
                while (rows.next()) {
                    roles.add(rows.getString(1));
                }
            }
            try (var rows = statement.executeQuery(MEMBERSHIPS)) {
                while (rows.next()) {
                    memberships.add(new Membership(rows.getString(1), rows.getString(2)));
                }
            }
            try (var rows = statement.executeQuery(SCHEMAS)) {
                while (rows.next()) {
                    schemas.add(new Schema(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return new Inventory(roles, memberships, schemas);
    }
}
