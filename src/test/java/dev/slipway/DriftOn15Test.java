package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// Drift of a database on PostgreSQL 15, against a newer server.
@EnabledIf("dev.slipway.support.TestServer#has15")
class DriftOn15Test extends DriftTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }
}
