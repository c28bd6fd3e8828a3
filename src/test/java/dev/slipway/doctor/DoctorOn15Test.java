package dev.slipway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Checkup;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Standby;
import dev.slipway.support.TestDatabase;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What the doctor says of a server of PostgreSQL 15, of its standby, and of a transaction that was
/// prepared there.
@EnabledIf("dev.slipway.support.TestServer#has15")
class DoctorOn15Test {
    @Test
    void passesEveryCheckOfAnEmptyDatabase() {
        try (var database = TestDatabase.create(TestServer.DEBIAN_15)) {
            Checkup.of(database.environment())
                    .shows("✓", "server", "PostgreSQL 15", "the writer")
                    .passes("privileges", "run lock", "transactions", "connections", "size")
                    .passes("prepared transactions", "replication slots", "history")
                    .exits(0);
        }
    }

    @Test
    void warnsOfAPreparedTransaction() {
        try (var database = TestDatabase.create(TestServer.DEBIAN_15)) {
            database.execute("create table orders (id int)");
            database.execute("begin; lock table orders; prepare transaction 'forgotten-17'");
            try {
                Checkup.of(database.environment())
                        .shows(
                                "!",
                                "prepared transactions",
                                "'forgotten-17' of app, for 00:00:",
                                "holds locks on orders")
                        .tells("rollback prepared 'forgotten-17'")
                        .exits(0);
            } finally {
                database.execute("rollback prepared 'forgotten-17'");
            }
        }
    }

    @Test
    void refusesAReader() {
        try (var database = TestDatabase.create(TestServer.DEBIAN_15);
                var standby = Standby.start()) {
            var environment =
                    database.environment(
                            "DATABASE_URL",
                            "postgresql://app@127.0.0.1:%d/%s"
                                    .formatted(standby.port(), database.name()),
                            "CONNECT_TIMEOUT",
                            "1s");

            Checkup.of(environment)
                    .shows("✗", "server", "PostgreSQL 15", "is a read replica")
                    .tells(
                            "127.0.0.1:" + standby.port() + " is a read replica; nothing was done",
                            "connect to the writer's endpoint")
                    .exits(5);

            var run = FrontDoor.run(environment, "migrate");

            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.stderr()).contains("is a read replica; nothing was done");
        }
    }
}
