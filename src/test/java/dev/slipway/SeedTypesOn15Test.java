package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// Types, on PostgreSQL 15.
@EnabledIf("dev.slipway.support.TestServer#has15")
class SeedTypesOn15Test extends SeedTypesTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }
}
