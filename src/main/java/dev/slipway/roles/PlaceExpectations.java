package dev.slipway.roles;

import dev.slipway.roles.Expectation.Area;
import dev.slipway.settings.RoleSettings;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The database, its schemas and extensions, and who may what in them.
final class PlaceExpectations {
    private static final String SCHEMA =
            """
            select 'schema ' || schema_name, 'owned by ' || owner.name,
                   case when schema_oid is null then 'missing'
                        else 'owned by ' || pg_get_userbyid(nspowner) end,
                   case when schema_oid is null or nspowner = migrator_oid
                          or pg_get_userbyid(nspowner) in (current_user, 'pg_database_owner')
                        then 'APPLY' else 'ADOPT' end,
                   null,
                   array[format(case when schema_oid is null then 'create schema %I authorization %I'
                                     else 'alter schema %I owner to %I' end, schema_name, owner.name)],
                   null
              from place
              join role owner on owner.kind = 'owner'
            """;

    private static final String SCHEMA_RIGHTS =
            """
            select format('%s''s use of schema %s', name, schema_name), 'usage',
                   case when has then 'usage' else 'none' end,
                   'APPLY', null, array[format('grant usage on schema %I to %I', schema_name, name)], null
              from place
             cross join role
             cross join lateral (
                 select exists (select from aclexplode(schema_acl)
                                 where grantee = role.oid and privilege_type = 'USAGE')
             ) as rights (has)
             where kind in ('app', 'reader')
             order by position
            """;

    // The schema public as every schema: PUBLIC could create there before PostgreSQL 15.
    private static final String NO_CREATION =
            """
            select format('%s''s right to create in schema %s', grantee.label, schema_name), 'none',
                   case when exists (select from aclexplode(schema_acl) acl
                                      where acl.grantee = grantee.oid and privilege_type = 'CREATE')
                        then 'create' else 'none' end,
                   'REVOKE', null,
                   array[format('revoke create on schema %I from %s', schema_name, grantee.name)], null
              from place
             cross join lateral (
                 select position, name, oid, quote_ident(name) from role where kind in ('app', 'reader')
                  union all
                 select 9, 'PUBLIC', 0, 'public' where schema_name <> 'public'
             ) as grantee (position, label, oid, name)
             order by grantee.position
            """;

    private static final String DATABASE_RIGHTS =
            """
            select format('%s''s rights to database %s', name, datname), 'connect, temporary',
                   coalesce((select string_agg(distinct lower(privilege_type), ', ')
                               from aclexplode(database_acl)
                              where grantee = role.oid and privilege_type in ('CONNECT', 'TEMPORARY')),
                            'none'),
                   'APPLY', null,
                   array[format('grant connect, temporary on database %I to %I', datname, name)], null
              from place
             cross join role
             order by position
            """;

    private static final String NO_SCHEMAS =
            """
            select format('%s''s right to create schemas', name), 'none',
                   case when exists (select from aclexplode(database_acl)
                                      where grantee = role.oid and privilege_type = 'CREATE')
                        then 'create' else 'none' end,
                   'REVOKE', null, array[format('revoke create on database %I from %I', datname, name)], null
              from place
             cross join role
             where kind in ('app', 'reader')
             order by position
            """;

    // What everybody may is taken away, but not from under a login that has nothing else to come in
    // by: it would be locked out of a database in use.
    private static final String NOTHING_FOR_EVERYBODY =
            """
            , stranger as (
                select string_agg(rolname, ', ' order by rolname) as names
                  from pg_roles
                 cross join place
                 where rolcanlogin and not rolsuper and rolname <> current_user
                   and rolname <> 'rdsadmin' and rolname not like 'rds\\_%'
                   and rolname not in (select name from role)
                   and not exists (select from aclexplode(database_acl)
                                    where privilege_type = 'CONNECT' and grantee <> 0
                                      and pg_has_role(pg_roles.oid, grantee, 'USAGE'))
            ), common (what, held, statement, owner) as (
                select 'PUBLIC''s rights to database ' || datname,
                       (select string_agg(lower(privilege_type), ', ' order by privilege_type)
                          from aclexplode(database_acl) where grantee = 0),
                       format('revoke all on database %I from public', datname), datdba
                  from place
                 union all
                select 'PUBLIC''s right to create in schema public',
                       (select lower(privilege_type)
                          from aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
                         where grantee = 0 and privilege_type = 'CREATE'),
                       'revoke create on schema public from public', nspowner
                  from pg_namespace
                 where nspname = 'public'
            )
            select what, 'none', coalesce(held, 'none'),
                   case when not pg_has_role(current_user, owner, 'USAGE') then 'PERSON'
                        when names is null then 'APPLY' else 'REVOKE' end,
                   null,
                   array(select statement where pg_has_role(current_user, owner, 'USAGE')),
                   case when not pg_has_role(current_user, owner, 'USAGE')
                        then format('as %s: %s', pg_get_userbyid(owner), statement)
                        else 'grant connect to those who have to come in ('
                             || names || '), then slipway roles apply --revoke' end
              from common
             cross join stranger
            """;

    private static final String EXTENSIONS =
            """
            select 'extension ' || name,
                   'installed' || coalesce(' in ' || schema, ''),
                   case when space.nspname is null then 'missing'
                        else 'installed' || case when schema is null then ''
                                                 else ' in ' || space.nspname end end,
                   case when space.nspname is null then 'APPLY' else 'PERSON' end,
                   null,
                   array(select format('create extension %I', name)
                                || case when schema is null then ''
                                        else ' schema ' || quote_ident(schema) end
                          where space.nspname is null),
                   case when space.nspname is not null and schema is not null
                        then format('alter extension %I set schema %I', name, schema) end
              from unnest(?::text[], ?::text[]) with ordinality as declared (name, schema, position)
              left join pg_extension on extname = name
              left join pg_namespace space on space.oid = extnamespace
             order by position
            """;

    private PlaceExpectations() {}

    static List<Expectation> read(Declaration declaration, Connection connection)
            throws SQLException {
        var expectations = new ArrayList<Expectation>();
        expectations.addAll(declaration.read(connection, Area.SCHEMA, SCHEMA));
        expectations.addAll(declaration.read(connection, Area.SCHEMA, SCHEMA_RIGHTS));
        expectations.addAll(declaration.read(connection, Area.SCHEMA, NO_CREATION));
        expectations.addAll(declaration.read(connection, Area.DATABASE, DATABASE_RIGHTS));
        expectations.addAll(declaration.read(connection, Area.DATABASE, NO_SCHEMAS));
        expectations.addAll(declaration.read(connection, Area.DATABASE, NOTHING_FOR_EVERYBODY));
        expectations.addAll(extensions(declaration.settings().extensions(), connection));
        return expectations;
    }

    private static List<Expectation> extensions(
            List<RoleSettings.Extension> extensions, Connection connection) throws SQLException {
        var statement = connection.prepareStatement(EXTENSIONS);
        statement.setArray(
                1,
                connection.createArrayOf(
                        "text", extensions.stream().map(RoleSettings.Extension::name).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "text", extensions.stream().map(RoleSettings.Extension::schema).toArray()));
        return Declaration.read(Area.EXTENSION, statement);
    }
}
