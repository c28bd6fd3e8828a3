package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// Roles on PostgreSQL 15, where memberships have no options yet.
@EnabledIf("dev.slipway.support.TestServer#has15")
class RolesOn15Test extends RolesTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }
}
