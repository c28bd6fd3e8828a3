package dev.slipway.roles;

import dev.slipway.roles.Expectation.Area;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Tables, sequences, routines and types: whom those that are there belong to, who may use them,
/// and who will be allowed to use those that come.
final class ObjectExpectations {
    // What belongs to an extension is the extension's affair. A type of rows is its table's, an
    // array or a multirange its element's.
    private static final String OBJECTS =
            """
            , object as (
                select case when relkind = 'S' then 'sequence' else 'table' end as kind,
                       case relkind when 'v' then 'view' when 'm' then 'materialized view'
                                    when 'f' then 'foreign table' when 'S' then 'sequence'
                                    else 'table' end as keyword,
                       format('%I.%I', schema_name, relname) as name, relowner as owner,
                       coalesce(relacl, acldefault(case when relkind = 'S' then 's' else 'r' end::"char",
                                                   relowner)) as acl,
                       'pg_class'::regclass as catalog, pg_class.oid
                  from place
                  join pg_class on relnamespace = schema_oid and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                 union all
                select 'routine', 'routine',
                       format('%I.%I(%s)', schema_name, proname, pg_get_function_identity_arguments(pg_proc.oid)),
                       proowner, coalesce(proacl, acldefault('f', proowner)), 'pg_proc'::regclass, pg_proc.oid
                  from place
                  join pg_proc on pronamespace = schema_oid
                 union all
                select 'type', case typtype when 'd' then 'domain' else 'type' end,
                       format('%I.%I', schema_name, typname),
                       typowner, coalesce(typacl, acldefault('T', typowner)), 'pg_type'::regclass, pg_type.oid
                  from place
                  join pg_type on typnamespace = schema_oid and typtype <> 'm'
                  left join pg_class rows on rows.oid = typrelid
                 where (typrelid = 0 or rows.relkind = 'c')
                   and not exists (select from pg_type element where element.typarray = pg_type.oid)
            ), own as (
                select object.*,
                       owner in (owner_oid, migrator_oid) as ours,
                       coalesce(owner in (owner_oid, migrator_oid), false)
                           or pg_has_role(current_user, owner, 'USAGE') as within_reach
                  from object
                 cross join place
                 where not exists (select from pg_depend
                                    where classid = catalog and objid = oid and deptype = 'e')
            ), declared_right (position, kind, letter, kinds, grantee_kind, rights) as (
                values (1, 'table', 'r', 'tables', 'app', array['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                       (2, 'sequence', 'S', 'sequences', 'app', array['USAGE', 'SELECT']),
                       (3, 'routine', 'f', 'routines', 'app', array['EXECUTE']),
                       (4, 'type', 'T', 'types', 'app', array['USAGE']),
                       (5, 'table', 'r', 'tables', 'reader', array['SELECT']),
                       (6, 'sequence', 'S', 'sequences', 'reader', array['SELECT']),
                       (7, 'routine', 'f', 'routines', 'reader', array['EXECUTE']),
                       (8, 'type', 'T', 'types', 'reader', array['USAGE'])
            ), grantee_right as (
                select declared_right.*, role.name as grantee, role.oid as grantee_oid,
                       lower(array_to_string(rights, ', ')) as listed
                  from declared_right
                  join role on role.kind = grantee_kind
            )
            """;

    // A sequence that a column owns follows its table.
    private static final String OWNERS =
            """
            , foreigner as (
                select keyword, name, within_reach, pg_get_userbyid(owner) as owner
                  from own
                 where ours is not true
                   and not exists (select from pg_depend
                                    where keyword = 'sequence' and classid = catalog and objid = oid
                                      and deptype in ('a', 'i') and refobjsubid > 0)
            ), all_ours (expected) as (
                select format('%s or %s', owner.name, migrator.name)
                  from role owner
                  join role migrator on migrator.kind = 'migrator'
                 where owner.kind = 'owner'
            )
            select 'owners in schema ' || schema_name, expected,
                   coalesce((select nullif(count(*), 0) || ': ' || %SOME%
                               from (select keyword || ' ' || name || ' of ' || owner as shown
                                       from foreigner) as each),
                            expected),
                   case when exists (select from foreigner where within_reach) then 'ADOPT'
                        else 'PERSON' end,
                   null,
                   array(select format('alter %s %s owner to %I', keyword, foreigner.name, owner.name)
                           from foreigner
                           join role owner on owner.kind = 'owner'
                          where within_reach
                          order by foreigner.name),
                   (select format('as %s, or as a member of it: alter … owner to %I',
                                  string_agg(distinct foreigner.owner, ', '), owner.name)
                      from foreigner
                      join role owner on owner.kind = 'owner'
                     where not within_reach
                     group by owner.name)
              from place
             cross join all_ours
            """;

