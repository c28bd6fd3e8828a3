package dev.slipway.roles;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.roles.Expectation.Area;
import dev.slipway.settings.RoleSettings;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Whether the master may do what is to be done: asked before, so that everything that is missing
/// is told at once.
final class MasterRights {
    private static final Set<Area> ADMINISTRATION =
            Set.of(Area.ROLE, Area.MEMBERSHIP, Area.LOGIN, Area.SETTING);

    private static final String MISSING =
            """
            , master as (
                select oid, rolname, rolsuper, rolcreaterole from pg_roles where rolname = current_user
            ), pending as (
                select ?::text[] as areas, ?::text[] as roles
            )
            select format('a user who is none of the declared roles: %s is one of them; name the master in ROLES_USER and ROLES_PASSWORD',
                          session_user)
              from role
             where name = session_user
             union all
            select format('the attribute CREATEROLE: alter role %I createrole', rolname)
              from master
             cross join pending
             where not (rolsuper or rolcreaterole)
               and areas && array['ROLE', 'MEMBERSHIP', 'LOGIN', 'SETTING']
             union all
            select format('ADMIN on role %s, which is there already: grant %I to %I with admin option',
                          role.name, role.name, master.rolname)
              from master
             cross join pending
             cross join place
              join role on role.name = any (roles) and role.oid is not null
             where has_options and not master.rolsuper
               and not pg_has_role(master.oid, role.oid, 'MEMBER WITH ADMIN OPTION')
             union all
            select format('ownership of database %s, which belongs to %s: alter database %I owner to %I',
                          datname, pg_get_userbyid(datdba), datname, current_user)
              from place
             cross join pending
             where 'DATABASE' = any (areas) and not pg_has_role(current_user, datdba, 'USAGE')
             union all
            select format('CREATE on database %s: grant create on database %I to %I', datname, datname, current_user)
              from place
             cross join pending
             where 'SCHEMA' = any (areas) and not has_database_privilege(current_user, database_oid, 'CREATE')
             union all
            select format('membership in %s, who owns schema %s: grant %I to %I',
                          pg_get_userbyid(nspowner), schema_name, pg_get_userbyid(nspowner), current_user)
              from place
             cross join pending
             where 'SCHEMA' = any (areas) and not pg_has_role(current_user, nspowner, 'USAGE')
               and nspowner is distinct from owner_oid
             union all
            select 'the role rds_iam, which is there on RDS and Aurora only: unset ROLES_IAM and give passwords'
              from place
             where iam and not exists (select from pg_roles where rolname = 'rds_iam')
             union all
            select format('ADMIN on role rds_iam: grant rds_iam to %I with admin option; the master user of RDS has it',
                          master.rolname)
              from master
             cross join pending
             cross join place
              join pg_roles rds_iam on rds_iam.rolname = 'rds_iam'
             where iam and has_options and not master.rolsuper and 'LOGIN' = any (areas)
               and not pg_has_role(master.oid, rds_iam.oid, 'MEMBER WITH ADMIN OPTION')
            """;

    private static final String EXTENSIONS =
            """
            select format('the extension %s, which this server does not offer: see pg_available_extensions', name)
              from unnest(?::text[], ?::text[]) as declared (name, schema)
             where not exists (select from pg_available_extensions available where available.name = declared.name)
             union all
            select format('the schema %s for extension %s: create schema %s', schema, name, quote_ident(schema))
              from unnest(?::text[], ?::text[]) as declared (name, schema)
             where schema <> ? and not exists (select from pg_namespace where nspname = schema)
               and not exists (select from pg_extension where extname = name)
            """;

    private MasterRights() {}

    /// @param onlyForAWhile roles that the master is to be in while it works
    /// @throws dev.slipway.failure.FailureException with every right that is missing (exit 5)
    static void check(
            Declaration declaration,
            Connection connection,
            List<Expectation> pending,
            Set<String> onlyForAWhile)
            throws SQLException {
        var roles = new TreeSet<>(onlyForAWhile);
        pending.stream()
                .filter(expectation -> ADMINISTRATION.contains(expectation.area()))
                .map(Expectation::role)
                .filter(role -> role != null)
                .forEach(roles::add);
        var problems = new ArrayList<Problem>();
        try (var statement = declaration.prepare(connection, MISSING)) {
            statement.setArray(
                    7,
                    connection.createArrayOf(
                            "text",
                            pending.stream()
                                    .map(expectation -> expectation.area().name())
                                    .distinct()
                                    .toArray()));
            statement.setArray(8, connection.createArrayOf("text", roles.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    problems.add(Problem.of(rows.getString(1)));
                }
            }
        }
        problems.addAll(extensions(declaration.settings(), connection));
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.REFUSED,
                            declaration.settings().master().user()
                                    + " cannot set up the roles; nothing was changed. It lacks",
                            problems,
                            "run the statements as a user who may, or let ROLES_USER name one who has these rights")
                    .exception();
        }
    }

    private static List<Problem> extensions(RoleSettings settings, Connection connection)
            throws SQLException {
        var problems = new ArrayList<Problem>();
        var names =
                connection.createArrayOf(
                        "text",
                        settings.extensions().stream().map(RoleSettings.Extension::name).toArray());
        var schemas =
                connection.createArrayOf(
                        "text",
                        settings.extensions().stream()
                                .map(RoleSettings.Extension::schema)
                                .toArray());
        try (var statement = connection.prepareStatement(EXTENSIONS)) {
            statement.setArray(1, names);
            statement.setArray(2, schemas);
            statement.setArray(3, names);
            statement.setArray(4, schemas);
            statement.setString(5, settings.schema());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    problems.add(Problem.of(rows.getString(1)));
                }
            }
        }
        return problems;
    }
}
