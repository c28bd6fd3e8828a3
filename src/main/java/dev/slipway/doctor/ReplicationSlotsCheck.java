package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/// Whether a replication slot that nobody reads keeps the server's log: a migration that rewrites a
/// table writes much of it, and the disk fills.
final class ReplicationSlotsCheck implements Check {
    private static final String SLOTS =
            """
            select slot_name, slot_type, active, wal_status,
                   pg_size_pretty(pg_wal_lsn_diff(
                     case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end,
                     restart_lsn))
              from pg_replication_slots
             where not temporary
             order by restart_lsn
            """;

    private record Slot(
            String name, String type, boolean active, @Nullable String wal, @Nullable String kept) {
        boolean isHealthy() {
            return active && (wal == null || wal.equals("reserved") || wal.equals("extended"));
        }

        @Override
        public String toString() {
            return name
                    + " ("
                    + type
                    + ", "
                    + (active ? "in use" : "read by nobody")
                    + (kept == null ? "" : ", keeps " + kept + " of the log")
                    + (wal == null || wal.equals("reserved") ? "" : ", " + wal)
                    + ")";
        }
    }

    @Override
    public CheckName name() {
        return CheckName.REPLICATION_SLOTS;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var slots =
                Rows.all(
                        facts.connection(),
                        SLOTS,
                        row ->
                                new Slot(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getBoolean(3),
                                        row.getString(4),
                                        row.getString(5)));
        var ill = slots.stream().filter(slot -> !slot.isHealthy()).toList();
        if (ill.isEmpty()) {
            return Finding.passed(
                    name(), slots.isEmpty() ? "none" : slots.size() + ", all of them read");
        }
        return Finding.warning(
                name(),
                ill.getFirst().toString(),
                Failure.of(
                        Kind.MIGRATION,
                        "a slot that nobody reads keeps the server's log, and a large migration writes much of it: the disk can fill",
                        ill.stream().map(Slot::toString).map(Problem::of).toList(),
                        "start its reader again, or drop it if it is forgotten: select pg_drop_replication_slot('"
                                + ill.getFirst().name()
                                + "')"));
    }
}
