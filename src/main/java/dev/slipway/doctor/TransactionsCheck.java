package dev.slipway.doctor;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;

/// Whether a transaction is open for long. One that holds a lock stops a migration of the same
/// table, and everybody who comes after it; any old one holds back `CREATE INDEX CONCURRENTLY`.
final class TransactionsCheck implements Check {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final int SHOWN = 5;

    @Override
    public CheckName name() {
        return CheckName.TRANSACTIONS;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var sessions = OtherSession.all(facts.connection());
        var old =
                sessions.stream()
                        .filter(
                                session ->
                                        session.age().compareTo(LONG) >= 0
                                                || session.idle().compareTo(IDLE) >= 0)
                        .toList();
        if (old.isEmpty()) {
            var hidden = sessions.stream().filter(OtherSession::isHidden).count();
            return Finding.passed(
                    name(),
                    "none older than a minute, none idle for longer than 5 s"
                            + (hidden == 0
                                    ? ""
                                    : "; "
                                            + Count.of(hidden, "session")
                                            + " of other users not seen, which takes pg_read_all_stats"));
        }
        var problems = new ArrayList<Problem>();
        old.stream()
                .limit(SHOWN)
                .map(OtherSession::toString)
                .map(Problem::of)
                .forEach(problems::add);
        if (old.size() > SHOWN) {
            problems.add(Problem.of("and " + (old.size() - SHOWN) + " more"));
        }
        var oldest = old.getFirst();
        return Finding.warning(
                name(),
                "pid " + oldest.pid() + " is " + oldest.doing(),
                Failure.of(
                        Kind.LOCKED,
                        "a migration that needs a lock of one of these waits for it, and everybody else waits behind the migration",
                        problems,
                        "let them finish, or end one: select pg_terminate_backend("
                                + oldest.pid()
                                + "); for the future, set idle_in_transaction_session_timeout"));
    }
}
