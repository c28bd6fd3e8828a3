package dev.slipway;

import dev.slipway.support.TestServer;

/// Roles on PostgreSQL 16.
class RolesOn16Test extends RolesTest {
    @Override
    TestServer server() {
        return TestServer.EMBEDDED_16;
    }
}
