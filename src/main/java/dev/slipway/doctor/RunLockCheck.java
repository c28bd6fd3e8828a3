package dev.slipway.doctor;

import dev.slipway.database.RunLock;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether another run is under way.
final class RunLockCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.RUN_LOCK;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var holder = RunLock.holder(facts.connection(), facts.schema());
        if (holder.isEmpty()) {
            return Finding.passed(name(), "free");
        }
        var sessions = OtherSession.all(facts.connection());
        var application = holder.get().application();
        // A run has several sessions of one name; the one that holds the lock does nothing else.
        var working =
                sessions.stream()
                        .filter(session -> session.application().equals(application))
                        .filter(session -> session.pid() != holder.get().pid())
                        .map(session -> "its session " + session)
                        .toList();
        var why = new ArrayList<>(List.of(holder.get().text() + " holds it"));
        why.addAll(working);
        sessions.stream()
                .filter(
                        session ->
                                sessions.stream()
                                        .filter(own -> own.application().equals(application))
                                        .anyMatch(
                                                own ->
                                                        List.of(own.blockers().split(", "))
                                                                .contains(
                                                                        Integer.toString(
                                                                                session.pid()))))
                .forEach(session -> why.add("in its way: " + session));
        return Finding.failed(
                name(),
                "held by "
                        + holder.get().text()
                        + (working.isEmpty() ? ", which has no other session" : ""),
                new Failure(
                        Kind.LOCKED,
                        "another run is under way; nothing was done",
                        List.of(),
                        List.of(),
                        why,
                        List.of(
                                "wait for it: a run started now does the same for RUN_LOCK_TIMEOUT",
                                "if it hangs, end its session: select pg_terminate_backend("
                                        + holder.get().pid()
                                        + ")"),
                        null));
    }
}
