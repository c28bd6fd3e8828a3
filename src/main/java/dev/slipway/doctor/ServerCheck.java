package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import java.sql.SQLException;

/// Whether the server is one that a run can work on: its version, that it is the writer, and that
/// no pooler hands its sessions round.
final class ServerCheck implements Check {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;

    private static final String SERVER =
            """
            select current_setting('server_version'),
                   current_setting('server_version_num')::int / 10000
            """;

    private record Server(String version, int major) {}

    @Override
    public CheckName name() {
        return CheckName.SERVER;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var server =
                Rows.first(
                                facts.connection(),
                                SERVER,
                                row -> new Server(row.getString(1), row.getInt(2)))
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
        try {
            // What a run asks of a server before it writes: the writer, and no pooler that hands
            // its sessions round.
            facts.database().connectToWrite().close();
        } catch (FailureException e) {
            return Finding.failed(
                    name(),
                    version + "; " + Finding.failed(name(), e.failure()).what(),
                    e.failure());
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
        return Finding.passed(name(), version + ", the writer, and its sessions are our own");
    }
}
