package dev.slipway.doctor;

import dev.slipway.database.Waiting;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import java.sql.SQLException;
import java.time.Duration;

/// Whether a transaction was prepared and forgotten: it keeps its locks for ever, beyond a restart
/// of the server, and no session shows it.
final class PreparedTransactionsCheck implements Check {
    private static final String PREPARED =
            """
            select prepared_xact.gid, prepared_xact.owner,
                   extract(epoch from clock_timestamp() - prepared_xact.prepared)::bigint,
                   coalesce((select string_agg(distinct lock.relation::regclass::text, ', ')
                               from pg_locks own
                               join pg_locks lock
                                 on lock.virtualtransaction = own.virtualtransaction
                                and lock.pid is null and lock.relation is not null
                              where own.transactionid = prepared_xact.transaction
                                and own.granted and own.pid is null), '')
              from pg_prepared_xacts prepared_xact
             where prepared_xact.database = current_database()
             order by prepared_xact.prepared
            """;

    private record Prepared(String id, String owner, Duration age, String locked) {
        @Override
        public String toString() {
            return "'"
                    + id
                    + "' of "
                    + owner
                    + ", for "
                    + Waiting.clock(age)
                    + (locked.isEmpty() ? "" : ", holds locks on " + locked);
        }
    }

    @Override
    public CheckName name() {
        return CheckName.PREPARED_TRANSACTIONS;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var prepared =
                Rows.all(
                        facts.connection(),
                        PREPARED,
                        row ->
                                new Prepared(
                                        row.getString(1),
                                        row.getString(2),
                                        Duration.ofSeconds(Math.max(0, row.getLong(3))),
                                        row.getString(4)));
        if (prepared.isEmpty()) {
            return Finding.passed(name(), "none");
        }
        var oldest = prepared.getFirst();
        return Finding.warning(
                name(),
                oldest.toString(),
                Failure.of(
                        Kind.LOCKED,
                        "a prepared transaction keeps its locks until somebody ends it, also over a restart",
                        prepared.stream().map(Prepared::toString).map(Problem::of).toList(),
                        "ask whoever prepared it, then: rollback prepared '"
                                + oldest.id()
                                + "', or commit prepared"));
    }
}