    private static final String RIGHTS =
            """
            , lacking as (
                select grantee_right.position, own.*
                  from grantee_right
                  join own using (kind)
                 where not rights <@ array(select privilege_type from aclexplode(acl)
                                            where aclexplode.grantee in (0, grantee_oid))
            )
            select format('%s''s rights to the %s of schema %s', grantee, kinds, schema_name), listed,
                   coalesce('missing on ' || missing.number || ': ' || missing.first, listed),
                   case when missing.names is null and missing.number > 0 then 'PERSON' else 'APPLY' end,
                   null,
                   array(select format('grant %s on %s %s to %I', listed, kind, missing.names, grantee)
                          where missing.names is not null),
                   case when missing.beyond is not null
                        then format('as %s, or as a member of it: grant %s on %s %s to %I',
                                    missing.owners, listed, kind, missing.beyond, grantee) end
              from grantee_right
             cross join place
             cross join lateral (
                 select nullif(count(*), 0), %SOME%,
                        string_agg(shown, ', ' order by shown) filter (where within_reach),
                        string_agg(shown, ', ' order by shown) filter (where not within_reach),
                        string_agg(distinct pg_get_userbyid(owner), ', ') filter (where not within_reach)
                   from (select name as shown, within_reach, owner from lacking
                          where lacking.position = grantee_right.position) as each
             ) as missing (number, first, names, beyond, owners)
             order by position
            """;

    private static final String NO_OTHER_RIGHTS =
            """
            select format('%s''s other rights to the %s of schema %s', grantee, kinds, schema_name), 'none',
                   coalesce(lower(more.rights) || ' on ' || more.first, 'none'),
                   'REVOKE', null,
                   array(select format('revoke %s on %s %s from %I', lower(more.rights), kind, more.names, grantee)
                          where more.rights is not null),
                   null
              from grantee_right
             cross join place
             cross join lateral (
                 select string_agg(distinct privilege_type, ', '), %SOME%, string_agg(distinct shown, ', ')
                   from (select name as shown, privilege_type
                           from own
                          cross join lateral aclexplode(acl) as entry
                          where own.kind = grantee_right.kind and entry.grantee = grantee_oid
                            and own.owner <> grantee_oid
                            and privilege_type <> all (grantee_right.rights)) as each
             ) as more (rights, first, names)
             where kind in ('table', 'sequence')
             order by position
            """;

    // For the owner, whose sessions the migrator's are, and for the migrator, should a session put
    // that role off.
    private static final String DEFAULTS =
            """
            select format('%s''s rights to %s that %s will make', grantee, kinds, maker.name), listed,
                   coalesce((select lower(string_agg(asked, ', ' order by nr))
                               from unnest(rights) with ordinality as each (asked, nr)
                              where asked = any (given)),
                            'none'),
                   'APPLY', maker.name,
                   array[format('alter default privileges for role %I in schema %I grant %s on %s to %I',
                                maker.name, schema_name, listed, kinds, grantee)],
                   null
              from grantee_right
             cross join place
              join role maker on maker.kind in ('owner', 'migrator')
             cross join lateral (
                 select array(select privilege_type
                                from pg_default_acl
                               cross join aclexplode(defaclacl) as entry
                               where defaclrole = maker.oid and defaclnamespace = schema_oid
                                 and defaclobjtype = letter::"char" and entry.grantee = grantee_oid)
             ) as acl (given)
             order by maker.position, grantee_right.position
            """;

    private static final String NO_OTHER_DEFAULTS =
            """
            select format('%s''s other rights to what %s will make', grantee.name, maker.name), 'none',
                   coalesce(lower(string_agg(privilege_type || ' on ' || kinds, ', ')), 'none'),
                   'REVOKE', maker.name,
                   coalesce(array_agg(format('alter default privileges for role %I in schema %I revoke %s on %s from %I',
                                             maker.name, schema_name, lower(privilege_type), kinds, grantee.name))
                                filter (where privilege_type is not null), '{}'),
                   null
              from place
              join role maker on maker.kind in ('owner', 'migrator')
              join role grantee on grantee.kind in ('app', 'reader')
              left join lateral (
                  select privilege_type, kinds
                    from pg_default_acl
                   cross join aclexplode(defaclacl) as entry
                    join grantee_right on letter::"char" = defaclobjtype and grantee_oid = entry.grantee
                   where defaclrole = maker.oid and defaclnamespace = schema_oid
                     and entry.grantee = grantee.oid and privilege_type <> all (rights)
              ) as more on true
             group by grantee.name, grantee.position, maker.name, maker.position, schema_name
             order by maker.position, grantee.position
            """;

    // The first five, and how many more.
    private static final String SOME =
            """
            array_to_string((array_agg(distinct shown order by shown))[1:5], ', ')
                || case when count(distinct shown) > 5
                        then ' and ' || count(distinct shown) - 5 || ' more' else '' end
            """;

    private ObjectExpectations() {}

    static List<Expectation> read(Declaration declaration, Connection connection)
            throws SQLException {
        var expectations = new ArrayList<Expectation>();
        expectations.addAll(read(declaration, connection, Area.OWNERSHIP, OWNERS));
        expectations.addAll(read(declaration, connection, Area.RIGHT, RIGHTS));
        expectations.addAll(read(declaration, connection, Area.RIGHT, NO_OTHER_RIGHTS));
        expectations.addAll(read(declaration, connection, Area.DEFAULT_RIGHT, DEFAULTS));
        expectations.addAll(read(declaration, connection, Area.DEFAULT_RIGHT, NO_OTHER_DEFAULTS));
        return expectations;
    }

    private static List<Expectation> read(
            Declaration declaration, Connection connection, Area area, String query)
            throws SQLException {
        return declaration.read(connection, area, OBJECTS + query.replace("%SOME%", SOME));
    }
}
