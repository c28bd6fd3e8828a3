package dev.slipway.doctor;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/// Whether connections are left for a run: of the server, of the database and of the role.
final class ConnectionsCheck implements Check {
    /// The lock's, Flyway's two, and the one that watches who is in the way.
    private static final int A_RUN = 4;

    private static final int FEW = 10;

    // Reserved ones are for superusers, since 16 also for members of pg_use_reserved_connections,
    // and on RDS for rds_superuser. Of other users' sessions the type is hidden.
    private static final String LIMITS =
            """
            with sessions as (
              select datname, usename from pg_stat_activity
               where usesysid is not null and coalesce(backend_type, 'client backend') = 'client backend')
            select 'the server',
                   current_setting('max_connections')::int
                     - current_setting('superuser_reserved_connections')::int
                     - coalesce(current_setting('reserved_connections', true), '0')::int
                     - coalesce(nullif(current_setting('rds.rds_superuser_reserved_connections', true), ''), '0')::int,
                   (select count(*) from sessions)::int
            union all
            select 'database ' || datname, datconnlimit,
                   (select count(*) from sessions where datname = current_database())::int
              from pg_database where datname = current_database() and datconnlimit >= 0
            union all
            select 'user ' || rolname, rolconnlimit,
                   (select count(*) from sessions where usename = current_user)::int
              from pg_roles where rolname = current_user and rolconnlimit >= 0
            """;

    private record Limit(String of, int allowed, int used) {
        /// The doctor's own connection is free again when the run begins.
        int left() {
            return Math.max(0, allowed - used + 1);
        }

        @Override
        public String toString() {
            return Count.of(left()) + " of " + Count.of(allowed) + " left for " + of;
        }
    }

    @Override
    public CheckName name() {
        return CheckName.CONNECTIONS;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var tightest =
                Rows.all(
                                facts.connection(),
                                LIMITS,
                                row -> new Limit(row.getString(1), row.getInt(2), row.getInt(3)))
                        .stream()
                        .min(Comparator.comparingInt(Limit::left))
                        .orElseThrow();
        if (tightest.left() < A_RUN) {
            return Finding.failed(
                    name(),
                    tightest.toString(),
                    failure(tightest, "the server has too few connections left; nothing was done"));
        }
        return tightest.left() < FEW
                ? Finding.warning(
                        name(), tightest.toString(), failure(tightest, "few connections are left"))
                : Finding.passed(name(), tightest.toString());
    }

    private static Failure failure(Limit limit, String what) {
        return new Failure(
                Kind.UNREACHABLE,
                what,
                List.of(),
                List.of(),
                List.of(limit + "; a run opens up to " + A_RUN),
                List.of(
                        "end idle sessions, make the application's pools smaller, or raise the limit of "
                                + limit.of()),
                null);
    }
}
