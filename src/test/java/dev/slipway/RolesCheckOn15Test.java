package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// The check of roles on PostgreSQL 15, where memberships have no options yet.
@EnabledIf("dev.slipway.support.TestServer#has15")
class RolesCheckOn15Test extends RolesCheckTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }
}
