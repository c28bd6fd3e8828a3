package dev.slipway.doctor;

import dev.slipway.database.Identifiers;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether the role may do what migrations and seeds do.
final class PrivilegesCheck implements Check {
    private static final int SHOWN = 5;

    // What a schema is missing is null where there is no schema.
    private static final String RIGHTS =
            """
            with wanted as (select coalesce(?, current_schema()) as schema)
            select current_user,
                   current_database(),
                   wanted.schema,
                   namespace.oid is not null,
                   has_schema_privilege(namespace.oid, 'usage'),
                   has_schema_privilege(namespace.oid, 'create'),
                   has_database_privilege(current_database(), 'create'),
                   has_database_privilege(current_database(), 'temp')
              from wanted left join pg_namespace namespace on namespace.nspname = wanted.schema
            """;

    // Altering takes the owner, or a member of the owner.
    private static final String OTHERS_TABLES =
            """
            select format('%I', relation.relname), pg_get_userbyid(relation.relowner)
              from pg_class relation join pg_namespace namespace on namespace.oid = relation.relnamespace
             where namespace.nspname = ?
               and relation.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
               and not pg_has_role(relation.relowner, 'usage')
             order by relation.relname
            """;

    private static final String UNREADABLE_HISTORIES =
            """
            select format('%I', relation.relname)
              from pg_class relation join pg_namespace namespace on namespace.oid = relation.relnamespace
             where namespace.nspname = ? and relation.relname in (?, 'slipway_seed_history')
               and not (has_table_privilege(relation.oid, 'select') and has_table_privilege(relation.oid, 'insert'))
             order by relation.relname
            """;

    private record Rights(
            String user,
            String database,
            @Nullable String schema,
            boolean exists,
            boolean usage,
            boolean create,
            boolean createSchema,
            boolean temporary) {}

    @Override
    public CheckName name() {
        return CheckName.PRIVILEGES;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var rights =
                Rows.first(
                                facts.connection(),
                                RIGHTS,
                                row ->
                                        new Rights(
                                                row.getString(1),
                                                row.getString(2),
                                                row.getString(3),
                                                row.getBoolean(4),
                                                row.getBoolean(5),
                                                row.getBoolean(6),
                                                row.getBoolean(7),
                                                row.getBoolean(8)),
                                facts.schema())
                        .orElseThrow();
        var missing = new ArrayList<Problem>();
        var grants = new ArrayList<String>();
        lacking(rights, facts, missing, grants);
        for (var history : unreadable(rights, facts)) {
            missing.add(Problem.of("SELECT and INSERT on " + history));
            grants.add(
                    "grant select, insert on "
                            + history
                            + " to "
                            + Identifiers.quoteIfNeeded(rights.user()));
        }
        if (!missing.isEmpty()) {
            return Finding.failed(
                    name(),
                    "user "
                            + rights.user()
                            + " lacks "
                            + String.join(", ", missing.stream().map(Problem::message).toList()),
                    new Failure(
                            Kind.REFUSED,
                            "user " + rights.user() + " lacks rights; nothing was done",
                            List.of(),
                            missing,
                            List.of(),
                            grants,
                            null));
        }
        return owned(facts, rights);
    }

    private static List<String> unreadable(Rights rights, Facts facts) throws SQLException {
        return Rows.all(
                facts.connection(),
                UNREADABLE_HISTORIES,
                row -> row.getString(1),
                String.valueOf(rights.schema()),
                facts.settings().migrations().table());
    }

    private static void lacking(
            Rights rights, Facts facts, List<Problem> missing, List<String> grants) {
        var user = Identifiers.quoteIfNeeded(rights.user());
        var database = Identifiers.quoteIfNeeded(rights.database());
        if (rights.schema() == null) {
            missing.add(Problem.of("a schema: none of its search_path exists, or may be used"));
            grants.add("name one in DB_SCHEMA");
        } else {
            var schema = Identifiers.quoteIfNeeded(rights.schema());
            if (!rights.exists()) {
                if (!rights.createSchema()) {
                    missing.add(
                            Problem.of(
                                    "CREATE on database "
                                            + database
                                            + ", to make schema "
                                            + schema));
                    grants.add("grant create on database " + database + " to " + user);
                }
            } else if (!rights.usage() || !rights.create()) {
                missing.add(
                        Problem.of(
                                (rights.usage()
                                                ? "CREATE"
                                                : rights.create() ? "USAGE" : "USAGE and CREATE")
                                        + " on schema "
                                        + schema));
                grants.add("grant usage, create on schema " + schema + " to " + user);
            }
        }
        if (!rights.temporary() && facts.settings().modes().contains(Mode.SEED)) {
            missing.add(Problem.of("TEMPORARY on database " + database + ", which seeds need"));
            grants.add("grant temporary on database " + database + " to " + user);
        }
    }

    private Finding owned(Facts facts, Rights rights) throws SQLException {
        var schema = String.valueOf(rights.schema());
        var others =
                Rows.all(
                        facts.connection(),
                        OTHERS_TABLES,
                        row -> row.getString(1) + " is owned by " + row.getString(2),
                        schema);
        var what = "user " + rights.user() + " may create in schema " + schema;
        if (others.isEmpty()) {
            return Finding.passed(
                    name(),
                    rights.exists()
                            ? what + ", and owns all that is there"
                            : what + ", which is not there yet");
        }
        var problems = new ArrayList<Problem>();
        others.stream().limit(SHOWN).map(Problem::of).forEach(problems::add);
        if (others.size() > SHOWN) {
            problems.add(Problem.of("and " + (others.size() - SHOWN) + " more"));
        }
        return Finding.warning(
                name(),
                what + ", and does not own " + others.size() + " of the objects there",
                Failure.of(
                        Kind.REFUSED,
                        "a migration that alters or drops an object of another owner will be refused",
                        problems,
                        "make "
                                + rights.user()
                                + " a member of the owner (grant OWNER to "
                                + Identifiers.quoteIfNeeded(rights.user())
                                + "), or change the owner"));
    }
}
