package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// Modes, on PostgreSQL 15.
@EnabledIf("dev.slipway.support.TestServer#has15")
class SeedModesOn15Test extends SeedModesTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }
}
