package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// Tables as databases have them, on PostgreSQL 15.
@EnabledIf("dev.slipway.support.TestServer#has15")
class SeedTargetsOn15Test extends SeedTargetsTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }
}
