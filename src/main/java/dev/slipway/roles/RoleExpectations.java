package dev.slipway.roles;

import dev.slipway.roles.Expectation.Area;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The roles themselves: that they are there, what they may, in which others they are, and what
/// their sessions begin with.
final class RoleExpectations {
    private static final String ROLES =
            """
            select 'role ' || name,
                   case when login then 'can log in' else 'cannot log in' end,
                   case when oid is null then 'missing'
                        when rolcanlogin then 'can log in' else 'cannot log in' end,
                   case when rolcanlogin and not login then 'REVOKE' else 'APPLY' end,
                   name,
                   array[format('%s role %I %s',
                                case when oid is null then 'create' else 'alter' end,
                                name, case when login then 'login' else 'nologin' end)],
                   null
              from role
             order by position
            """;

    private static final String ATTRIBUTES =
            """
            select 'attributes of ' || name, 'none', coalesce(held, 'none'), 'REVOKE', name,
                   array(select format('alter role %I %s', name, taken) where held is not null), null
              from role
             cross join lateral (
                 select string_agg(attribute, ', ' order by attribute),
                        string_agg('no' || attribute, ' ' order by attribute)
                   from (values ('superuser', rolsuper), ('createrole', rolcreaterole),
                                ('createdb', rolcreatedb), ('replication', rolreplication),
                                ('bypassrls', rolbypassrls)) as each (attribute, has)
                  where has
             ) as attributes (held, taken)
             order by position
            """;

    // The master has to be in the owner to give it a schema, and to grant rights to what it owns.
    private static final String OWNERS_MEMBERS =
            """
            select format('membership of %s in %s', member.name, owner.name), 'member',
                   case when member.super
                          or case when place.has_options
                                  then pg_has_role(member.oid, owner.oid, 'USAGE')
                                   and pg_has_role(member.oid, owner.oid, 'SET')
                                  else pg_has_role(member.oid, owner.oid, 'USAGE') end
                        then 'member' else 'no member' end,
                   'APPLY', owner.name,
                   array[format('grant %I to %I%s', owner.name, member.name,
                                case when place.has_options
                                     then ' with inherit true, set true' else '' end)],
                   null
              from place
              join role owner on owner.kind = 'owner'
             cross join lateral (
                 select 1, rolname::text, oid, rolsuper from pg_roles where rolname = current_user
                  union all
                 select 2, name, oid, false from role where kind = 'migrator'
             ) as member (position, name, oid, super)
             where member.name <> owner.name
             order by member.position
            """;

    // Only what was granted directly can be taken away here.
    private static final String OTHERS =
            """
            select format('membership of %s in roles above it', member.name), 'none',
                   coalesce('in ' || above.names, 'none'),
                   case when above.revokes = '{}' then 'PERSON' else 'REVOKE' end,
                   null, coalesce(above.revokes, '{}'),
                   case when above.revokes = '{}'
                        then 'revoke the role between them from ' || quote_ident(member.name) end
              from role member
             cross join lateral (
                 select string_agg(higher.name, ', ' order by higher.position),
                        array_remove(array_agg(
                            case when direct.member is not null
                                 then format('revoke %I from %I', higher.name, member.name) end
                            order by higher.position), null)
                   from role higher
                   left join pg_auth_members direct
                     on direct.roleid = higher.oid and direct.member = member.oid
                  where higher.position < member.position
                    and pg_has_role(member.oid, higher.oid, 'MEMBER')
             ) as above (names, revokes)
             where member.kind in ('app', 'reader')
             order by member.position
            """;

    // Where there is no rds_iam, nobody is in it.
    private static final String IAM =
            """
            select 'login of ' || name || ' with IAM',
                   case when place.iam then 'member of rds_iam' else 'no member of rds_iam' end,
                   case when inside then 'member of rds_iam' else 'no member of rds_iam' end,
                   case when place.iam then 'APPLY' else 'REVOKE' end,
                   null,
                   array[format(case when place.iam then 'grant rds_iam to %I'
                                     else 'revoke rds_iam from %I' end, name)],
                   null
              from place
             cross join role
             cross join lateral (
                 select exists (select
                                  from pg_auth_members
                                  join pg_roles iam on iam.oid = roleid
                                 where iam.rolname = 'rds_iam' and member = role.oid)
             ) as membership (inside)
             where login
             order by position
            """;

    // As a setting of the login, so that it holds for every client that the migrator uses: what it
    // makes belongs to the owner.
    private static final String SETTINGS =
            """
            select format('%s of sessions of %s', setting, role.name), expected,
                   coalesce((select substr(entry, length(setting) + 2)
                               from pg_db_role_setting
                              cross join unnest(setconfig) as entry
                              where setrole = role.oid and setdatabase = place.database_oid
                                and starts_with(entry, setting || '=')),
                            'not set'),
                   'APPLY', role.name,
                   array[format('alter role %I in database %I set %s = %s',
                                role.name, place.datname, setting, written)],
                   null
              from place
             cross join role
             cross join lateral (
                 select 'search_path', path, path
                   from (select case when schema_name = 'public' then 'public'
                                     else quote_ident(schema_name) || ', public' end) as each (path)
                  union all
                 select 'role', owner.name, quote_literal(owner.name)
                   from role owner
                  where owner.kind = 'owner' and role.kind = 'migrator'
             ) as settings (setting, expected, written)
             where login
             order by position, setting desc
            """;

    private RoleExpectations() {}

    static List<Expectation> read(Declaration declaration, Connection connection)
            throws SQLException {
        var expectations = new ArrayList<Expectation>();
        expectations.addAll(declaration.read(connection, Area.ROLE, ROLES));
        expectations.addAll(declaration.read(connection, Area.ROLE, ATTRIBUTES));
        expectations.addAll(declaration.read(connection, Area.MEMBERSHIP, OWNERS_MEMBERS));
        expectations.addAll(declaration.read(connection, Area.MEMBERSHIP, OTHERS));
        expectations.addAll(declaration.read(connection, Area.LOGIN, IAM));
        expectations.addAll(declaration.read(connection, Area.SETTING, SETTINGS));
        return expectations;
    }
}
