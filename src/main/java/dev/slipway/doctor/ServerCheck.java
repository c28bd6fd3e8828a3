package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import org.postgresql.PGConnection;

import java.sql.SQLException;

/// Whether the server is one that a run can work on: its version, that it is the writer, and that
/// no pooler stands before it.
final class ServerCheck implements Check {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;

    private static final String SERVER =
            """
            select current_setting('server_version'),
                   current_setting('server_version_num')::int / 10000,
                   pg_is_in_recovery(),
                   current_setting('transaction_read_only') = 'on',
                   pg_backend_pid()
            """;

    private record Server(
            String version, int major, boolean standby, boolean readOnly, int backend) {}

    @Override
    public CheckName name() {
        return CheckName.SERVER;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var connection = facts.connection();
        var server =
                Rows.first(
                                connection,
                                SERVER,
                                row ->
                                        new Server(
                                                row.getString(1),
                                                row.getInt(2),
                                                row.getBoolean(3),
                                                row.getBoolean(4),
                                                row.getInt(5)))
                        .orElseThrow();
        var version = "PostgreSQL " + server.version().split(" ", 2)[0];
        if (server.major() < OLDEST) {
            return Finding.failed(
                    name(),
                    version + " is older than " + OLDEST,
                    Failure.of(
                            Kind.REFUSED,
                            version + " is too old; nothing was done",
                            "seeds need PostgreSQL " + OLDEST + " or newer",
                            "upgrade the server"));
        }
        if (server.standby() || server.readOnly()) {
            return readOnly(facts, version, server);
        }
        var pooled = connection.unwrap(PGConnection.class).getBackendPID() != server.backend();
        if (pooled) {
            return pooled(facts, version);
        }
        if (server.major() > NEWEST) {
            return Finding.warning(
                    name(),
                    version + " is newer than " + NEWEST,
                    Failure.of(
                            Kind.MIGRATION,
                            version + " is newer than any that this Slipway was tested with",
                            "it was tested with " + OLDEST + " to " + NEWEST,
                            "look for a newer Slipway"));
        }
        return Finding.passed(name(), version + ", the writer, no pooler in between");
    }

    private Finding readOnly(Facts facts, String version, Server server) {
        return Finding.failed(
                name(),
                version + (server.standby() ? ", a reader" : ", read-only"),
                Failure.of(
                        Kind.REFUSED,
                        facts.settings().connection().server() + " is read-only; nothing was done",
                        server.standby()
                                ? "it is a standby that follows another server"
                                : "default_transaction_read_only is on for this user, this database or the whole server",
                        server.standby()
                                ? "connect to the writer's endpoint; on Aurora it is the one without -ro-"
                                : "alter role or alter database … reset default_transaction_read_only, or connect to a server that takes writes"));
    }

    private Finding pooled(Facts facts, String version) {
        return Finding.warning(
                name(),
                version + ", behind a pooler",
                Failure.of(
                        Kind.REFUSED,
                        "a pooler stands between this and "
                                + facts.settings().connection().server(),
                        "the process that answers is another than the one that the connection was opened to",
                        "connect to PostgreSQL itself: session locks and settings do not survive a pooler in transaction mode"));
    }
}
